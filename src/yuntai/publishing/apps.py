from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "yuntai.publishing"
    label = "publishing"
    verbose_name = "发布"

    def ready(self) -> None:
        """Have the trigger that holds published editions missed where it is gone."""
        from yuntai.ledger.triggers import OWN

        OWN.add("publishing_edition_fixed")
