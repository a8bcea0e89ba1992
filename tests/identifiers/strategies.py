"""Invented codes, and the ways in which people type them."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from jointsanction.identifiers import org_code, placeholder, reg_no, resident_id, uscc

MARKS = " -\u3000\u200b\ufeff–－\u00a0."

_regions = st.integers(100000, 999999).map(str)
_numeric = st.text("0123456789", min_size=8, max_size=8)
_lettered = st.text(uscc.ALPHABET, min_size=6, max_size=6).map(lambda tail: "MA" + tail)


def _complete_uscc(parts: tuple[str, str, str]) -> str:
    prefix, region, body = parts
    code = prefix + region + body + org_code.check_character(body)
    return code + uscc.check_character(code)


def _is_enterprise(code: str) -> bool:
    return not placeholder.is_placeholder(code) and not resident_id.shaped(code)


usccs = (
    st.tuples(st.sampled_from(["91", "92", "93", "12", "52", "A1", "N2", "Y1"]), _regions, _numeric | _lettered)
    .map(_complete_uscc)
    .filter(_is_enterprise)
)
org_codes = (_numeric | _lettered).map(lambda body: body + org_code.check_character(body)).filter(_is_enterprise)
tax_nos = st.tuples(_regions, org_codes).map("".join).filter(_is_enterprise)
reg_nos = (
    st.tuples(_regions, _numeric)
    .map("".join)
    .map(lambda body: body + reg_no.check_character(body))
    .filter(_is_enterprise)
)
resident_ids = (
    st.tuples(
        st.sampled_from(["110105", "330327", "441802", "659001", "710000", "830000"]),
        st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)),
        st.integers(0, 999),
    )
    .map(lambda parts: f"{parts[0]}{parts[1]:%Y%m%d}{parts[2]:03}")
    .map(lambda body: body + resident_id.check_character(body))
)


@st.composite
def noisy(draw: st.DrawFn, code: str) -> str:
    """The same code in another case and width, with marks that mean nothing between its characters."""
    typed = []
    for char in code:
        form = draw(st.integers(0, 5))
        typed.append(char.lower() if form == 1 else chr(ord(char) + 0xFEE0) if form == 2 else char)
        if form == 3:
            typed.append(draw(st.sampled_from(MARKS)))
    return draw(st.sampled_from(["", " ", "\u3000"])) + "".join(typed) + draw(st.sampled_from(["", " ", "\u200b"]))
