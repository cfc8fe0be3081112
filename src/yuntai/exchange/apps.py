from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "yuntai.exchange"
    label = "exchange"
    verbose_name = "来往消息"

    def ready(self) -> None:
        """Have the worker ask and send, besides its notices."""
        from yuntai.exchange import checks  # noqa: F401  registers itself
        from yuntai.exchange.rounds import go_round
        from yuntai.notices.worker import ROUNDS

        if go_round not in ROUNDS:
            ROUNDS.append(go_round)
