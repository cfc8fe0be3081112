from django.apps import AppConfig, apps
from django.db.models.signals import m2m_changed, pre_delete


class LedgerConfig(AppConfig):
    name = "yuntai.ledger"
    label = "ledger"
    verbose_name = "日志"

    def ready(self) -> None:
        """Have what Django itself deletes, by cascade say, and members of sets sealed too."""
        from yuntai.ledger.rows import SealedRow, seal_deleted, seal_members

        for model in apps.get_models():
            if issubclass(model, SealedRow):
                pre_delete.connect(seal_deleted, sender=model)
                for name in model.sealed_sets:
                    through = getattr(model, name).through
                    m2m_changed.connect(seal_members, sender=through)
