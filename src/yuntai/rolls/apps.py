from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RollsConfig(AppConfig):
    name = "yuntai.rolls"
    label = "rolls"
    verbose_name = "台账"

    def ready(self) -> None:
        """Make the tables of rolls after any migration; have their guards missed where they are gone, their secrets get a new key."""
        from yuntai.ledger.triggers import MADE
        from yuntai.people.rotation import BESIDE
        from yuntai.rolls.making import guards, make
        from yuntai.rolls.rotating import write_anew

        MADE.append(guards)
        BESIDE.append(write_anew)
        post_migrate.connect(lambda **_: make(), sender=self, weak=False)
