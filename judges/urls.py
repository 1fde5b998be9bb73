"""The addresses of whoever judges, and of signing in."""

from __future__ import annotations

from django.urls import path

from judges import views
from judges.views import events, helping, notebook, results, second_factor

urlpatterns = [
    path("join/<str:token>/", views.join, name="join"),
    path("room/<str:token>/", views.room, name="room"),
    path("course/", views.course, name="course"),
    path("course/instructions/", views.instructions, name="instructions"),
    path("course/withdraw/", views.withdraw, name="withdraw"),
    path("end/", views.end, name="end"),
    path("results/", results.results, name="results"),
    path("leaderboard/<int:id>/", results.board, name="leaderboard"),
    path("judge/", views.queue, name="queue"),
    path("judge/<str:seat_id>/", views.judge, name="judge"),
    path("judge/<str:seat_id>/check/", views.judge_check, name="judge_check"),
    path("judge/<str:seat_id>/draft/", views.judge_draft, name="judge_draft"),
    path("judge/<str:seat_id>/news/", views.judge_news, name="judge_news"),
    path("judge/<str:seat_id>/notebook/", notebook.notebook, name="notebook"),
    path("judge/<str:seat_id>/events/", events.judge_events, name="judge_events"),
    path("help/", helping.ask, name="ask"),
    path("help/told/", helping.told, name="told"),
    path("help/told/<int:announcement>/", helping.put_aside, name="put_aside"),
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-in/link/", views.sign_in_link, name="sign_in_link"),
    path("sign-in/second/", second_factor.ask, name="second_factor"),
    path("sign-in/second/set-up/", second_factor.set_up, name="second_factor_set_up"),
    path("sign-out/", views.sign_out, name="sign_out"),
]
