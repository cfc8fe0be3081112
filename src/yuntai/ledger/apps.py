from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "yuntai.ledger"
    label = "ledger"
    verbose_name = "日志"
