from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "yuntai.proposals"
    label = "proposals"
    verbose_name = "双人办理"

    def ready(self) -> None:
        from yuntai.proposals import exports, lapsing, staffing, units  # noqa: F401  register a daily job and kinds
