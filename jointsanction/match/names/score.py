"""Every number of the resemblance score in one place, each with what it stands for and what chose it.

The score is a noisy channel: P(asked | slips of this listed name) against the number of companies one would expect
under the asked name by chance (:mod:`language`) and against every other listed name that is as near. Hand-set from
what the slips are (a slip falls on one of about thirteen characters; a wrong character is one of about three
thousand, or one of about fifteen that sound or look alike); checked, not fitted, by ``bench/match.py``.
"""

from __future__ import annotations

from math import log

SCORE_VERSION = "names-3"

POSSIBLE = 0.5
"""The threshold of POSSIBLE: it is likelier than not that some listed company is meant. Near the best F1 at 200,000 and
at 1,000,000 listed names; docs/matching.md has the measurement."""

SLIPS = (log(0.40), log(0.50), log(0.10), log(0.012), log(0.001))
"""A name copied with 0, 1, 2, 3, 4 slips in regions and stem."""

WRONG = log(0.15 / 13)
"""A wrong character at one given place (times which character)."""
ALIKE = log(0.35 / 13 / 12)
"""One given character that sounds or looks alike instead of the right one."""
MISSING = log(0.15 / 13)
"""One given character missing."""
ADDED = log(0.10 / 14)
"""A character added at one given place (times which character)."""
DOUBLED = log(0.15 / 13)
"""One given character written twice."""
SWAPPED = log(0.15 / 12)
"""Two given neighbours swapped."""
UNIT = log(0.30)
"""省, 市, 县 or 区 inserted or left out."""
FORM_LETTER = log(0.02)
"""A character of an organisation form that a slip in the form has left behind in the stem."""
TYPED_AT_RANDOM = 0.7 / 6000
"""Probability of each character where a wrong or added one is typed without regard to names (0.7 of them)."""
TYPED_LIKE_NAMES = 0.3
"""The share of wrong or added characters drawn as names draw them."""

REGION_SAME = 0.0
REGION_CONTAINED = log(0.08)
"""One side leaves out or adds a level: 清远市 for 广东省清远市."""
REGION_ABSENT = log(0.08)
"""One side names no region."""
REGION_NESTED = log(0.01)
"""清新 for 清远: one lies in the other and neither names both."""
FORM_WRITTEN = log(0.3)
"""The other way to write one form: 有限公司 for 有限责任公司."""
FORM_ABSENT = log(0.15)
"""One side names no form."""
FORM_OTHER = log(0.05)
"""Forms of different classes on both sides."""
MASKED = log(0.5)
"""A character hidden by ``*``, which is no slip."""
RIVALS, RIVALS_LISTED = 0.01, 1.0
"""Other companies that share with a listed one all but the characters in question (a chain's branches, a town's makers
of one thing): how many are to be expected, before those characters are looked at; the second for each other listed
name that is about as near."""
RIVAL_LONGER = log(0.3)
"""Of these, how many are longer by a character there."""
RIVAL_SHORTER = log(0.01)
"""Of these, how many are shorter by just one character."""
RIVAL_UNIT = log(0.002)
"""Of these, how many differ in 省, 市, 县 or 区 only."""
RIVAL_FORM_LETTER = log(0.0005)
"""Of these, how many differ by a character of an organisation form."""
RIVAL_IN_FORM = log(1e-6)
"""Of these, how many differ inside an organisation form, in a way that makes it none."""
RIVAL_MASKED = log(5.0)
"""Of these, how many have another character where one is hidden."""
RIVAL_OTHER_CORE = 0.0
"""Of these, how many have another 字号 of two characters: as many as there are."""
RIVAL_MOST = log(100.0)
"""More rivals than this are not reckoned with."""
RIVAL_ORDINAL = 0.0
"""Of these, how many have another number or direction: as many as there are. 第一 is not a slip for 第二."""
FITS_LEAST = 0.02
"""How much less a rival is expected at the most because the next character does not go with the one in question."""
RIVAL_REGION = log(0.003)
"""Other companies of the same stem where one side names no region, or another level of it."""
CHANCE = 1.0
"""Weight of the companies that are expected under the asked name by chance."""
CHANCE_LEAST = log(1e-6)
"""Fewer of them than this, for each listed name as near, change no score that anybody reads."""
