"""Whether a name looks like a natural person's: persons are never matched, so such a name is never enough."""

from __future__ import annotations

import re

from jointsanction.names.words import industry_words, surnames

_HAN = re.compile(r"[㐀-䶿一-鿿𠀀-𳑿]{2,4}").fullmatch
_COVERED = re.compile(r"[㐀-䶿一-鿿][*某×xX＊]{1,2}[㐀-䶿一-鿿]?|[㐀-䶿一-鿿]{2}[*某×xX＊]{1,2}").fullmatch
_MINORITY = re.compile(r"[㐀-䶿一-鿿]{1,8}(?:[·•・‧．.●∙⋅･][㐀-䶿一-鿿]{1,8}){1,3}").fullmatch
_ENDING = frozenset("店厂行社部馆院站坊场档铺摊所局处会队号城楼阁轩屋司厅校矿")


def is_person(name: str) -> bool:
    """Whether ``name`` looks like a natural person's name; takes a written name or a normal form.

    2–4 Han behind a surname (3–4 behind a compound one), covered names (王某某, 李*明), and minority names with their
    middle dot, which only the written name still has.
    """
    single, compound = surnames()
    if _MINORITY(name):
        return name[-1] not in _ENDING and name[-2:] not in industry_words()
    if _COVERED(name) and name[0] in single:
        return True
    if not _HAN(name) or name[-1] in _ENDING or (len(name) > 2 and name[-2:] in industry_words()):
        return False
    if name[:2] in compound and len(name) > 2:
        return True
    if len(name) == 4:
        return name[0] in single and name[1] in single and name[:2] not in industry_words()
    return name[0] in single
