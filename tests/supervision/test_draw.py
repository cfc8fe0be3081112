"""Random draws (R77): reproducible, checked by code that knows nothing of ours, without conflict of interest."""

from __future__ import annotations

import hashlib
import math
import subprocess
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuntai.errors import YuntaiError
from yuntai.supervision.draw import Inspector, allot, draw

FIRMS = {
    f"F{number:03}": {"district": "玄武" if number % 3 else "秦淮", "risk": str(number % 4)} for number in range(200)
}
SEED = "2026-11-25 双色球 03 07 12 19 25 31"


def test_same_seed_same_draw() -> None:
    assert draw(FIRMS, SEED, 20) == draw(dict(reversed(FIRMS.items())), SEED, 20)
    assert [one.key for one in draw(FIRMS, SEED, 20)] != [one.key for one in draw(FIRMS, SEED + ".", 20)]


def test_an_outsider_rechecks_with_a_hash_tool() -> None:
    """Sort by ``printf '%s' 'seed|key' | sha256sum``, and nothing else."""
    some = list(FIRMS)[:30]
    said = {}
    for key in some:
        done = subprocess.run(["sha256sum"], input=f"{SEED}|{key}".encode(), capture_output=True, check=True)
        said[key] = done.stdout.decode().split()[0]
    drawn = draw({key: FIRMS[key] for key in some}, SEED, 7)
    assert [one.key for one in drawn] == sorted(some, key=said.__getitem__)[:7]
    assert [one.digest for one in drawn] == [said[one.key] for one in drawn]


def test_an_outsider_rechecks_the_weights() -> None:
    def x(key: str) -> float:
        u = int(hashlib.sha256(f"{SEED}|{key}".encode()).hexdigest(), 16) / 2**256
        return -math.log(1 - u) / int(FIRMS[key]["risk"])

    drawable = [key for key in FIRMS if FIRMS[key]["risk"] != "0"]
    assert [one.key for one in draw(FIRMS, SEED, 25, weight="risk")] == sorted(drawable, key=x)[:25]


def test_risk_counts_in_proportion() -> None:
    items = {"low": {"w": "low"}, "high": {"w": "high"}, "medium": {"w": "medium"}}
    first = Counter(draw(items, f"seed {number}", 1, weight="w")[0].key for number in range(7000))
    # weights 1, 2, 4 of 7: expected 1000, 2000, 4000, each with a standard deviation below 42
    assert abs(first["low"] - 1000) < 160
    assert abs(first["medium"] - 2000) < 160
    assert abs(first["high"] - 4000) < 160


def test_strata_get_their_share() -> None:
    drawn = draw(FIRMS, SEED, 30, by=["district"])
    # 67 of 200 in 秦淮: 30 · 67 / 200 = 10.05; 133 in 玄武: 19.95, the largest remainder
    assert Counter(one.stratum for one in drawn) == {("秦淮",): 10, ("玄武",): 20}


@given(st.dictionaries(st.tuples(st.text(max_size=3)), st.integers(1, 500), min_size=1), st.data())
def test_shares_add_up(sizes: dict[tuple[str], int], data: st.DataObject) -> None:
    count = data.draw(st.integers(1, sum(sizes.values())))
    shares = allot(sizes, count)
    assert sum(shares.values()) == count
    for stratum, size in sizes.items():
        exact = count * size / sum(sizes.values())
        assert math.floor(exact) <= shares[stratum] <= min(size, math.floor(exact) + 1)


STAFF = [
    Inspector("甲", {"district": frozenset({"玄武"})}),
    Inspector("乙"),
    Inspector("丙", {"owner": frozenset({"丙的前单位"})}),
    Inspector("丁"),
]


def test_no_inspector_draws_the_own_former_employer() -> None:
    firms = {key: {**firm, "owner": "丙的前单位" if int(key[1:]) % 2 else "别人"} for key, firm in FIRMS.items()}
    drawn = draw(firms, SEED, 100, inspectors=STAFF)
    for one in drawn:
        assert len(set(one.inspectors)) == 2
        assert not ("甲" in one.inspectors and firms[one.key]["district"] == "玄武")
        assert not ("丙" in one.inspectors and firms[one.key]["owner"] == "丙的前单位")
    assert {name for one in drawn for name in one.inspectors} == {"甲", "乙", "丙", "丁"}
    assert drawn == draw(firms, SEED, 100, inspectors=STAFF)


def test_work_is_shared_evenly() -> None:
    load = Counter(
        name for one in draw(FIRMS, SEED, 50, inspectors=[Inspector(c) for c in "甲乙丙丁"]) for name in one.inspectors
    )
    assert set(load.values()) == {25}


def test_what_cannot_be_drawn() -> None:
    with pytest.raises(YuntaiError, match="能抽的有 200 个，要抽 201 个"):
        draw(FIRMS, SEED, 201)
    with pytest.raises(YuntaiError, match="能抽的有 150 个，要抽 160 个"):
        draw(FIRMS, SEED, 160, weight="risk")
    with pytest.raises(YuntaiError, match="F000 的权重“秦淮”不是 0 或正数"):
        draw(FIRMS, SEED, 1, weight="district")
    with pytest.raises(YuntaiError, match="要 2 名检查人员，没有利益冲突的只有 1 名"):
        draw(FIRMS, SEED, 50, inspectors=[STAFF[0], STAFF[1]])
    with pytest.raises(YuntaiError, match="要有公布的种子"):
        draw(FIRMS, "", 1)
