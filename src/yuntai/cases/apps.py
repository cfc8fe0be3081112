from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "yuntai.cases"
    label = "cases"
    verbose_name = "办件"
