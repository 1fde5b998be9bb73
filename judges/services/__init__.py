"""The only writers of judgements: places, sittings, ratings."""

from judges.services.chairs import due_at, late_chairs
from judges.services.checks import CHECKS_SO_FAR, checks_due, checks_to_come
from judges.services.claiming import take_place
from judges.services.experience import order_experience
from judges.services.judgements import believed_by, finish_places, judgements_of, open_places, reopen_errors
from judges.services.layout import lay_out, offer, offer_reading
from judges.services.leases import begin_leases, in_hand, lease_time, of_seat, overdue, place_of, renew
from judges.services.leaving import leave, take_back, withdraw
from judges.services.offers import MOST_COUNTED, Free, free_for, how_many_free_for, offers, opens_at, seats_free_for
from judges.services.places import READINGS, Wanted, make_places, reader, seat_person, wanted_by
from judges.services.ratings import READINGS_SO_FAR, mean, rated_round, record, record_verdict

__all__ = [
    "CHECKS_SO_FAR",
    "MOST_COUNTED",
    "READINGS",
    "READINGS_SO_FAR",
    "Free",
    "Wanted",
    "begin_leases",
    "believed_by",
    "checks_due",
    "checks_to_come",
    "due_at",
    "finish_places",
    "free_for",
    "how_many_free_for",
    "in_hand",
    "judgements_of",
    "late_chairs",
    "lay_out",
    "lease_time",
    "leave",
    "make_places",
    "mean",
    "of_seat",
    "offer",
    "offer_reading",
    "offers",
    "open_places",
    "opens_at",
    "order_experience",
    "overdue",
    "place_of",
    "rated_round",
    "reader",
    "record",
    "record_verdict",
    "renew",
    "reopen_errors",
    "seat_person",
    "seats_free_for",
    "take_back",
    "take_place",
    "wanted_by",
    "withdraw",
]
