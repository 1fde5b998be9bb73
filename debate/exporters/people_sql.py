"""The tables of an experiment's people: pseudonyms, and never who they are.

Contacts, accounts, and what stands on an invitation are read by none of these statements.
"""

from __future__ import annotations

from debate.exporters.sql_table import Column, Table

# The pools whose people sit or judge in the experiment.
_POOLS = """SELECT seat.pool_id FROM debate_armseat seat JOIN debate_arm arm ON arm.id = seat.arm_id
    WHERE arm.experiment_id = %(experiment)s AND seat.pool_id IS NOT NULL"""
_PERSON = Column("pl.public_id", "text", "a person's random pseudonym, as in the other tables")
_BOT = Column("pl.bot", "yes or no", "whether a program walked the pages in a person's place")

# What happened in the experiment's debates; and, to whoever came to its pools, on the way there, in practice and in
# attention checks.
LOG = Table(
    name="log",
    columns={
        "at": Column("ev.at", "time", "when, by the server's clock"),
        "person": _PERSON,
        "bot": _BOT,
        "pool": Column("po.name", "text", "the pool through which they came"),
        "experiment": Column("e.name", "text", "whose debate it was: this one's, or one for practice or attention"),
        "arm": Column("a.name", "text", "the condition of the debate; empty outside of debates"),
        "debate": Column("d.public_id", "text", "the debate; likewise"),
        "judgement": Column("p.number", "integer", "which judgement of the debate; likewise"),
        "turn": Column("ev.turn", "text", "the turn that was asked of them, as in the table of turns"),
        "kind": Column("ev.kind", "text", "what happened"),
        "data": Column("ev.data", "JSON", "what more there is to say of it, by its kind"),
    },
    source=f"""judges_event ev
        JOIN debate_player pl ON pl.id = ev.player_id
        LEFT JOIN debate_pool po ON po.id = ev.pool_id
        LEFT JOIN debate_experiment e ON e.id = ev.experiment_id
        LEFT JOIN judges_place p ON p.id = ev.place_id
        LEFT JOIN debate_debate d ON d.id = p.debate_id
        LEFT JOIN debate_arm a ON a.id = d.arm_id
        WHERE ev.id IN (
            SELECT mine.id FROM judges_event mine WHERE mine.experiment_id = %(experiment)s
            UNION ALL
            SELECT way.id FROM judges_attendance came
            JOIN judges_event way ON way.player_id = came.player_id AND way.pool_id = came.pool_id
            LEFT JOIN debate_experiment their ON their.id = way.experiment_id
            WHERE came.pool_id IN ({_POOLS}) AND (their.id IS NULL OR their.purpose <> 'study')
        ) AND d.status IS DISTINCT FROM 'withdrawn' {{where}}
        ORDER BY ev.id""",  # noqa: S608 - SQL of this project's own
)

# Whoever withdrew has taken their words back.
ANSWERS = Table(
    name="answers",
    columns={
        "pool": Column("po.name", "text", "the pool that asked"),
        "person": _PERSON,
        "bot": _BOT,
        "part": Column("i.part", "text", "“comprehension”, “before” or “after”: where on the way it was asked"),
        "position": Column("i.position", "integer", "its place in that part"),
        "question": Column("i.words", "text", "its words"),
        "kind": Column("i.kind", "text", "“likert”, “choice”, “number” or “text”"),
        "value": Column("an.value", "text", "what they answered; empty where they left it out"),
        "is_right": Column(
            """CASE WHEN i.part = 'comprehension' AND i.right <> ''
                THEN lower(btrim(an.value)) = lower(btrim(i.right)) END""",
            "yes or no",
            "whether that is right, where a question of comprehension has a right answer",
        ),
        "attempt": Column("an.attempt", "integer", "at which try, from 1"),
        "at": Column("an.at", "time", "when, by the server's clock"),
    },
    source=f"""judges_formanswer an
        JOIN judges_formitem i ON i.id = an.item_id
        JOIN judges_attendance came ON came.id = an.attendance_id AND came.outcome <> 'withdrawn'
        JOIN debate_player pl ON pl.id = came.player_id
        JOIN debate_pool po ON po.id = came.pool_id
        WHERE came.pool_id IN ({_POOLS}) {{where}}
        ORDER BY po.name, an.id""",
)
