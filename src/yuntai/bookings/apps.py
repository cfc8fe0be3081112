from django.apps import AppConfig


class BookingsConfig(AppConfig):
    name = "yuntai.bookings"
    label = "bookings"
    verbose_name = "场次和预约"

    def ready(self) -> None:
        """Have the triggers that hold a room once missed where they are gone: PostgreSQL holds it by a constraint."""
        from django.db import connection

        from yuntai.bookings.guards import TRIGGERS
        from yuntai.ledger.triggers import OWN

        if connection.vendor == "sqlite":
            OWN.update(TRIGGERS)
