"""Errors that a person can put right are shown as a sentence, whichever view raises them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django_ratelimit.exceptions import Ratelimited

from yuntai.errors import YuntaiError
from yuntai.web import errors


class ExplainErrors:
    """A ``YuntaiError`` that no view has caught becomes a 400 page with its sentence, a limit that is reached a 429."""

    def __init__(self, respond: Callable[[Any], Any]) -> None:
        self._respond = respond

    def __call__(self, request: Any) -> Any:
        return self._respond(request)

    def process_exception(self, _request: Any, error: Exception) -> Any:
        if isinstance(error, YuntaiError):
            return errors.page(400, str(error))
        if isinstance(error, Ratelimited):
            return errors.page(429)
        return None
