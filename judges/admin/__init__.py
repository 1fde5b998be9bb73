"""People who judge: their pools with all that a study asks and gives them, and who may sign in as a researcher."""

from judges.admin.people import AttendanceAdmin
from judges.admin.pools import PoolAdmin
from judges.admin.users import UserAdmin

__all__ = ["AttendanceAdmin", "PoolAdmin", "UserAdmin"]
