"""Whether the systems of other offices that are named in the environment can be spoken with."""

from __future__ import annotations

from typing import Any

from django.core.checks import Error, register

from yuntai.errors import YuntaiError
from yuntai.exchange.systems import systems


@register("notices")
def keys(**_: Any) -> list[Error]:
    """A system with an address has the key that both sides sign with."""
    try:
        systems()
    except YuntaiError as error:
        return [Error(str(error), id="exchange.E001")]
    return []
