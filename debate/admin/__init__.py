"""Everything that is set up rather than followed: questions, endpoints, protocols, experiments, people."""

from debate.admin import second_factor as _no_secrets  # noqa: F401
from debate.admin.endpoints import EndpointAdmin
from debate.admin.experiments import ExperimentAdmin
from debate.admin.plants import PlantKindAdmin
from debate.admin.protocols import ProtocolConfigAdmin
from debate.admin.questions import PassageAdmin, QuestionAdmin, QuestionSetAdmin
from debate.admin.studies import StudyAdmin

__all__ = [
    "EndpointAdmin",
    "ExperimentAdmin",
    "PassageAdmin",
    "PlantKindAdmin",
    "ProtocolConfigAdmin",
    "QuestionAdmin",
    "QuestionSetAdmin",
    "StudyAdmin",
]
