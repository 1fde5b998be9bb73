"""A draft like an experiment that there is, to be changed and launched anew."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import count

from django.core.exceptions import ValidationError
from django.db import transaction

from debate.models import Experiment, ProtocolConfig
from debate.services.setup import plan_of, set_up

LONGEST = 100  # characters of a name


def name_of_copy(experiment: Experiment) -> str:
    """The first of name-2, name-3 ... that is free."""
    stem = re.sub(r"-\d+$", "", experiment.name)[: LONGEST - 6]
    taken = set(Experiment.objects.filter(name__startswith=f"{stem}-").values_list("name", flat=True))
    return next(name for number in count(2) if (name := f"{stem}-{number}") not in taken)


@transaction.atomic
def duplicate(experiment: Experiment, name: str) -> Experiment:
    """A draft of that name with the same questions, arms, seats and parameters, in the same study.

    Of what was launched, it is as launched. Its protocol configurations are its own, so that changing them changes
    nothing else. Raises ValidationError for a name that can't be one, or is taken; BadParameters where a draft holds
    parameters that its protocol doesn't take.
    """
    Experiment._meta.get_field("name").clean(name, None)
    if Experiment.objects.filter(name=name).exists():
        raise ValidationError(f"There is an experiment “{name}” already: choose another name.")
    made = set_up(replace(plan_of(experiment), name=name))
    Experiment.objects.filter(pk=made.pk).update(study=experiment.study)
    ProtocolConfig.objects.filter(arms__experiment=made).update(study=experiment.study)
    made.refresh_from_db()
    return made
