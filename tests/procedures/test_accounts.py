"""Banks and accounts: what is taken, what is refused and how that is said, how a number is read back."""

from __future__ import annotations

from pathlib import Path

import pytest

from yuntai.errors import YuntaiError
from yuntai.packs import FOLDER
from yuntai.procedures.accounts import OTHER, Bank, BankAccount, groups, load_banks
from yuntai.rules.rule.packs import load_pack

# 622202123456789012 and its check digit: from the right every second digit doubled, its digits added:
# 4+1+0+9+7+7+3+5+8+3+4+1+4+0+4+2+4+6 = 72, and 8 makes it 80.
CARD = "6222021234567890128"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("6222 0212 3456 7890 128", CARD),
        ("６２２２０２１２３４５６７８９０１２８", CARD),
        ("6222-0212-3456-7890-128", CARD),
        ("601120013200123456", "601120013200123456"),  # a passbook of the postal bank is no card
        ("123456789012", "123456789012"),  # the fewest digits
        ("1" * 30, "1" * 30),  # the most
    ],
)
def test_a_number_without_what_was_written_between(text: str, number: str) -> None:
    assert BankAccount().parse(text) == number


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("6222021234567890123", "卡号 6222 0212 3456 7890 123 对不上校验位，多半抄错了一位，请照卡面一组一组核对"),
        ("6222021234567890182", "对不上校验位"),  # two digits changed places
        ("12345678901", "要 12 到 30 位数字，现在 11 位"),
        ("1" * 31, "要 12 到 30 位数字，现在 31 位"),
        ("62220212345678901O8", "只写数字"),
        ("6217****0012345678", "只写数字"),  # as the registry masks it
    ],
)
def test_a_number_that_cannot_be(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        BankAccount().parse(text)


@pytest.mark.parametrize(("number", "read"), [(CARD, "6222 0212 3456 7890 128"), ("12345678", "1234 5678"), ("", "")])
def test_a_number_is_read_back_in_groups_of_four(number: str, read: str) -> None:
    assert (groups(number), BankAccount().show(number)) == (read, read)


BANK = Bank(names=("中国银行", "南京银行"))


@pytest.mark.parametrize(
    ("name", "written", "bank", "back"),
    [
        ("南京银行", "", "南京银行", ("南京银行", "")),
        ("南京银行", "鼓楼支行", "南京银行鼓楼支行", ("南京银行", "鼓楼支行")),
        ("南京银行", "南京银行鼓楼支行", "南京银行鼓楼支行", ("南京银行", "鼓楼支行")),
        (OTHER, "某农商银行", "某农商银行", (OTHER, "某农商银行")),
        ("", "某农商银行", "某农商银行", (OTHER, "某农商银行")),
        ("", "", "", ("", "")),
    ],
)
def test_a_bank_is_chosen_or_written(name: str, written: str, bank: str, back: tuple[str, str]) -> None:
    assert BANK.joined(name, written) == bank
    assert BANK.parts(bank) == back


def test_another_bank_has_a_name() -> None:
    assert BANK.joined(OTHER, "") == OTHER
    with pytest.raises(ValueError, match="请在下面写出是哪家银行"):
        BANK.parse(OTHER)


@pytest.mark.parametrize("written", ["1", "鼓楼支行", "我的卡"])
def test_what_is_no_bank_is_asked_again(written: str) -> None:
    with pytest.raises(ValueError, match=f"“{written}”看不出是哪家银行"):
        BANK.parse(BANK.joined("", written))


@pytest.mark.parametrize("written", ["工行鼓楼支行", "某农村信用社", "某农商银行", "Bank of Somewhere"])
def test_a_bank_may_be_written(written: str) -> None:
    assert BANK.parse(written) == written


def write(folder: Path, name: str, parent: str, banks: str) -> None:
    (folder / name / "procedures").mkdir(parents=True)
    (folder / name / "pack.yaml").write_text(f"id: {name}\ntitle: {name}\n{parent}", encoding="utf-8")
    (folder / name / "procedures" / "banks.yaml").write_text(banks, encoding="utf-8")


def test_a_place_lists_its_own_banks_first(tmp_path: Path) -> None:
    write(tmp_path, "above", "", "source: 甲\nbanks: [中国银行, 南京银行]\n")
    write(tmp_path, "here", "parent: above\n", "source: 乙\nbanks: [某农商银行, 南京银行]\n")
    assert load_banks(load_pack(tmp_path / "here")) == ("某农商银行", "南京银行", "中国银行")


@pytest.mark.parametrize(
    ("banks", "said"),
    [
        ("banks: [中国银行]\n", "没有写 source"),
        ("source: 甲\nbanks: [其他银行]\n", "要写全称"),
        ("source: 甲\n", "没有写 banks"),
    ],
)
def test_a_list_of_banks_that_cannot_be(tmp_path: Path, banks: str, said: str) -> None:
    write(tmp_path, "here", "", banks)
    with pytest.raises(YuntaiError, match=said):
        load_banks(load_pack(tmp_path / "here"))


def test_the_banks_of_the_city_are_not_looked_up_twice() -> None:
    banks = load_banks(load_pack(FOLDER / "nanjing"))
    assert banks[0] == "中国工商银行"
    assert not [(one, other) for one in banks for other in banks if one != other and one.startswith(other)]
