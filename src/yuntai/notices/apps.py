from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "yuntai.notices"
    label = "notices"
    verbose_name = "通知"

    def ready(self) -> None:
        from yuntai.notices import checks  # noqa: F401  registers itself
