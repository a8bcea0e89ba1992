"""Placeholders (占位内容): what people type into a code field that must not stay empty.

Words are in ``data/placeholders.txt``. Besides: one character repeated (000…, 111…, XXX…), a run of the keyboard's
digits or of the alphabet (123456…, 987654…), and a region with nothing but zeros behind it. All zeros pass the check
of every number here, so a passing check does not make a code of them.

>>> is_placeholder("000000000000000000"), is_placeholder("无"), is_placeholder("914455000000000000")
(True, True, True)
>>> is_placeholder("91445500MA5XQX1K81")
False
"""

from __future__ import annotations

import re
from importlib.resources import files

from jointsanction.identifiers.spelling import compact

_LINES = (files(__package__) / "data" / "placeholders.txt").read_text(encoding="utf-8").splitlines()
_WORDS = frozenset(compact(line) for line in _LINES if line and not line.startswith("# "))
_REPEATED = re.compile(r"([0-9A-Z*?#/\\])\1*")
_REGION_AND_ZEROS = re.compile(r"(?:[0-9A-Z]{6}|[0-9A-Z]{8})0{8,}[0-9A-Z]?")
_SHORTEST_RUN = 5
_RUNS = (
    "1234567890" * 4,
    "0987654321" * 4,
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "0123456789ABCDEFGHJKLMNPQRTUWXY",
)


def _suspect_cores() -> frozenset[str]:
    """Positions 9-17 of every text of 18 characters that is a placeholder by its pattern."""
    runs = {run[at + 8 : at + 17] for run in _RUNS for at in range(len(run) - 17)}
    repeated = {char * 9 for char in "0123456789ABCDEFGHJKLMNPQRTUWXY"}
    return frozenset(runs | repeated)


SUSPECT_CORES = _suspect_cores()
"""A code of USCC shape whose organisation code is none of these is no placeholder: one look-up on the hot path."""


def is_placeholder(code: str) -> bool:
    """Whether a compacted text stands for no code; what compacts to nothing does too, where anything was typed."""
    return (
        code in _WORDS
        or _REPEATED.fullmatch(code) is not None
        or (len(code) >= _SHORTEST_RUN and any(code in run for run in _RUNS))
        or _REGION_AND_ZEROS.fullmatch(code) is not None
    )
