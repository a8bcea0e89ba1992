"""Organisation forms taken out of a name even where one character of them has slipped (有限公司 → 有公司, 有限公同).

The same rules run over listed and asked names, so a letter too many taken here is taken on both sides.
"""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA

_GROUP = "(?:集.?团|团集|集.|.团)?"
_SHARES = "(?:股.?份.?|份股|股.|.份)?"
_COMPANY = re.compile(f"{_GROUP}{_SHARES}有限(?:责任)?公司|股份公司|(?:集.?团|团集|集.|.团)公司|总公司")
# One slip inside 有限责任公司 and 有限公司: a character wrong, missing, added or swapped.
_COMPANY_SLIPPED = re.compile(
    f"{_GROUP}{_SHARES}"
    "(?:有限.?责任公司|有限责.任?公司|有限责任.公司|有限.任公司|有限任责公司|有.责任公司|.限责任公司|有责任公司|限责任公司|限有责任公司"
    "|有限责任公.|有限责任.司|有限责任司公|有限责任[公司]|有限责公任司|有责限任公司|有限[责任]公司|有限.公司|有.限公司|限有公司"
    "|有公限司|有限司公|有限公.司|有限公.|有限.司|有.公司|.限公司|有公司|限公司|有限[公司])|[有限]{1,2}公司"
)
_OTHER = re.compile(r"集团|分公司|支公司|公司|\(?(?:有限合伙|普通合伙|特殊普通合伙|微型企业)\)?|合作社")
_COOPERATIVE = re.compile(
    "(?:农民)?(?:专.?业|业专|专.|.业|专|业)?"
    "(?:合作社|合.作社|合作.社|作合社|合社作|合作.|合.社|.作社|合社|作社)(?:联合社)?$"
)
_TAIL_SLIPPED = re.compile("(?:[分支总](?:公.|.司|公|司|司公)|公分司|有限|公.|.司)$")
_ENDS = ("有限责任公司", "股份有限公司", "农民专业合作社", "专业合作联社", "专业合作社", "有限公司")
_DEBRIS = re.compile("[有限责任]")
_LONGEST_END = 8
_MOST_SLIPS = 2
_SHORT_END = 5
FORM_BRACKET = re.compile("集团|有限合伙|普通合伙|特殊普通合伙|微型企业|(?:股份)?有限(?:责任)?公司")


def _without_slipped_end(text: str) -> str:
    """``text`` without a form at its end that one slip (two in a long form) has made unreadable."""
    best = (_MOST_SLIPS + 1, 0)
    for form in _ENDS:
        most = _MOST_SLIPS if len(form) > _SHORT_END else 1
        for size in range(len(form) - most, min(len(form) + most, len(text) - 2) + 1):
            slips = OSA.distance(text[-size:], form, score_cutoff=most)
            if slips <= most:
                best = min(best, (slips, -size))
    return text[: best[1]] if best[1] else text


def without_forms(text: str) -> str:
    """``text`` without organisation forms, or ``text`` where nothing else would be left.

    >>> without_forms("溪石建材有公司"), without_forms("溪石建材有限责任公司")
    ('溪石建材', '溪石建材')
    """
    company = _COMPANY.sub("", text)
    if company == text:
        company = _COMPANY_SLIPPED.sub("", text)
    if company == text and (
        not text.endswith(("公司", "社")) or _DEBRIS.search(text, max(0, len(text) - _LONGEST_END))
    ):
        company = _without_slipped_end(text)
    left = _OTHER.sub("", _COOPERATIVE.sub("", company))
    if left == text or not text.endswith(("公司", "社")):
        left = _TAIL_SLIPPED.sub("", left)
    return left or text
