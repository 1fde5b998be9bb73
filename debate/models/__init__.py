"""What is stored of questions, experiments and debates. Only services write it."""

from debate.models.call import ModelCall
from debate.models.debate import Debate, Seat, Turn
from debate.models.experiment import Arm, ArmSeat, Experiment, ProtocolConfig
from debate.models.plant import PlantKind
from debate.models.player import Endpoint, Invitation, Player, Pool
from debate.models.question import Passage, Question, QuestionSet
from debate.models.study import Member, OfStudy, Study
from debate.models.upload import Upload

__all__ = [
    "Arm",
    "ArmSeat",
    "Debate",
    "Endpoint",
    "Experiment",
    "Invitation",
    "Member",
    "ModelCall",
    "OfStudy",
    "Passage",
    "PlantKind",
    "Player",
    "Pool",
    "ProtocolConfig",
    "Question",
    "QuestionSet",
    "Seat",
    "Study",
    "Turn",
    "Upload",
]
