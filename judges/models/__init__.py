"""Who judges and what they say: places, sittings, ratings; and how people are received, paid and watched over."""

from judges.models.arriving import Attendance, Contact, Door
from judges.models.asking import FormAnswer, FormItem, PageText
from judges.models.judging import Analysis, Draft, Place, Rating, Sitting
from judges.models.pay import Payment
from judges.models.rules import Rules
from judges.models.watching import Announcement, Comment, Event, Notebook

__all__ = [
    "Analysis",
    "Announcement",
    "Attendance",
    "Comment",
    "Contact",
    "Door",
    "Draft",
    "Event",
    "FormAnswer",
    "FormItem",
    "Notebook",
    "PageText",
    "Payment",
    "Place",
    "Rating",
    "Rules",
    "Sitting",
]
