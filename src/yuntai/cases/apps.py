from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CasesConfig(AppConfig):
    name = "yuntai.cases"
    label = "cases"
    verbose_name = "办件"

    def ready(self) -> None:
        from yuntai.cases import enrolments, following, reminders, repair_kinds  # noqa: F401  register jobs, and what two officers put right
        from yuntai.cases.counts.marks import watch

        post_migrate.connect(watch, sender=self)
