"""Django's ``changepassword`` is closed."""

from yuntai.proposals.management.closed import Closed


class Command(Closed):
    pass
