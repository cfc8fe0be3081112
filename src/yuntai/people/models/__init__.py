"""Units, persons, employers, accounts; what somebody may do; the log of who looked."""

from yuntai.people.models.accesses import Access, Count
from yuntai.people.models.persons import Employee, Employer, Person, Unit, User
from yuntai.people.models.rights import Appointment, Mandate, Operator, Terminal
from yuntai.people.roles import ADMINISTRATORS, Role

__all__ = [
    "ADMINISTRATORS",
    "Access",
    "Appointment",
    "Count",
    "Employee",
    "Employer",
    "Mandate",
    "Operator",
    "Person",
    "Role",
    "Terminal",
    "Unit",
    "User",
]
