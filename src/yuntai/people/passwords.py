"""How long a password must be, and a new one for who has forgotten hers: an address that works once, made by an officer."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from yuntai.people.accounts import unlock
from yuntai.people.models import User


class LongEnough(MinimumLengthValidator):
    """A length, with a sentence that Django's Chinese does not have."""

    def get_error_message(self) -> str:
        return f"密码太短，至少要 {self.min_length} 位"


def password_address(user: User) -> str:
    """The path at which ``user`` sets a password (for ``PASSWORD_RESET_TIMEOUT`` seconds, once); she may sign in again."""
    unlock(user)
    token = default_token_generator.make_token(user)
    return reverse("account:new_password", args=[urlsafe_base64_encode(force_bytes(user.pk)), token])
