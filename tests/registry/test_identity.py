from datetime import date

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yuntai.registry.identity import (
    check_digit,
    check_resident_id,
    check_uscc,
    earliest_birth,
    normalise_name,
    normalise_resident_id,
    normalise_uscc,
    resident_id_warnings,
    sql_code,
    sql_good,
    sql_normal,
    sql_resident_id_problem,
    sql_text,
    sql_uscc_good,
    sql_uscc_normal,
    sql_uscc_problem,
)

TODAY = date(2026, 1, 1)
CHARACTERS = "公民身份号码无效：前 17 位只能是数字，末位只能是数字或 X"
BIRTH_DATE = "公民身份号码里的出生日期不存在"
TOO_OLD = "公民身份号码里的出生日期在 130 年以前，请核实"
UNBORN = "公民身份号码里的出生日期还没有到"
CARD_BIRTH_DATE = "永久居留身份证号码里的出生日期不存在"
LENGTH_OF_ID = "公民身份号码不是 18 位"
PERMIT = "是港澳居民来往内地通行证号码，请换成港澳居民居住证上的 18 位号码"
CHECK_DIGIT = "公民身份号码校验位不对"


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("11010519491231002X", []),  # the example of GB 11643
        ("11010519491231002x", []),  # bug-014: a small x is as good
        ("１１０１０５１９４９１２３１００２Ｘ", []),
        (" 110105 19491231 002X\u3000", []),
        ("110105-19491231-002X", []),
        ("“11010519491231002X”", []),
        ("′11010519491231002X", []),
        ("\u202d11010519491231002X\u202c", []),
        ("110105194912310021", [CHECK_DIGIT]),
        ("1101051949123A002X", [CHARACTERS]),  # bug-001: letters are invalid, no crash
        ("110105194912310A2X", [CHARACTERS]),
        ("1101051949X231002X", [CHARACTERS]),
        ("²²0105194912310021", [CHARACTERS]),  # isdigit() is true of these, and they are no digits
        ("110105491231002", ["是 15 位旧号码，请换成 18 位公民身份号码"]),
        ("110105194912310", ["公民身份号码不是 18 位"]),  # bug-004: an 18-digit number half typed
        ("11010519491231002", ["公民身份号码不是 18 位"]),
        ("", ["缺少公民身份号码"]),
        ("   ", ["缺少公民身份号码"]),
        ("110105190002290016", [BIRTH_DATE, CHECK_DIGIT]),  # 1900 was no leap year
        ("110105190002290017", [BIRTH_DATE]),  # the sum is 137, 137 mod 11 is 5, which stands for 7
        ("110105189912310015", []),  # the sum is 194, 194 mod 11 is 7, which stands for 5; 126 years of age
        ("110105189512310016", [TOO_OLD]),  # 4 · 3 less: 182, 182 mod 11 is 6, which stands for 6; 130 years and a day
        # cards of permanent residence until 2023: country, place, day of birth, two digits
        ("USA110068091701", []),
        ("usa 1100 680917 01", []),
        ("ＵＳＡ110000022901", []),  # 29 February 2000 was, of 1900 was not
        ("USA110099023001", [CARD_BIRTH_DATE]),
        ("USA110068131701", [CARD_BIRTH_DATE]),
        ("US1110068091701", [LENGTH_OF_ID]),
        ("USA11006809170", [LENGTH_OF_ID]),
        # permits to cross the border: said what they are, and which number is meant
        ("H12345678", [PERMIT]),
        ("m1234567801", [PERMIT]),
        ("Ｈ１２３４５６７８", [PERMIT]),
        ("H1234567", [LENGTH_OF_ID]),
        ("01234567", [f"{LENGTH_OF_ID}；如果是台湾居民来往大陆通行证号码，请换成台湾居民居住证上的 18 位号码"]),
    ],
)
def test_resident_id(text: str, problems: list[str]) -> None:
    assert check_resident_id(text, TODAY) == problems


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (" 王小明 ", "王小明"),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉 ・ 买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉.买买提", "阿卜杜拉·买买提"),
        ("\u200b㛃·𬱟", "㛃·𬱟"),
        ("John A. Smith", "John A. Smith"),
    ],
)
def test_a_name_has_one_kind_of_dot(typed: str, name: str) -> None:
    assert normalise_name(typed) == name


def test_a_birthday_after_today_is_refused() -> None:
    body = "32010220260102001"
    number = body + check_digit(body)
    assert check_resident_id(number, date(2026, 1, 2)) == []
    assert check_resident_id(number, date(2026, 1, 1)) == [UNBORN]


@pytest.mark.parametrize(
    ("day", "earliest"),
    [
        (date(2026, 11, 30), date(1896, 11, 30)),
        (date(2030, 1, 1), date(1900, 1, 1)),
        (date(2032, 2, 29), date(1902, 2, 28)),
    ],
)
def test_nobody_has_lived_for_more_than_130_years(day: date, earliest: date) -> None:
    assert earliest_birth(day) == earliest


def test_old_and_unknown_regions_are_never_refused() -> None:
    """bug-003: 320103 (白下, gone since 2013) and regions founded late stand in good numbers."""
    for region in ("320103", "230119", "321119", "510225", "990000"):
        body = region + "19750615" + "012"
        assert check_resident_id(body + check_digit(body)) == []
    assert resident_id_warnings("320103197506150123") == []
    assert resident_id_warnings("990000197506150123") == ["公民身份号码前两位不是现行省级代码，请核实"]


LENGTH = "统一社会信用代码不是 18 位"
USCC_CHARACTERS = "统一社会信用代码无效：只能用数字和大写字母（不含 I、O、Z、S、V），第 3 至 8 位是数字"


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("91350100M000100Y43", []),
        ("91350100m000100y43", []),
        ("９１３５０１００M000100Y43", []),
        ("91350100M000100Y4O", [USCC_CHARACTERS]),  # bug-017
        ("91350100M000100Z43", [USCC_CHARACTERS]),
        ("91350100M000100Y44", ["统一社会信用代码校验位不对"]),
        # bug-016: the sum is 9·1 + 1·3 + 1·19 = 31, the remainder 0, and 31 - 0 = 31 stands for 0.
        ("910010000000000000", []),
        ("91350100M000100Y4", [LENGTH]),
        ("", ["缺少统一社会信用代码"]),
        ("ÿÿ350100M000100Y43", [USCC_CHARACTERS]),
    ],
)
def test_uscc(text: str, problems: list[str]) -> None:
    assert check_uscc(text) == problems


CONNECTION = duckdb.connect()
ALPHABET = "0123456789XxＸ０９ABIOZｚz -\u3000é"


def sql(expression: str, text: str) -> object:
    row = CONNECTION.execute(f"SELECT {expression} FROM (SELECT ?::VARCHAR AS x)", [text]).fetchone()
    assert row is not None
    return row[0]


near_ids = st.builds(
    lambda region, day, order, last: f"{region:06}{day:%Y%m%d}{order:03}{last}",
    st.integers(110000, 659999),
    st.dates(date(1880, 1, 1), date(2030, 1, 1)),
    st.integers(0, 999),
    st.sampled_from("0123456789Xx"),
)
good_ids = near_ids.map(lambda number: number[:17] + check_digit(number[:17]))
cards = st.from_regex(r"[A-Za-z]{3}[0-9]{4}[0-9]{2}(0[0-9]|1[0-3])[0-3][0-9]{3}", fullmatch=True)
raw_dates = st.from_regex(r"[1-6][0-9]{5}(19|20)[0-9]{2}(0[0-9]|1[0-3])[0-3][0-9]{4}[0-9X]", fullmatch=True)


@settings(max_examples=150, deadline=None)
@given(near_ids | good_ids | raw_dates | cards | st.text(ALPHABET, max_size=20))
def test_sql_and_python_agree_on_resident_ids(text: str) -> None:
    problems = check_resident_id(text, TODAY)
    assert sql(sql_resident_id_problem("x", sql_code("x"), TODAY), text) == ("；".join(problems) or None)
    code = sql_code(sql_normal("x"))
    assert (sql(sql_good(f"({code})", TODAY), text) is True) == (not problems)
    if not problems:
        assert sql(sql_text(f"({code})"), text) == normalise_resident_id(text)


near_codes = st.from_regex(r"[19AN][1-5][0-9]{6}[0-9A-HJ-NP-RTUW-Y]{9}[0-9A-Y]", fullmatch=True)


@settings(max_examples=150, deadline=None)
@given(near_codes | st.text(ALPHABET, max_size=20))
def test_sql_and_python_agree_on_credit_codes(text: str) -> None:
    problems = check_uscc(text)
    assert sql(sql_uscc_problem("x"), text) == ("；".join(problems) or None)
    assert sql(sql_uscc_good(sql_uscc_normal("x")), text) == (not problems)
    assert sql(sql_uscc_normal("x"), text) == normalise_uscc(text)
