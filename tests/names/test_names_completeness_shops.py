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
