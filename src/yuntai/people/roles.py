"""What an officer may do, and what nobody does together (三员分立)."""

from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    """What an officer may do. The phases of a case are separate duties (accept, review, confirm, pay, supervise).

    The last three are the administrators' (三员): who proposes accounts, units and settings; who confirms rights and resets; who
    reads the logs. Nobody holds two of them, nor one with another role.
    """

    ACCEPT = "accept", "受理"
    REVIEW = "review", "审核"
    CONFIRM = "confirm", "复核"
    PAY = "pay", "发放"
    SUPERVISE = "supervise", "监督"
    MANAGE = "manage", "系统管理"
    SECURITY = "security", "安全管理"
    AUDIT = "audit", "审计管理"


ADMINISTRATORS = (Role.MANAGE, Role.SECURITY, Role.AUDIT)


def duty(role: str) -> str:
    """What does not go together with any other: each administrator's role, and the handling of cases."""
    return role if role in ADMINISTRATORS else "cases"
