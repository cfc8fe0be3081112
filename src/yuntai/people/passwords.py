"""A new password for who has forgotten hers: an address that works once and for a short time, made by an officer."""

from __future__ import annotations

from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from yuntai.people.accounts import unlock
from yuntai.people.models import User


def password_address(user: User) -> str:
    """The path at which ``user`` sets a password (for ``PASSWORD_RESET_TIMEOUT`` seconds, once); she may sign in again."""
    unlock(user)
    token = default_token_generator.make_token(user)
    return reverse("account:new_password", args=[urlsafe_base64_encode(force_bytes(user.pk)), token])
