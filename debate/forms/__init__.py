"""Forms of the researchers' pages."""

from debate.forms.comparing import LOOK, CompareForm
from debate.forms.filtering import FilterForm

__all__ = ["LOOK", "CompareForm", "FilterForm"]
