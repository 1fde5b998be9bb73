"""What each protocol's picture shows: who sits where, what each does, who reads it, what is done again."""

from __future__ import annotations

from docs.make.drawing import Again, Arrow, Lane, Loop

READS, NOT = "reads the passage", "doesn't read the passage"
JUDGE = Lane("Judge", NOT)
BEFORE = "says what it believes before anybody speaks"

BLIND = Loop(
    title="Blind judgement",
    lanes=(Lane("The question", "and its answers, or one answer"), Lane("The passage", away=True), JUDGE),
    rows=({0: "is all there is to go by", 1: "nobody is shown it"}, {2: "says how likely each answer is, and why"}),
    arrows=(Arrow((0, 0), (1, 2)),),
)

EXPERT = Loop(
    title="Expert judgement",
    lanes=(Lane("The question", "and its answers, or one answer"), Lane("The passage"), Lane("Judge", READS)),
    rows=({0: "as in blind judgement", 1: "the whole text"}, {2: "says how likely each answer is, and why"}),
    arrows=(Arrow((0, 0), (1, 2)), Arrow((0, 1), (1, 2))),
)

DEBATE = Loop(
    title="Debate",
    lanes=(Lane("Debater", READS, side=0), Lane("Debater", READS, side=1), JUDGE),
    rows=(
        {2: BEFORE},
        {0: "argues for its answer, with quotes from the passage", 1: "argues for the other answer, likewise"},
        {2: "reads both, sees which quotes are found, and says what it believes; its last belief is the judgement"},
    ),
    arrows=(Arrow((1, 0), (2, 2)), Arrow((1, 1), (2, 2))),
    again=(Again(1, 2, "each round; the debaters have read all earlier rounds"),),
)

CONSULTANCY = Loop(
    title="Consultancy",
    lanes=(Lane("Consultant", READS, side=0), Lane("Nobody", "argues for this answer", side=1, away=True), JUDGE),
    rows=(
        {2: BEFORE},
        {0: "argues for the answer it was given, right in one half of the debates", 1: "stays unargued"},
        {2: "reads it, sees which quotes are found, and says what it believes"},
    ),
    arrows=(Arrow((1, 0), (2, 2)),),
    again=(Again(1, 2, "each round"),),
)

DOUBLE_CONSULTANCY = Loop(
    title="Double consultancy",
    lanes=(
        Lane("Consultant", "reads the passage, never the other's words", side=0),
        Lane("Consultant", "reads the passage, never the other's words", side=1),
        JUDGE,
    ),
    rows=(
        {2: BEFORE},
        {0: "argues for its answer, to the judge alone", 1: "argues for the other answer, to the judge alone"},
        {2: "reads both and says what it believes"},
    ),
    arrows=(Arrow((1, 0), (2, 2)), Arrow((1, 1), (2, 2))),
    again=(Again(1, 2, "each round; both know their own speeches only"),),
)

PROPAGANDA = Loop(
    title="Propaganda",
    lanes=(Lane("Consultant", READS, side=0), Lane("Nobody", "argues for this answer", side=1, away=True), JUDGE),
    rows=(
        {2: BEFORE},
        {0: "one speech, for the answer it was given", 1: "stays unargued"},
        {2: "reads it, can ask nothing, and says what it believes"},
    ),
    arrows=(Arrow((1, 0), (2, 2)),),
)

CRITIQUE = Loop(
    title="Critique",
    lanes=(Lane("Critics", "read the passage, not each other"), Lane("Selector", NOT), JUDGE),
    rows=(
        {2: "reads the answer and says how likely it is right: unassisted"},
        {0: "each marks the lines where the answer goes wrong, and says why"},
        {1: "rates each critique: how helpful is it, 0 to 10?"},
        {2: "sees the best critiques, says again how likely, and which convinced it: assisted"},
    ),
    arrows=(Arrow((1, 0), (2, 1)), Arrow((2, 1), (3, 2), "the best three")),
)

PROVER_VERIFIER = Loop(
    title="Prover and verifier",
    lanes=(Lane("Prover", "reads the passage; a coin gives it the right or the wrong answer"), Lane("Verifier", NOT)),
    rows=(
        {0: "proves its answer in numbered steps"},
        {1: "says what it believes, names the weakest step, and accepts, rejects or challenges"},
        {0: "answers the challenge"},
        {1: "says again what it believes, and accepts, rejects or challenges"},
    ),
    arrows=(Arrow((0, 0), (1, 1)), Arrow((1, 1), (2, 0), "challenge"), Arrow((2, 0), (3, 1))),
    again=(Again(2, 3, "for each challenge, at most 12"),),
)

MARKET_MAKING = Loop(
    title="Market making",
    lanes=(Lane("Market", NOT), Lane("Adversary", READS), JUDGE),
    rows=(
        {2: BEFORE},
        {0: "forecasts what the judge will believe in the end"},
        {1: "is told the forecast, and argues to move it, for whichever answer"},
        {0: "reads the argument, and forecasts anew"},
        {2: "reads all arguments, no forecast, and says what it believes"},
    ),
    arrows=(
        Arrow((1, 0), (2, 1), "the forecast"),
        Arrow((2, 1), (3, 0)),
        Arrow((2, 1), (4, 2), "all arguments"),
    ),
    again=(Again(2, 3, "until two small moves in a row, or four arguments"),),
)

RECURSIVE = Loop(
    title="Recursive reward modelling",
    lanes=(Lane("Assistant", READS), Lane("Rater", NOT), JUDGE),
    rows=(
        {2: "reads the answer and says how likely it is right: unassisted"},
        {0: "splits the answer into at most three claims that can be checked"},
        {1: "rates each claim: how likely is it right?"},
        {2: "reads the claims with their ratings, and says again how likely: assisted"},
    ),
    arrows=(Arrow((1, 0), (2, 1)), Arrow((2, 1), (3, 2))),
    again=(Again(1, 1, "deeper: each claim is split in its turn"), Again(2, 2, "back up, level by level")),
)

TIERED = Loop(
    title="Tiered oversight with spot checks",
    lanes=(Lane("Tier 1", "the weakest"), Lane("Tier 2"), Lane("Tier 3", READS), Lane("Auditor", READS)),
    rows=(
        {0: "judges, and settles it if it is sure enough"},
        {1: "judges anew, and settles it if it is sure enough"},
        {2: "settles whatever reaches it"},
        {3: "judges anew, not told the verdict; changes nothing"},
    ),
    arrows=(
        Arrow((0, 0), (1, 1), "not sure"),
        Arrow((1, 1), (2, 2), "not sure"),
        Arrow((0, 0), (3, 3), "a share of what was settled"),
        Arrow((1, 1), (3, 3)),
    ),
)

CONTROL = Loop(
    title="Control by a trusted monitor",
    lanes=(
        Lane("Untrusted", "reads the passage; knows the truth if told to sabotage"),
        Lane("Trusted", "reads no passage, or does"),
        Lane("Auditor", READS),
        Lane("Verdict"),
    ),
    rows=(
        {0: "answers and explains, as well as it can; or attacks"},
        {1: "how suspicious is it, 0 to 10?"},
        {2: "finds out what is right"},
        {3: "the untrusted answer, or what replaced it"},
    ),
    arrows=(
        Arrow((0, 0), (1, 1)),
        Arrow((1, 1), (2, 2), "above the threshold"),
        Arrow((1, 1), (3, 3), "else passed"),
        Arrow((2, 2), (3, 3)),
    ),
)

WEAK_TO_STRONG = Loop(
    title="Weak-to-strong",
    lanes=(Lane("Another arm", "of the same experiment", away=True), Lane("Strong model", READS), Lane("Verdict")),
    rows=(
        {0: "a weak judge labels questions, now and then wrongly"},
        {1: "is shown eight other questions with their labels, then labels this one"},
        {2: "the strong model's belief"},
    ),
    arrows=(Arrow((0, 0), (1, 1), "weak labels"), Arrow((1, 1), (2, 2))),
)

PREFERENCE = Loop(
    title="Pairwise preference",
    lanes=(Lane("One answer", side=0), Lane("The other", side=1), JUDGE),
    rows=(
        {0: "shown as it is", 1: "shown beside it"},
        {2: "which is better, by how much, from 1 to 7, and why? A model reads them in both orders"},
    ),
    arrows=(Arrow((0, 0), (1, 2)), Arrow((0, 1), (1, 2))),
)

LEGIBILITY = Loop(
    title="Reasoning read by others",
    lanes=(Lane("A seat of another arm", away=True), Lane("Reader", "reads the reasoning, nothing else")),
    rows=(
        {0: "reasons in private, and states which answer it takes to be true"},
        {1: "reads the first half, without that statement: which answer does it support?"},
        {1: "reads all of it: which answer, and how easy was it to follow, 1 to 7?"},
    ),
    arrows=(Arrow((0, 0), (1, 1), "a sample of what was reasoned"), Arrow((1, 1), (2, 1))),
)

LOOPS = {
    "blind": BLIND,
    "expert": EXPERT,
    "debate": DEBATE,
    "consultancy": CONSULTANCY,
    "double-consultancy": DOUBLE_CONSULTANCY,
    "propaganda": PROPAGANDA,
    "critique": CRITIQUE,
    "prover-verifier": PROVER_VERIFIER,
    "market-making": MARKET_MAKING,
    "recursive": RECURSIVE,
    "tiered": TIERED,
    "control": CONTROL,
    "weak-to-strong": WEAK_TO_STRONG,
    "preference": PREFERENCE,
    "legibility": LEGIBILITY,
}
