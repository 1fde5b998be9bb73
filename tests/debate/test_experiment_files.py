"""Experiment files: what they can say, and what is said of one that is wrong."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from debate.core.craft import Craft
from debate.importers import BadFile, read_experiment
from debate.models import Endpoint, Experiment, Pool, Study
from debate.services.setup import NewSeat, UnknownNames, differences, plan_of, set_up
from tests.debate.stage import question_set

HEAD = 'name = "trial"\nquestion_set = "keys"\n'
ARM = '[[arms]]\nname = "one"\nprotocol = "debate"\njudges = ["weak"]\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "trial.toml"


def problem(file: Path, text: str) -> str:
    file.write_text(text)
    with pytest.raises(BadFile) as refused:
        read_experiment(file)
    return str(refused.value)


def test_it_reads_everything_that_a_file_can_say(file: Path) -> None:
    file.write_text(
        HEAD + "seed = 7\nrepeats = 2\nmax_questions = 5\nbudget_usd = 5.1\n" + ARM + "judgements_per_debate = 3\n"
        'params = { rounds = 2 }\nprompts = { judge = "Who is right? $options" }\n'
        '[arms.seats]\ndebater_a = "strong"\n'
        'debater_b = { endpoint = "strong", best_of = 4, refine = 1, selector = "weak" }\n'
    )
    plan = read_experiment(file)
    assert (plan.name, plan.question_set, plan.seed, plan.repeats) == ("trial", "keys", 7, 2)
    assert (plan.max_questions, plan.budget_usd) == (5, Decimal("5.1"))
    (arm,) = plan.arms
    assert (arm.protocol, arm.params, arm.judgements_per_debate) == ("debate", {"rounds": 2}, 3)
    assert arm.prompts == {"judge": "Who is right? $options"}
    assert arm.speakers == (
        NewSeat(player="strong", role="debater_a"),
        NewSeat(player="strong", role="debater_b", best_of=4, refine=1, selector="weak"),
    )


def test_one_debater_is_short_for_every_seat_and_two_take_them_in_order(file: Path) -> None:
    file.write_text(HEAD + ARM + 'debaters = ["strong"]\n')
    assert read_experiment(file).arms[0].speakers == (NewSeat(player="strong"),)
    file.write_text(HEAD + ARM + 'debaters = ["strong", "weak"]\n')
    seats = (NewSeat(player="strong", role="debater_a"), NewSeat(player="weak", role="debater_b"))
    assert read_experiment(file).arms[0].speakers == seats


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            HEAD + "sed = 7\n" + ARM,
            "sed: isn't known here; there are: name, question_set, seed, repeats, study, max_questions",
        ),
        (HEAD + ARM + "protcol = 1\n", "arms[0].protcol: isn't known here; there are: name, protocol, params"),
        (
            HEAD + ARM + 'debaters = [{ endpoint = "x", bestof = 2 }]\n',
            "there are: endpoint, best_of, refine, selector",
        ),
        (HEAD + "repeats = 0\n" + ARM, "repeats: "),
        (HEAD + 'seed = "x"\n' + ARM, "seed: must be a whole number, not 'x'."),
        (HEAD.replace("trial", "a trial") + ARM, "name: “a trial” must be letters, digits, - and _ alone"),
        (HEAD, "arms: is missing."),
        (HEAD + "arms = []\n", "arms: must have at least 1 entries, not 0."),
        (HEAD + ARM + ARM, "arms: two arms are called one."),
        (HEAD + ARM.replace("debate", "debat"), "There is no protocol “debat”. There are: blind, consultancy, control"),
        (
            HEAD + ARM + "params = { round = 1 }\n",
            "has no parameter “round”. It has: rounds, least_rounds, interactive",
        ),
        (HEAD + ARM + "params = { rounds = 99 }\n", "rounds must be a whole number from 1 to"),
        (HEAD + ARM + 'prompts = { judg = "x" }\n', "has no prompt “judg”; it has: pick, opening"),
        (HEAD + ARM + 'seats = { debater_c = "x" }\n', "has no seat “debater_c”; it has: debater_a, debater_b."),
        (HEAD + ARM + 'debaters = ["x", "x", "x"]\n', "has 3 debaters; “debate” has the seats: debater_a, debater_b."),
        (HEAD + ARM.replace("debate", "blind") + 'debaters = ["x"]\n', "has 1 debaters; “blind” has the seats: none."),
        (HEAD + ARM + 'debaters = ["x"]\nseats = { debater_a = "x" }\n', "has both debaters and seats; keep one."),
        (HEAD + ARM.replace('"weak"', '"weak", "weak"'), "names the judge weak twice; judgements_per_debate says"),
        (HEAD + "arms = [", "trial.toml: isn't TOML: "),
        (HEAD + ARM + 'after = ["two"]\n', "after: “two” is no other arm of this file; there are: none."),
        (HEAD + ARM + 'after = ["one"]\n', "after: “one” is no other arm of this file"),
        (
            HEAD + ARM + 'plants = { judge = "stall" }\n',
            "no plant can sit in “judge”; one can in: debater_a",
        ),
        (HEAD + ARM + "plants = { debater_a = { share = 0.5 } }\n", "arms[0].plants.debater_a.plant: is missing."),
        (HEAD + ARM + 'plants = { debater_a = { plant = "stall", share = 0 } }\n', "arms[0].plants.debater_a.share: "),
        (HEAD + ARM.replace("debate", "tiered"), "ends in a verdict of its own seats, so it takes no judges."),
        (HEAD + ARM.replace('"weak"', ""), "judges: must have at least 1 entries, not 0."),
        (HEAD + ARM.replace("debate", "blind") + 'seats = { critic = "x" }\n', "has no seat “critic”; it has: none."),
    ],
)
def test_it_says_the_field_what_is_wrong_and_what_exists(file: Path, text: str, words: str) -> None:
    assert words in problem(file, text)


def test_a_file_that_is_not_there_is_named(file: Path) -> None:
    with pytest.raises(BadFile, match=r"trial.toml: can't be read: No such file or directory\."):
        read_experiment(file)


@pytest.mark.django_db
def test_a_plan_is_stored_as_it_was_written(file: Path) -> None:
    question_set()
    for name in ("strong", "weak"):
        Endpoint.objects.create(name=name, base_url="http://127.0.0.1:1/v1", model="m")
    Pool.objects.create(name="people/volunteers")
    seats = '[arms.seats]\ndebater_b = { endpoint = "strong", best_of = 2, selector = "weak" }\ndebater_a = "weak"\n'
    arm = ARM.replace('"weak"', '"weak", "people/volunteers"')
    file.write_text(HEAD + "budget_usd = 0.1\n" + arm + "params = { rounds = 2 }\n" + seats)
    plan = read_experiment(file)
    stored = set_up(plan)
    assert stored.status == Experiment.Status.DRAFT
    stored.refresh_from_db()
    assert plan_of(stored) == plan


@pytest.mark.django_db
def test_what_seats_can_have_and_arms_wait_for_is_stored_as_it_was_written(file: Path) -> None:
    question_set()
    Endpoint.objects.create(name="weak", base_url="http://127.0.0.1:1/v1", model="m")
    reasoning = '{ endpoint = "weak", reasoning = true, probed = true, selector = "weak" }'
    planted = 'plants = { debater_a = "stall", debater_b = { plant = "concede", share = 0.25 } }\n'
    first = ARM.replace('"weak"', reasoning) + f"debaters = [{reasoning}]\n" + planted
    second = '[[arms]]\nname = "two"\nprotocol = "weak-to-strong"\nafter = ["one"]\nseats = { strong = "weak" }\n'
    file.write_text(HEAD + first + second)
    plan = read_experiment(file)
    stored = set_up(plan)
    assert plan_of(stored) == plan
    one, two = stored.arms.order_by("id")
    assert one.plants["debater_b"] == {"plant": "concede", "share": 0.25, "free": False}
    assert {seat.craft for seat in one.seats.all()} == {Craft(reasoning=True, probed=True)}
    assert [arm.name for arm in two.after.all()] == ["one"]


@pytest.mark.django_db
def test_what_a_plan_names_must_exist(file: Path) -> None:
    Endpoint.objects.create(name="strong", base_url="http://127.0.0.1:1/v1", model="m")
    file.write_text(HEAD + ARM + 'debaters = [{ endpoint = "strng", best_of = 2, selector = "picker" }]\n')
    with pytest.raises(UnknownNames) as refused:
        set_up(read_experiment(file))
    assert str(refused.value).splitlines() == [
        "There is no question set “keys”. There are: none yet.",
        "Arm “one”: there is no endpoint or pool “strng”. There are: strong.",
        "Arm “one”: there is no endpoint “picker”. There are: strong.",
        "Arm “one”: there is no endpoint or pool “weak”. There are: strong.",
    ]


def test_differences_are_named_but_for_the_budget(file: Path) -> None:
    file.write_text(HEAD + "budget_usd = 1\n" + ARM + 'debaters = ["strong"]\n')
    one = read_experiment(file)
    file.write_text(HEAD + "budget_usd = 2\nseed = 3\n" + ARM + 'debaters = ["strong"]\nparams = { rounds = 2 }\n')
    assert differences(read_experiment(file), one) == [
        "seed: 0 in the experiment, 3 in the file",
        "params of arm “one”: {} in the experiment, {'rounds': 2} in the file",
    ]
    assert differences(one, one) == []


@pytest.mark.django_db
def test_what_can_not_be_launched_leaves_nothing_behind(file: Path) -> None:
    question_set()
    Endpoint.objects.create(name="weak", base_url="http://127.0.0.1:1/v1", model="m")
    file.write_text(HEAD + ARM)
    with pytest.raises(CommandError, match="nobody sits in the seat “debater_a”; name an endpoint or a pool for it"):
        call_command("run", str(file))
    assert not Experiment.objects.exists()


@pytest.mark.django_db
def test_a_plan_can_belong_to_a_study_that_exists(file: Path) -> None:
    question_set()
    Pool.objects.create(name="weak")
    file.write_text(HEAD + 'study = "Keys"\n' + ARM)
    with pytest.raises(UnknownNames, match="There is no study “Keys”"):
        set_up(read_experiment(file))
    study = Study.objects.create(name="Keys")
    made = set_up(read_experiment(file))
    assert made.study == study
    assert {arm.config.study for arm in made.arms.all()} == {study}
    assert plan_of(made).study == "Keys"
