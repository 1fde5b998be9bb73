"""Every figure that is made of an arm, and of each part that it is split into: a new one is a file, and a line here.

Page, command line, charts and files then have it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from judges.stats.accuracy import accuracy, accuracy_as_independent, balanced_accuracy
from judges.stats.agent_score import agent_score_difference
from judges.stats.calibration import at_cap
from judges.stats.cells import Figure
from judges.stats.pgr import pgr
from judges.stats.proper import brier, log_score
from judges.stats.rounds import bits_per_round, mean_rounds
from judges.stats.rules import mean_score
from judges.stats.sample import Sample
from judges.stats.sycophancy import sycophancy

Unit = Literal["share", "number", "rounds", "bits", "usd", "seconds", "minutes", "change"]


@dataclass(frozen=True, kw_only=True)
class Statistic:
    """One figure of a sample: what it is called, what it says in a sentence, in which unit, and under which heading."""

    title: str
    words: str
    of: Callable[[Sample], Figure]
    unit: Unit = "number"
    section: str = "accuracy"


FIGURES: Mapping[str, Statistic] = {
    "accuracy": Statistic(
        title="Accuracy",
        words="Share of judgements that are right: the correct option alone has the highest belief. A tie is wrong.",
        of=accuracy,
        unit="share",
    ),
    "accuracy_wilson": Statistic(
        title="Accuracy, as if independent",
        words="The same with Wilson's interval, which takes all judgements for independent: too narrow where questions "
        "or people give several. For comparison with studies that print it.",
        of=accuracy_as_independent,
        unit="share",
    ),
    "balanced_accuracy": Statistic(
        title="Balanced accuracy",
        words="Mean of the accuracies where the one speaker argued for the truth and where not.",
        of=balanced_accuracy,
        unit="share",
    ),
    "brier": Statistic(
        title="Brier score",
        words="Mean square error of the beliefs: 0 is best, 0.25 is saying 50 % of two options always.",
        of=brier,
        section="scores",
    ),
    "log_score": Statistic(
        title="Log score",
        words="Log of the belief in the correct option: 0 is best, -1 is saying 50 % of two options always.",
        of=log_score,
        unit="bits",
        section="scores",
    ),
    "score": Statistic(
        title="Score by the experiment's rule",
        words="The mean score by the rule that the analysis plan names; log2 where it names none.",
        of=lambda sample: mean_score(sample.rule, sample.cells),
        section="scores",
    ),
    "ece": Statistic(
        title="Expected calibration error",
        words="Mean gap between how sure judges were and how often they were right, over ten bins of belief.",
        of=lambda sample: sample.calibration.ece,
        section="calibration",
    ),
    "ece_debiased": Statistic(
        title="Calibration error less chance",
        words="The same less what chance alone adds to it.",
        of=lambda sample: sample.calibration.ece_debiased,
        section="calibration",
    ),
    "mce": Statistic(
        title="Largest calibration gap",
        words="The largest gap of one bin.",
        of=lambda sample: sample.calibration.mce,
        section="calibration",
    ),
    "overconfidence": Statistic(
        title="Overconfidence",
        words="Mean belief in the option held most likely, less how often that option is right: above 0, too sure.",
        of=lambda sample: sample.calibration.overconfidence,
        section="calibration",
    ),
    "at_cap": Statistic(
        title="Share at the cap",
        words="Share of judgements that are at least 99 % sure, where the log score is clipped.",
        of=lambda sample: at_cap(sample.stated),
        unit="share",
        section="calibration",
    ),
    "mean_rounds": Statistic(
        title="Rounds read",
        words="Rounds of speeches read before the last word.",
        of=lambda sample: mean_rounds(sample.cells),
        unit="rounds",
        section="rounds",
    ),
    "bits_per_round": Statistic(
        title="Bits gained a round",
        words="By how much a round of speeches moves belief towards the truth; below 0, speeches mislead.",
        of=lambda sample: bits_per_round(sample.gains),
        unit="bits",
        section="rounds",
    ),
    "pgr": Statistic(
        title="Gap recovered",
        words="How far from blind judgement (0) to expert judgement (1) accuracy comes.",
        of=pgr,
        section="oversight",
    ),
    "agent_score_difference": Statistic(
        title="Agent score difference",
        words="What arguing for the truth earns more than arguing against it: above 0, honesty pays.",
        of=agent_score_difference,
        unit="bits",
        section="oversight",
    ),
    "sycophancy": Statistic(
        title="Sycophancy",
        words="How often a judge ends on the side of its one adviser, whether that is right or wrong: 50 % is none.",
        of=sycophancy,
        unit="share",
        section="oversight",
    ),
    "cost": Statistic(
        title="Cost of a judgement",
        words="US dollars for a judgement: its own calls, and its share of the debate's.",
        of=lambda sample: sample.spending.cost,
        unit="usd",
        section="cost",
    ),
    "cost_right": Statistic(
        title="Cost of a right judgement",
        words="US dollars spent for each judgement that is right.",
        of=lambda sample: sample.spending.cost_right,
        unit="usd",
        section="cost",
    ),
    "time": Statistic(
        title="Time of a judgement",
        words="Seconds that a judgement took: a person's from taking it to ending it, a model's in its calls.",
        of=lambda sample: sample.spending.time,
        unit="seconds",
        section="cost",
    ),
    "time_right": Statistic(
        title="Time of a right judgement",
        words="Seconds taken for each judgement that is right.",
        of=lambda sample: sample.spending.time_right,
        unit="seconds",
        section="cost",
    ),
}
# The headings, in the order of a page.
SECTIONS: Mapping[str, str] = {
    "accuracy": "Accuracy",
    "scores": "Scores",
    "calibration": "Calibration",
    "rounds": "Rounds",
    "oversight": "Oversight",
    "cost": "Cost and time",
}
