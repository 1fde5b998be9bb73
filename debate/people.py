"""How people come in: invitations to judge, and one-time sign-in links. The only writer of people's players."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.models import User
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from sesame.utils import get_query_string  # type: ignore[import-untyped]

from debate.models import Invitation, Player, Pool
from debate.models.player import public_id
from debate.models.statements import columns, first, split
from judges.models import Contact


class InvitationEnded(Exception):
    """The invitation was revoked, or its time is over; says which."""


def invite(pool: Pool, note: str = "") -> Invitation:
    """An invitation for one person. `note` is for the researcher: whom it is for."""
    return Invitation.objects.create(pool=pool, note=note)


def invite_bot(pool: Pool, note: str = "") -> Invitation:
    """An invitation for a program that walks the pages; figures tell its judgements from those of people."""
    player = new_person()
    player.bot = True
    player.save(update_fields=["bot"])
    return Invitation.objects.create(pool=pool, note=note, player=player)


def invitation_url(invitation: Invitation) -> str:
    """The link to send; whoever has it judges as this person, so it is to be kept like a password."""
    return settings.PUBLIC_URL + reverse("join", args=[invitation.token])


def admin_link(user: User) -> str:
    """A link that signs this user in once, within a day (SESAME_MAX_AGE); any later sign-in ends it."""
    query: str = get_query_string(user)
    return settings.PUBLIC_URL + reverse("sign_in_link") + query


def check_open(invitation: Invitation) -> None:
    """Raises InvitationEnded."""
    if invitation.revoked:
        raise InvitationEnded(_("This invitation was withdrawn."))
    if invitation.expires_at and invitation.expires_at < timezone.now():
        raise InvitationEnded(_("This invitation’s time is over."))
    if invitation.player and has_an_account(invitation.player):
        raise InvitationEnded(_("This invitation belongs to somebody who signs in with a password now."))


def has_an_account(player: Player) -> bool:
    """A link must never open more than judging, whatever its person became later."""
    user = player.user
    return bool(user and (user.is_staff or user.is_superuser or user.memberships.exists()))


_SIGNED_IN = f"""
SELECT {columns(User, "u")}, {columns(Player, "p")}
FROM auth_user u LEFT JOIN debate_player p ON p.user_id = u.id WHERE u.id = %(user)s
"""  # noqa: S608 - names of columns


class ByInvitation(BaseBackend):
    """For who is signed in: they are read together with the player that they are. Lets nobody in."""

    def get_user(self, user_id: int) -> User | None:
        row = first(_SIGNED_IN, {"user": user_id})
        if row is None:
            return None
        user, player = split(row, User, Player)
        user._state.fields_cache["player"] = player
        return cast(User, user) if user.is_active else None


@transaction.atomic
def begin(invitation: Invitation) -> User:
    """The person behind an invitation, made at the first time. Raises InvitationEnded."""
    # Of two clicks at once, the second finds the person that the first made.
    locked = Invitation.objects.select_for_update(of=("self",)).select_related("pool").get(pk=invitation.pk)
    check_open(locked)
    if locked.player is None:
        locked.player = new_person()
        locked.save(update_fields=["player"])
    locked.player.pools.add(locked.pool)
    assert locked.player.user is not None, "an invitation's player is a person"
    return locked.player.user


@transaction.atomic
def forget_contact(player: Player) -> None:
    """Delete who somebody is: name, addresses, a panel's ids, what was noted of them. What they judged stays.

    An account with a password is how a person of the staff signs in, and stays theirs.
    """
    Contact.objects.filter(player=player).delete()
    Invitation.objects.filter(player=player).update(note="", email="")
    theirs = User.objects.filter(player=player, is_staff=False, is_superuser=False, memberships=None)
    theirs.update(first_name="", last_name="", email="")


def new_person() -> Player:
    """Without name, address or password: the invitation is how they come back."""
    name = public_id()
    return Player.objects.create(public_id=name, user=User.objects.create_user(f"person-{name}"))
