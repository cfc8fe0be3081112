from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "yuntai.publishing"
    label = "publishing"
    verbose_name = "发布"

    def ready(self) -> None:
        """Have the trigger that holds published editions missed where it is gone."""
        from yuntai.ledger.triggers import OWN
        from yuntai.publishing import lists  # noqa: F401  registers its kind of proposal

        OWN.add("publishing_edition_fixed")
