from django.apps import AppConfig

_THROTTLE = ("throttling_failure_timestamp", "throttling_failure_count")
"""What wrong codes change."""


class PeopleConfig(AppConfig):
    name = "yuntai.people"
    label = "people"
    verbose_name = "人员与权限"

    def ready(self) -> None:
        """Seal the officers' authenticators: who could change one could sign in as her."""
        from django_otp.plugins.otp_totp.models import TOTPDevice

        from yuntai.ledger.rows import seal_table

        seal_table(TOTPDevice, ("drift", "last_t", "created_at", "last_used_at", *_THROTTLE))
