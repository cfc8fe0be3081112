"""Every worked case of every policy that comes with Yuntai."""

from __future__ import annotations

import pytest

from yuntai.packs import FOLDER
from yuntai.rules.published.cases import Case, read_cases
from yuntai.rules.rule.packs import load_pack

PACK = load_pack(FOLDER / "nanjing")
CASES = [(name, case) for name in PACK.policy_ids for case in read_cases(PACK.folder(name) / "cases.yaml")]


@pytest.mark.parametrize(("policy", "case"), CASES, ids=[f"{name}:{case.place.line}" for name, case in CASES])
def test_case(policy: str, case: Case) -> None:
    assert case.differences(PACK.rule(policy)) == []


def test_every_policy_has_cases_and_a_guide() -> None:
    for name in PACK.policy_ids:
        folder = PACK.folder(name)
        assert len(read_cases(folder / "cases.yaml")) >= 10
        assert len((folder / "guide.md").read_text(encoding="utf-8")) > 200


def test_a_case_says_what_differs() -> None:
    case = next(case for name, case in CASES if name == "skill_upgrading" and case.expect.get("amount") == 500)
    wrong = Case(case.title, case.source, case.as_of, case.known_on, case.facts, {}, {"amount": 501}, case.place)
    assert wrong.differences(PACK.rule("skill_upgrading")) == ["amount 应为 501.00，算得 500.00"]
