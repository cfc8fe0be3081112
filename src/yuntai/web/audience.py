"""To whom a policy speaks: the public may put questions to it, or only officers, who have it beside their cases."""

from __future__ import annotations

from django.http import HttpRequest

from yuntai.cases.content import pack


def is_public(policy: str) -> bool:
    """Whether a policy of this place speaks to everybody."""
    return pack().policy(policy).audience == "public"


def for_officer(request: HttpRequest) -> bool:
    """Whether an officer asks for her own work, and not for whoever stands at the counter, calls or has sent her."""
    for_another = request.acting and request.acting.is_for_another
    return bool(request.user.is_authenticated and request.user.is_officer and not for_another)


def may_ask(request: HttpRequest, policy: str | None) -> bool:
    """Whether there is such a policy for who asks."""
    return policy in pack().policy_ids and (is_public(policy) or for_officer(request))
