"""Shops without a region are no complete names."""

from __future__ import annotations

import pytest

from jointsanction.names import is_complete, normal_form


@pytest.mark.parametrize(
    ("name", "complete"),
    [
        ("便民超市", False),
        ("清远市清新区禾穗超市", True),
        ("禾穗岚科技有限公司", True),
        ("清远市有限公司", False),
        ("清远市禾穗岚建材有限公司英德分公司", True),
    ],
)
def test_a_shop_needs_its_region(name: str, complete: bool) -> None:
    """A shop's name alone tells nobody apart; a company's 字号 does (art. 6, 17)."""
    assert is_complete(normal_form(name)) is complete


@pytest.mark.parametrize(
    ("name", "complete"),
    [
        ("清远贸易有限公司", False),
        ("英德水泥厂", False),
        ("清远市贸易有限公司", True),
        ("清远农村商业银行股份有限公司", True),
        ("清远禾穗贸易有限公司", True),
        ("清远有限公司", False),
    ],
)
def test_a_place_in_its_short_form_is_no_shop_name(name: str, complete: bool) -> None:
    """A place without its unit, and a trade, leave the 字号 out (art. 8); with the unit it is a whole name."""
    assert is_complete(normal_form(name)) is complete
