"""Precision and recall of the audit checks on a generated city, on a seed that no test uses.

``python -m bench.audit_checks [PERSONS] [SEED]``; exits with 1 where a check is not good enough.
"""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
from datetime import date
from pathlib import Path

from yuntai.packs import FOLDER
from yuntai.registry.generate import generate
from yuntai.registry.load import load
from yuntai.registry.makeup import load_makeup
from yuntai.registry.store import Registry
from yuntai.rules.rule.packs import load_pack
from yuntai.supervision.measure import measure

PERSONS, SEED = 100_000, 20261125


def main(persons: int = PERSONS, seed: int = SEED) -> int:
    """Print one line a check."""
    with tempfile.TemporaryDirectory() as name:
        city = Path(name)
        pack, until = load_pack(FOLDER / "nanjing"), date(2023, 12, 31)
        words = pack.words(until)
        generate(city / "exports", persons, seed, city / "truth", until, load_makeup(pack.folders, words))
        places = (city / place for place in ("exports", "registry", "rejects", "key"))
        load(*places, words=words, compare_identities=True)
        with Registry.open(city / "registry") as registry:
            measures = measure(registry, pack, city / "truth", (city / "key").read_bytes())
    print(f"{persons:,} persons, seed {seed}")
    print(
        f"{'check':<28} {'planted':>8} {'found':>8} {'precision':>10} {'recall':>8} {'look-alikes':>12} {'misled':>7}"
    )
    for one in measures:
        print(
            f"{one.check:<28} {one.planted:>8,} {one.found:>8,} {one.precision:>10.3f} {one.recall:>8.3f} "
            f"{one.look_alikes:>12,} {one.misled:>7,}{'' if one.good_enough else '  TOO LOW'}"
        )
    return 0 if all(one.good_enough for one in measures) else 1


def report(_working: Path, quick: bool) -> str:
    """What :func:`main` prints."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        main(20_000 if quick else PERSONS)
    return f"```\n{said.getvalue().strip()}\n```"


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
