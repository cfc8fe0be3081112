from django.apps import AppConfig

_SECRET = {
    "user_id": "账户",
    "name": "名称",
    "confirmed": "启用",
    "key": "密钥",
    "step": "步长",
    "t0": "起点",
    "digits": "位数",
    "tolerance": "容差",
}
"""What makes an authenticator, and never changes. The rest each code changes, right or wrong."""


class PeopleConfig(AppConfig):
    name = "yuntai.people"
    label = "people"
    verbose_name = "人员与权限"

    def ready(self) -> None:
        """Seal the officers' authenticators: who could change one could sign in as her."""
        from django_otp.plugins.otp_totp.models import TOTPDevice

        from yuntai.ledger.rows import seal_table

        seal_table(TOTPDevice, "动态码", _SECRET)
