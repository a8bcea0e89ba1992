"""The normal form: idempotent, blind to how a name is typed, and careful with what tells two names apart."""

from __future__ import annotations

import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jointsanction.names import normal_form, parts, read
from jointsanction.names.letters import letters

NOISE = st.sampled_from(["", " ", "　", "\u200b", "\ufeff", "\t", "\u00a0", "·", "，"])
OPEN = st.sampled_from("(（[【〔﹝〖{")
CLOSE = {"(": ")", "（": "）", "[": "]", "【": "】", "〔": "〕", "﹝": "﹞", "〖": "〗", "{": "}"}
NAMES = [
    "广东澄野(清远)水务有限公司",
    "UQ霁川半导体(清远)有限公司(英德)分公司",
    "清远枫岚会计师事务所(普通合伙)",
    "佛冈县禾岚五金厂",
]
NOTES = st.sampled_from(
    ["", "(已注销)", "（吊销，未注销）", "【注销】", "(曾用名：清远市霁川商行)", "（2019年3月5日注销）", "。"]
)


@given(st.text())
def test_idempotent_for_any_text(text: str) -> None:
    """The normal form of a normal form is itself, whatever the text; reading agrees, taking apart never fails."""
    normal = normal_form(text)
    assert normal_form(normal) == normal
    reading = read(text)
    assert reading.normal == normal
    assert all(normal_form(old) == old for old in reading.former)
    assert parts(normal).normal == normal


@given(st.text("()（）【】[]清远市注销已吊曾用名原:：、，*?×·91X銀行後昇ＡａB 公司厂", max_size=40))
def test_idempotent_for_texts_of_awkward_characters(text: str) -> None:
    """Brackets, notes, masks and codes in any order settle in one pass of the function."""
    normal = normal_form(text)
    assert normal_form(normal) == normal
    assert read(text).normal == normal


def test_every_single_character_settles() -> None:
    """Between two Han, every code point of Unicode has a settled form."""
    for point in range(sys.maxunicode + 1):
        normal = normal_form(f"甲{chr(point)}乙")
        assert normal_form(normal) == normal, hex(point)


@given(st.sampled_from(NAMES), st.data())
def test_equal_after_any_mix_of_noise(name: str, data: st.DataObject) -> None:
    """Width, bracket style, white space, zero-width characters, punctuation, case and trailing notes change nothing."""
    written = []
    closing: list[str] = []
    for letter in name:
        if letter == "(":
            opened = data.draw(OPEN)
            closing.append(CLOSE[opened])
            letter = opened
        elif letter == ")":
            letter = closing.pop()
        elif letter.isascii() and data.draw(st.booleans()):
            letter = chr(ord(letter.lower()) + 0xFEE0)
        written.append(letter + data.draw(NOISE))
    assert normal_form("".join(written) + data.draw(NOTES)) == name


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("廣東澄野國際貿易有限公司", "广东澄野国际贸易有限公司"),
        ("上葯澄野製葯有限公司", "上药澄野制药有限公司"),
        ("澄野後勤服務有限公司", "澄野后勤服务有限公司"),
        ("澄野投資(有限合夥)", "澄野投资(有限合伙)"),
    ],
)
def test_traditional_script_folds(traditional: str, simplified: str) -> None:
    """A name in traditional characters is the same name in simplified ones."""
    assert normal_form(traditional) == simplified


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("旭昇澄野有限公司", "旭升澄野有限公司"),
        ("乾澄贸易有限公司", "干澄贸易有限公司"),
        ("清远澄野有限公司", "清远澄野有限责任公司"),
        ("清远澄野集团有限公司", "清远澄野(集团)有限公司"),
        ("清远澄野第一加油站", "清远澄野第1加油站"),
        ("澄野(清远)有限公司", "澄野清远有限公司"),
        ("清远市*野有限公司", "清远市野有限公司"),
        ("清远市\ue000野有限公司", "清远市\ue001野有限公司"),
    ],
)
def test_what_tells_two_names_apart_is_kept(left: str, right: str) -> None:
    """规范字 of names, organisation forms, bracket contents, numerals, masks and private-use characters never fold."""
    assert normal_form(left) != normal_form(right)


def test_private_use_characters_are_kept() -> None:
    """A register's private-use character stands in the normal form as it was written."""
    assert normal_form("枫阳县\ue000山 水泥厂") == "枫阳县\ue000山水泥厂"


def test_the_tables_point_at_settled_characters() -> None:
    """No character folds to one that folds on, and none both folds and drops."""
    table, dropped = letters()
    assert not [new for new in table.values() if ord(new) in table and table[ord(new)] != new]
    assert not set(table) & set(dropped)


@pytest.mark.parametrize(
    "piece",
    ["(", "(注销)", "*?", "(曾用名:a", "注销", "原:", "年2019-", "((注销))", "清远市", "(清远)", "公司", "有限公司"],
)
def test_ten_thousand_characters_take_bounded_time(piece: str) -> None:
    """A name of 10,000 characters, however nested, is read and taken apart well inside a second."""
    text = piece * (10_000 // len(piece))
    begun = time.perf_counter()
    parts(read(text).normal)
    assert time.perf_counter() - begun < 1.0
