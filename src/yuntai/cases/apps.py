from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "yuntai.cases"
    label = "cases"
    verbose_name = "办件"

    def ready(self) -> None:
        from yuntai.cases import reminders  # noqa: F401  registers its daily jobs
