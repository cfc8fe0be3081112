"""What the guide shows loads as it stands, and says what it says."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.datatypes as dt

from yuntai.cases.content import pack
from yuntai.cases.plans.running import plans_of
from yuntai.figures.measure import Asked, measure
from yuntai.figures.targets import figures_of
from yuntai.registry.rolls import read_rolls
from yuntai.rules.rule.packs import Pack

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "zh-CN" / "write-a-figure.md"
TODAY = date(2026, 12, 1)


class Here:
    """Three contracts, of which two are in force and two were looked at."""

    def __contains__(self, name: object) -> bool:
        return name == "collective_contracts"

    def table(self, name: str) -> Any:
        columns = {column.name: dt.dtype(column.kind.dtype) for column in read_rolls(pack())[name].loaded}
        told = [
            ("A", "general", date(2027, 1, 15), "kept", date(2026, 5, 1)),
            ("B", "wages", date(2028, 1, 1), "broken", date(2026, 5, 2)),
            ("C", "general", date(2026, 11, 30), None, None),
        ]
        names = ("contract", "scope", "ends_on", "performed", "performed_on")
        rows = [{**dict.fromkeys(columns), **dict(zip(names, one, strict=True))} for one in told]
        return ibis.memtable(rows, schema=ibis.schema(columns))


def test_the_examples_load_and_count(tmp_path: Path) -> None:
    figures, plans = re.findall(r"^```python\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    (targets,) = re.findall(r"^```yaml\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    here = tmp_path / "here"
    for name, text in (("figures/some.py", figures), ("figures/targets.yaml", targets), ("plans/some.py", plans)):
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_text(text, encoding="utf-8")
    place = Pack("here", "此地", (here, *pack().folders))
    found = figures_of(place)
    year = Asked(date(2026, 1, 1), TODAY)

    def counted(name: str, *by: str) -> dict[Any, Any]:
        one = found.figures[name]
        return {
            key: (number.part, number.whole)
            for key, number in measure(one, one.rows(Here(), found.thresholds, TODAY), year, *by).items()
        }

    assert counted("contracts_in_force", "scope") == {("general",): (1, None), ("wages",): (1, None)}
    assert counted("contracts_kept") == {(): (1, 2)}
    assert found.targets["contracts_kept"].target == 95
    assert found.topics["some"] == "集体合同"
    made = plans_of(place).selections["contract_ends"].made(Here(), {}, TODAY)
    assert [row["key"] for row in made.to_pyarrow().to_pylist()] == ["A"]
