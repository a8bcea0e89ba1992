"""Whether a name alone says enough to confirm who is meant (design: an equal name confirms only when complete)."""

from __future__ import annotations

import re

from jointsanction.names.gazetteer import gazetteer
from jointsanction.names.parts import parts
from jointsanction.names.person import is_person
from jointsanction.names.reading import is_masked

_SHORTEST = 4
# Classes whose names are whole without a 字号: 清远市人民医院, 清城区太和镇五一村民委员会, 英德市供销合作社 …
_WHOLE_WITH_REGION = frozenset(("institution", "bank", "supply_cooperative", "credit_cooperative", "collective"))
# 太和县运输公司: within one county's register a place and a trade are a whole name (art. 17); with a province, or a
# place in its short form, the 字号 has been left out (福建环境公司).
_SHOP = "sole_shop"
_UNITS = frozenset("市县区州盟旗镇乡")
_PROVINCE = re.compile("[0-9]{2}0000").fullmatch


def is_complete(normal: str) -> bool:
    """Unmasked, more than three characters, no person, and a 字号 (or region + institution) with a form behind it."""
    if len(normal) < _SHORTEST or is_masked(normal) or is_person(normal) or gazetteer().whole(normal):
        return False
    read = parts(normal)
    if not read.form and not read.parent:
        return False
    # A place in its short form is read as a 字号 where nothing else stands in front of the trade: it is still a place.
    only_place = not read.region and gazetteer().whole(read.core)
    if read.core and not only_place:
        # A shop is registered within one county (art. 17): without a region 便民超市 may be any of hundreds.
        return bool(read.region or read.parent or read.form_class != _SHOP)
    if not read.region and not only_place:
        return False
    if read.branch or read.form_class in _WHOLE_WITH_REGION or read.industry.endswith("银行"):
        return True
    return bool(
        read.industry and read.region and read.region[-1] in _UNITS and not all(map(_PROVINCE, read.region_codes))
    )
