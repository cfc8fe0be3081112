"""One person: the answer as JSON, what is still asked, the days, and the questions on a terminal."""

from __future__ import annotations

import itertools
from datetime import timedelta

from tests.cli.command import on_terminal, run
from yuntai.clock import today

ELECTRICIAN = (
    "insured_employee=是",
    "issued_on=2023年6月20日",
    "level=３级",
    "occupation=电工",
    "listed=否",
    "assessed_in_nanjing=是",
    "found_in_osta=是",
    "found_in_jshrss=否",
    "payments=无",
)
DAY = ("--as-of", "2023-12-31")


def test_answer_in_figures() -> None:
    done = run("answer", "skill_upgrading", *ELECTRICIAN, *DAY, "--json")
    assert (done.code, done.err) == (0, "")
    said = done.json
    assert list(said)[:6] == ["policy", "title", "as_of", "status", "conclusion", "sentence"]
    assert (said["policy"], said["as_of"], said["status"]) == ("skill_upgrading", "2023-12-31", "entitled")
    assert said["results"] == {"entitled": True, "amount": "500.00"}
    assert (said["because"], said["questions"], said["gaps"]) == ([], [], [])
    [standard] = [step for step in said["trace"] if step["step"] == "standard"]
    assert (standard["value"], standard["parameters"][0]["parameter"]) == ("500.00", "offlist_amount")


def test_the_order_of_facts_does_not_matter() -> None:
    said = {run("answer", "skill_upgrading", *DAY, *ELECTRICIAN, "--json").out}
    said |= {run("answer", "skill_upgrading", *reversed(ELECTRICIAN), *DAY, "--json").out}
    halves = itertools.permutations((ELECTRICIAN[:3], ELECTRICIAN[3:6], ELECTRICIAN[6:]))
    said |= {run("answer", "skill_upgrading", *sum(parts, ()), *DAY, "--json").out for parts in halves}
    assert len(said) == 1


def test_the_same_fact_in_other_words() -> None:
    words = {"level=3", "level= 3 ", "level=3.0", "level=３", "level=3级"}
    days = {"issued_on=2023-06-20", "issued_on=20230620", "issued_on=2023/6/20", "issued_on=2023-06-20 00:00:00"}
    rest = [fact for fact in ELECTRICIAN if not fact.startswith(("level", "issued_on"))]
    told = {run("answer", "skill_upgrading", level, day, *rest, *DAY).out for level in words for day in days}
    assert len(told) == 1


def test_a_relation_in_rows() -> None:
    paid = "payments=[{policy: skill_upgrading, occupation: 电工, level: 3, amount: '500', claimed_on: 2022-05-01, payment: 7}]"
    done = run("answer", "skill_upgrading", *ELECTRICIAN[:-1], paid, *DAY)
    assert done.code == 0
    assert "✗ 不符合条件" in done.out
    assert "因为不满足：没有领过同一职业（工种）同级或更高级的补贴" in done.out


def test_the_sentence_comes_first() -> None:
    woman = ("sex=女", "post=工人岗位", "born_on=1975-06-15", "--as-of", "2025-01-01")
    sentence = "您2025年9月15日到法定退休年龄（50岁3个月），比原来推迟 3 个月。"
    assert run("answer", "retirement_age", *woman, "--json").json["sentence"] == sentence
    printed = run("answer", "retirement_age", *woman).out.strip().splitlines()
    assert printed[:3] == ["法定退休年龄（2025-01-01）", sentence, "✓ 已算出"]


def test_what_the_text_leaves_open_is_told_after_the_sentence() -> None:
    done = run("answer", "skill_upgrading", *ELECTRICIAN, *DAY, "--json").json
    assert done["unchecked"] == []
    assert done["ours"][0] == "按哪天的规定（发证日或申领日）"
    assert "技能补贴按发证日（而不是申领日）的规定办理" in done["ours"]
    printed = run("answer", "skill_upgrading", *ELECTRICIAN, *DAY).out.strip().splitlines()
    assert printed[1] == "您可以领技能提升补贴 500.00 元。"
    assert "原文没有写明，按平台的读法：" in printed[2]


def test_without_a_terminal_the_questions_are_listed() -> None:
    done = run("answer", "skill_upgrading", "level=2", "listed=否", "issued_on=2023-06-20", *DAY)
    assert (done.code, "✗ 不符合条件" in done.out) == (0, True)
    done = run("answer", "skill_upgrading", "level=3", *DAY)
    assert (done.code, done.err) == (3, "")
    assert "？ 还不能确定" in done.out
    assert "还要知道：" in done.out
    assert "  listed　这个职业（工种）和等级在当年的目录清单里吗？" in done.out
    done = run("answer", "skill_upgrading", "level=3", *DAY, "--json")
    assert (done.code, done.json["status"]) == (3, "unknown")
    assert "listed" in [question["fact"] for question in done.json["questions"]]


def test_options_that_look_like_markup_are_shown() -> None:
    done = run("answer", "contribution_base", "--as-of", "2023-03-01")
    assert "employee=单位职工　flexible=灵活就业" in done.out


def test_only_one_result() -> None:
    facts = ("gross_wage=96,000.00元", "months=12", "draws_allowance=否", "enrolment_kind=单位职工")
    facts += ("employer_insured=是", "employed_in_december=是", "joined_on=2018-03-01", "left_on=至今")
    done = run("answer", "contribution_base", *facts, "--as-of", "2023-03-01", "--result", "base", "--json")
    assert (done.code, done.json["results"]) == (0, {"base": "8000.00"})


def test_what_was_known_on_a_day() -> None:
    known = run("answer", "skill_upgrading", *ELECTRICIAN, *DAY, "--known-on", "2022-12-12", "--json")
    assert (known.code, known.json["results"]["amount"]) == (0, "500.00")
    early = run("answer", "skill_upgrading", *ELECTRICIAN, *DAY, "--known-on", "2022-12-11", "--json")
    assert (early.code, early.json["status"]) == (2, "not_applicable")
    assert "是 2022-12-12 公布的，2022-12-11 时还没有" in early.err


def test_questions_on_a_terminal() -> None:
    facts = [fact for fact in ELECTRICIAN if not fact.startswith(("level", "payments"))] + ["shortage=否", "starred=否"]
    typed = ["九", "3", "[1]", "[{claimed_on: 昨天}]", "无"]
    code, screen = on_terminal(["answer", "skill_upgrading", *facts, *DAY], typed)
    assert code == 0
    assert screen.count("证书是几级？") == 2
    assert "  level：“九”不是整数，请只写数字（单位是级），请再答一次\n" in screen
    assert screen.count("以前领过哪些补贴？") == 3
    assert "payments.claimed_on：“昨天”不是日期，请写成 2023-01-05 的样子，请再答一次" in screen
    assert "500.00 元" in screen.split("请再答一次")[-1]


def test_json_asks_nothing_on_a_terminal() -> None:
    code, screen = on_terminal(["answer", "skill_upgrading", "level=3", *DAY, "--json"], [])
    assert (code, screen[0]) == (3, "{")


RENT = ("graduated_on=2026-06-20", "degree=master", "full_time=是", "insured_employee=是", "contract_months=24")
RENT += ("owns_home=否", "months_received=0", "payments=无")


def test_what_is_unlikely_is_asked_back_on_a_terminal() -> None:
    _, screen = on_terminal(["answer", "graduate_rent_subsidy", *RENT], ["2", "2"])
    assert screen.count("每月实际租金多少元？") == 2
    assert screen.count("您填的是 2 元，是 2 万元吗？没有写错，就再答一次") == 1


def test_what_is_unlikely_is_computed_and_noted() -> None:
    said = run("answer", "graduate_rent_subsidy", *RENT, "rent=50000", "--json").json
    assert said["doubts"] == {"rent": "您填的是 50,000.00 元，一般没有这么多，写对了吗？"}
    assert said["questions"] == []
    said = run("answer", "graduate_rent_subsidy", *RENT, "rent=0", "--json").json
    assert said["doubts"] == {}


def test_an_event_has_happened() -> None:
    tomorrow = today() + timedelta(days=1)
    shown = f"{tomorrow.year}年{tomorrow.month}月{tomorrow.day}日"
    refused = run("answer", "severance", f"hired_on={tomorrow}", "--json")
    assert (refused.code, refused.out) == (2, "")
    assert f"hired_on：{shown}还没有到，最晚填" in refused.err
    planned = run("answer", "severance", f"ended_on={tomorrow}", "--json")  # one may ask before one leaves
    assert planned.code == 3
    asked_ahead = run("answer", "severance", f"hired_on={tomorrow}", "--as-of", tomorrow + timedelta(days=30), "--json")
    assert asked_ahead.code == 3
    looking_back = run("answer", "severance", f"hired_on={today()}", "--as-of", "2020-01-01", "--json")
    assert looking_back.code == 3


def test_a_day_before_the_one_that_it_follows_is_refused() -> None:
    done = run("answer", "severance", "hired_on=2022-10-19", "ended_on=1975-08-24", "--json")
    assert done.code != 0
    assert "“在单位工作到哪天”是1975年8月24日，比“哪天到单位工作的”的2022年10月19日还早，请改正其中一个" in done.err
