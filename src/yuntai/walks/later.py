"""A command of ``yuntai`` at the time of a walk: ``python -m yuntai.walks.later MOMENT [arguments]``."""

from __future__ import annotations

import sys
from datetime import datetime
from importlib import import_module

from yuntai.clock import set_to


def main() -> None:
    """Set the clock, then run the command. It is imported by name: commands lie above walks."""
    moment, *arguments = sys.argv[1:]
    set_to(datetime.fromisoformat(moment))
    sys.argv = ["yuntai", *arguments]
    import_module("yuntai.cli").main()


if __name__ == "__main__":
    main()
