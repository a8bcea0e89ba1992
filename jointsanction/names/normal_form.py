"""The normal form of a name: two names with the same normal form are the same name.

Folded: width (NFKC), bracket style, white space and what cannot be seen, punctuation, Latin case, traditional script.
Taken off: notes of state and of former names. Kept: private-use characters (registers store rare characters there),
what brackets hold, the organisation form (有限公司 and 有限责任公司 stay two), Chinese numerals, masks (as ``*``).

>>> normal_form("广东清泓（连州）水务 有限公司【已注销】")
'广东清泓(连州)水务有限公司'
"""

from __future__ import annotations

import re

from jointsanction.names.brackets import balance
from jointsanction.names.letters import fold, gb2312, unpunctuate
from jointsanction.names.notes import take_notes
from jointsanction.names.words import lines, rows

_MOST_PASSES = 8


def _clean_pattern() -> re.Pattern[str]:
    """Names that are their own normal form, told by one match: Han of GB/T 2312 that nothing folds, digits, capitals.

    X (a mask when doubled), 某 and a leading digit or capital (a code?) go the long way; so does a bracket that
    might be a note.
    """
    folded = {row["written"] for row in rows("characters.csv")} | set("後夥榘某")
    han = "".join(sorted(set(gb2312()) - folded))
    plain = f"[{han}0-9A-WYZ]"
    note = "|".join(word for word in lines("status_notes.txt") if word[0] != "+")
    noted = "|".join(row["word"] for row in rows("note_words.csv"))
    starts = f"(?:[^()]{{0,8}}(?:{note})|{noted}|[0-9A-Z])"
    return re.compile(f"(?:(?=[^0-9A-Z]){plain}+(?:\\((?!{starts}){plain}+\\){plain}*)*)?(?<!销)")


is_clean = _clean_pattern().fullmatch


def settle(name: str) -> tuple[str, list[str], str, str]:
    """The long way: (normal form, former names as written, state, code)."""
    former: list[str] = []
    state = code = ""
    text = name
    for _ in range(_MOST_PASSES):
        noted = take_notes(balance(fold(text)))
        former.extend(noted.former)
        state = state or noted.state
        code = code or noted.code
        done = balance(unpunctuate(noted.text))
        if done == text or is_clean(done):
            return done, former, state, code
        text = done
    return text, former, state, code


def normal_form(name: str) -> str:
    """The normal form of ``name``; idempotent, never fails, "" for a name of nothing but punctuation."""
    return name if is_clean(name) else settle(name)[0]
