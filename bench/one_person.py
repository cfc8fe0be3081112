"""One person with the full trace in a warm process, and how soon ``yuntai answer`` starts.

``python -m bench.one_person`` prints the milliseconds of every policy on its own worked cases as JSON.
"""

from __future__ import annotations

import json
import statistics
import sys
from pathlib import Path

from bench.measure import child, middle, milliseconds, ours
from yuntai.errors import YuntaiError
from yuntai.packs import FOLDER
from yuntai.rules.one.answer import answer
from yuntai.rules.published.cases import read_cases
from yuntai.rules.rule.packs import load_pack

MOST_MILLISECONDS, MOST_SECONDS = 5, 1
START = (
    *(
        "answer",
        "skill_upgrading",
        "--as-of",
        "2023-06-01",
        "level=3",
        "listed=否",
        "insured_employee=是",
        "occupation=电工",
    ),
    *("issued_on=2023-04-20", "assessed_in_nanjing=是", "found_in_osta=是", "payments=无"),
)


def measure() -> list[dict[str, float | str]]:
    """For each policy of Nanjing its steps and the median over its cases, without and with the questions."""
    pack, measured = load_pack(FOLDER / "nanjing"), []
    for policy in pack.policy_ids:
        rule, times = pack.rule(policy), []
        for case in read_cases(pack.folder(policy) / "cases.yaml"):
            try:
                case.run(rule)
            except YuntaiError:  # a case of a value that is refused
                continue
            given = rule.assuming(case.assumed) if case.assumed else rule
            answer(given, case.facts, case.as_of)
            times.append(milliseconds(lambda given=given, case=case: answer(given, case.facts, case.as_of), 5))
        if times:
            measured.append(
                {"policy": policy, "steps": len(rule.nodes), "median": statistics.median(times), "most": max(times)}
            )
    return measured


def report(_working: Path, quick: bool) -> str:
    """The largest and the slowest policies, and the start of the command."""
    measured = ours("one_person").said
    largest = sorted(measured, key=lambda one: -one["steps"])[:5]
    slowest = sorted(measured, key=lambda one: -one["median"])[:5]
    lines = ["| policy | steps | median of its cases, ms | slowest case, ms |", "|---|---|---|---|"]
    for one in {one["policy"]: one for one in (*largest, *slowest)}.values():
        lines.append(f"| {one['policy']} | {one['steps']} | {one['median']:.2f} | {one['most']:.2f} |")
    command = Path(sys.executable).parent / "yuntai"
    start = middle([child(command, *START) for _ in range(3 if quick else 9)], lambda run: run.seconds)
    median, policies = largest[0]["median"], len(measured)
    worst = slowest[0]["median"]
    return "\n".join(
        [
            f"Each answer has its full trace and, where something is missing, its questions ({policies} policies).",
            "",
            *lines,
            "",
            f"- the largest policy: {median:.2f} ms, the slowest of all {worst:.2f} ms "
            f"(goal under {MOST_MILLISECONDS} ms: {'met' if median < MOST_MILLISECONDS else 'NOT MET'})",
            f"- `yuntai {' '.join(START[:4])} …` from start to end: {start.seconds:.2f} s "
            f"(goal under {MOST_SECONDS} s: {'met' if start.seconds < MOST_SECONDS else 'NOT MET'})",
        ]
    )


if __name__ == "__main__":
    print(json.dumps(measure()))
