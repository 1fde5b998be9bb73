"""The addresses of whoever judges, and of signing in."""

from __future__ import annotations

from django.urls import path

from judges import views
from judges.views import second_factor

urlpatterns = [
    path("join/<str:token>/", views.join, name="join"),
    path("judge/", views.queue, name="queue"),
    path("judge/<str:seat_id>/", views.judge, name="judge"),
    path("judge/<str:seat_id>/check/", views.judge_check, name="judge_check"),
    path("judge/<str:seat_id>/draft/", views.judge_draft, name="judge_draft"),
    path("judge/<str:seat_id>/news/", views.judge_news, name="judge_news"),
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-in/link/", views.sign_in_link, name="sign_in_link"),
    path("sign-in/second/", second_factor.ask, name="second_factor"),
    path("sign-in/second/set-up/", second_factor.set_up, name="second_factor_set_up"),
    path("sign-out/", views.sign_out, name="sign_out"),
]
