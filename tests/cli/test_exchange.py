"""``yuntai exchange``: work orders as tables in and out, without a page; what is said where something is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import run
from tests.people.make import officer, units
from yuntai.exchange.models import Message
from yuntai.exchange.taking import answer
from yuntai.people.models import Role

ORDERS = "工单编号,办理期限,诉求内容\nGD1,2026-12-07,能领补贴吗\nGD2,,没有期限\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS, encoding="utf-8-sig")
    return path


@pytest.mark.django_db
def test_a_table_comes_in_is_listed_and_its_answers_go_out(table: Path, tmp_path: Path) -> None:
    clerk = officer("clerk", units()["city"], Role.ACCEPT)
    taken = run("exchange", "import", "12345", table)
    assert (taken.code, taken.out.splitlines()) == (
        4,
        ["收到 1 件新的，0 件以前收过", "第 3 行：没有写办理期限"],
    )
    listed = run("exchange", "list")
    assert listed.code == 0
    assert "GD1" in listed.out
    assert "待答复" in listed.out
    answer(Message.objects.get(), clerk, "能领。")
    out = tmp_path / "answers.csv"
    written = run("exchange", "answered", "12345", "--out", out)
    assert (written.code, written.out) == (0, f"{out}：1 件答复\n")
    head, row = out.read_text(encoding="utf-8-sig").splitlines()
    assert head == "工单编号,标题,答复内容,答复单位,答复时间"
    assert row.startswith("GD1,,能领。,市人社局,")
    assert run("exchange", "answered", "12345", "--out", tmp_path / "again.csv").out.endswith("：0 件答复\n")
    refused = run("exchange", "answered", "12345", "--out", out)
    assert (refused.code, refused.err) == (2, f"错误：{out}：已经有这个名字的文件\n")


@pytest.mark.django_db
def test_what_is_missing_is_said(table: Path, tmp_path: Path) -> None:
    assert run("exchange", "import", "110", table).err == "错误：没有“110”这个对方，有：12345\n"
    assert run("exchange", "run").err.startswith("错误：没有连着的系统：请在环境变量里写对方的地址")
    missing = run("exchange", "stand-in", "--key", tmp_path / "none")
    assert (missing.code, missing.err) == (
        2,
        f"错误：{tmp_path / 'none'}：要有和对方约定的密钥，一行，至少 16 个字符，只有属主能读\n",
    )
