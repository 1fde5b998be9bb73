"""The pages of whoever judges, and the doors through which everybody comes in."""

from judges.views.answering import judge_check, judge_draft
from judges.views.joining import join
from judges.views.judging import judge, judge_news, queue
from judges.views.signing_in import SignIn, sign_in_link, sign_out

__all__ = ["SignIn", "join", "judge", "judge_check", "judge_draft", "judge_news", "queue", "sign_in_link", "sign_out"]
