"""Where money is paid: the kinds of a bank and of an account, and the banks that a place lists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from stdnum import luhn

from yuntai.rules.language.grounds import MARKS
from yuntai.rules.language.kinds import Text
from yuntai.rules.language.sections import Section
from yuntai.rules.language.texts import half_width, visible
from yuntai.rules.rule.packs import Pack

LEAST, MOST = 12, 30
"""How many digits an account may have."""

OTHER = "其他银行"
"""The choice of a bank that is not on the list; its name is written beside it."""

_CARD = re.compile(r"62[0-9]{14,17}")
"""What only a UnionPay card looks like. A passbook of the postal bank begins with 60: that is no card."""


_A_BANK, _BRANCH = re.compile("行|信用|联社|财务公司|储蓄|邮储|bank", re.IGNORECASE), re.compile("[支分]行")
"""What the name of somebody who keeps accounts has, and what it has of a branch alone."""


def groups(number: str) -> str:
    """Digits as they are read aloud and compared with a card: in groups of four (6200 0000 0000 0000 000)."""
    return re.sub(r"([0-9]{4})(?=[0-9])", r"\1 ", number)


@dataclass(frozen=True)
class BankAccount(Text):
    """The number of a card or a passbook, as ``str`` of 12 to 30 digits; read back in groups of four.

    The last digit of a UnionPay card is that of Luhn's method (ISO/IEC 7812-1), so that a slip of the finger shows; the number
    of a passbook or of a firm's account has none.
    """

    title: ClassVar[str] = "银行账号"

    @staticmethod
    def bare(text: str) -> str:
        """``text`` without what people write between the digits."""
        return re.sub(r"[\s-]", "", half_width(visible(text)))

    def check(self, value: Any) -> str:
        number = self.bare(super().check(value))
        if not re.fullmatch(r"[0-9]+", number):
            raise ValueError(f"“{value}”不是银行账号：只写数字，请照卡或者存折抄写")
        if not LEAST <= len(number) <= MOST:
            raise ValueError(f"“{value}”不是银行账号：要 {LEAST} 到 {MOST} 位数字，现在 {len(number)} 位")
        if _CARD.fullmatch(number) and not luhn.is_valid(number):
            raise ValueError(f"卡号 {groups(number)} 对不上校验位，多半抄错了一位，请照卡面一组一组核对")
        return number

    def show(self, value: str) -> str:
        return groups(value)

    def samples(self, today: date) -> list[str]:
        return ["6200000000000000000"]


@dataclass(frozen=True)
class Bank(Text):
    """A bank by its name, as ``str``: one of ``names``, or another that was written out; the branch behind it, if it is known."""

    most: int = 60
    names: tuple[str, ...] = ()

    title: ClassVar[str] = "银行"

    def check(self, value: Any) -> str:
        text = super().check(value)
        if text == OTHER:
            raise ValueError(f"选了“{OTHER}”，请在下面写出是哪家银行，写到支行")
        if not text.startswith(self.names or ("",)) and not _A_BANK.search(_BRANCH.sub("", text)):
            raise ValueError(f"“{text}”看不出是哪家银行：请在上面选，或者写全称，写到支行")
        return text

    def parts(self, text: str) -> tuple[str, str]:
        """A bank as a form asks for it: the name that was chosen, and what was written beside it."""
        name = next((one for one in self.names if text.startswith(one)), OTHER if text else "")
        return name, text.removeprefix(name).strip()

    @staticmethod
    def joined(name: str, written: str) -> str:
        """The bank of these two."""
        if name in ("", OTHER):
            return written or name
        return written if written.startswith(name) else f"{name}{written}"

    def samples(self, today: date) -> list[str]:
        return [*self.names, "某银行某支行"]


def load_banks(pack: Pack) -> tuple[str, ...]:
    """The banks that a place lists in ``procedures/banks.yaml``: its own before its parents'.

    Raises ``YuntaiError``, with file and line, where a list names no source.
    """
    found: dict[str, None] = {}
    for folder in pack.folders:
        path = folder / "procedures" / "banks.yaml"
        if not path.exists():
            continue
        document = Section.of_file(path, "银行表")
        document.only("source", "banks", *MARKS)
        document.text("source")
        document.marks()
        for name, place in document.items("banks"):
            if not isinstance(name, str) or not name.strip() or name.strip() == OTHER:
                document.fail(f"银行要写全称，现在是“{name}”（{place}）", "banks")
            found[name.strip()] = None
    return tuple(found)
