"""The pages of whoever judges, and the doors through which everybody comes in."""

from judges.views.answering import judge_check, judge_draft
from judges.views.arriving import room
from judges.views.course import course, instructions
from judges.views.ending import end, withdraw
from judges.views.joining import join
from judges.views.judging import judge, judge_news, queue
from judges.views.signing_in import SignIn, sign_in_link, sign_out

__all__ = [
    "SignIn",
    "course",
    "end",
    "instructions",
    "join",
    "judge",
    "judge_check",
    "judge_draft",
    "judge_news",
    "queue",
    "room",
    "sign_in_link",
    "sign_out",
    "withdraw",
]
