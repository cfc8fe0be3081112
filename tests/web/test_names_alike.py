"""A name at a counter: compared by what is meant; where it is another one, which character differs."""

from __future__ import annotations

import pytest

from yuntai.registry.names import name_key
from yuntai.web.account.presence import difference


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("\u2fbc测二", "高测二"),
        ("\uf92c测", "郎测"),
        ("王 测五", "王测五"),
        ("买买提•测", "买买提·测"),
        ("𠮷䶮㛃", "𠮷䶮㛃"),
    ],
)
def test_alike(typed: str, known: str) -> None:
    assert name_key(typed) == name_key(known)


@pytest.mark.parametrize(
    ("typed", "known", "said"),
    [
        ("高测三", "高测二", "第 3 个字“三”（U+4E09）和登记的不是同一个字"),
        ("𠮷测", "吉测", "第 1 个字“𠮷”（U+20BB7）和登记的不是同一个字"),
        ("高测", "高测二", "登记的是 3 个字，填的是 2 个字"),
    ],
)
def test_which_character_differs(typed: str, known: str, said: str) -> None:
    assert difference(typed, known) == said
