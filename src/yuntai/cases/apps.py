from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "yuntai.cases"
    label = "cases"
    verbose_name = "办件"

    def ready(self) -> None:
        from yuntai.cases import enrolments, reminders, repair_kinds  # noqa: F401  register daily jobs, and what two officers put right
