"""Invented companies whose names crowd each other as real ones do: shared 字号, one town, one trade, a character apart.

Every choice, here and in ``invented_parts.txt``, was set by hand from how names are made (企业名称登记管理规定: place,
字号, trade, form), not counted from any register. ``COMMON`` makes names as usual as real ones, some of which may
exist: for measuring only, never written down. ``RARE`` makes 字号 of characters that hardly stand in one: those may be
shipped.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import jointsanction
from jointsanction.names.words import industry_words

COMMON, RARE = "common", "rare"
_RECENT = 500
_NEIGHBOURS = 0.05


class _Company(NamedTuple):
    place: str
    core: str
    trade: str
    form: str


class InventedNames:
    """An endless, repeatable stream of invented names; ``letters``: RARE or COMMON."""

    def __init__(self, letters: str, *, seed: int, places: int = 0) -> None:
        self._rng = random.Random(seed)
        words = _words()
        self._letters = list(dict.fromkeys("".join(words[letters])))
        self._weights = list(accumulate(1 / (10 + place) for place in range(len(self._letters))))
        self._tail = _common_tail() if letters == COMMON else self._letters
        large, small = list(_places(large=True)), list(_places(large=False))
        self._rng.shuffle(large)
        self._rng.shuffle(small)
        self._places = large[:places] + small[:places] if places else large + small
        self._place_weights = list(accumulate(1 / (20 + place) for place in range(len(self._places))))
        self._usual, self._branches, self._farmed = words["trade"], words["branch"], words["farmed"]
        self._forms, self._form_weights = words["form"][::2], [int(weight) for weight in words["form"][1::2]]
        self._recent: list[_Company] = []
        self._trades = sorted(word for word in industry_words() if len(word) in (2, 4))

    def names(self, count: int) -> Iterator[str]:
        """``count`` names, no two alike; some are neighbours of earlier ones."""
        seen: set[str] = set()
        while len(seen) < count:
            parts = self._neighbour() if self._recent and self._rng.random() < _NEIGHBOURS else self._company()
            name = self._written(*parts)
            if name not in seen:
                seen.add(name)
                self._recent.append(parts)
                del self._recent[:-_RECENT]
                yield name

    def _company(self) -> _Company:
        form = self._rng.choices(self._forms, self._form_weights)[0]
        core = "".join(self._letter() for _ in range(self._rng.choices((2, 3, 4), (72, 20, 8))[0]))
        trade = self._rng.choice(self._usual) if self._rng.random() < 0.75 else self._rng.choice(self._trades)
        return _Company(self._place(), core, trade, form)

    def _neighbour(self) -> _Company:
        """Another company with all but one part in common, of the 字号 all but one character."""
        one, other = self._rng.choice(self._recent), self._company()
        draw = self._rng.random()
        if draw < 0.15:
            return one._replace(place=other.place)
        if draw < 0.3:
            return one._replace(trade=other.trade)
        at = self._rng.randrange(len(one.core))
        return one._replace(core=one.core[:at] + self._letter() + one.core[at + 1 :])

    def _written(self, place: str, core: str, trade: str, form: str) -> str:
        draw = self._rng.random()
        if draw < 0.05:
            return f"{place}{core}{self._rng.choice(self._farmed)}专业合作社"
        if draw < 0.08:
            return f"{core}{trade}({place.rstrip('市')}){form or '有限公司'}"
        if draw < 0.10:
            return f"{place}{core}{trade}集团{form if form.endswith('公司') else '有限公司'}"
        if draw < 0.13:
            return core + trade + form
        name = place + core + trade + form
        if draw < 0.23 and form.endswith("公司"):
            return name + (self._place() if self._rng.random() < 0.6 else "") + self._rng.choice(self._branches)
        return name

    def _place(self) -> str:
        return self._rng.choices(self._places, cum_weights=self._place_weights)[0]

    def _letter(self) -> str:
        if self._rng.random() < 0.12:
            return self._rng.choice(self._tail)
        return self._rng.choices(self._letters, cum_weights=self._weights)[0]


@cache
def _words() -> dict[str, list[str]]:
    words: dict[str, list[str]] = {}
    for line in (Path(__file__).parent / "invented_parts.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            what, *of_it = line.split()
            words.setdefault(what, []).extend(of_it)
    return words


@cache
def _places(*, large: bool) -> tuple[str, ...]:
    """Divisions in use (provinces and prefectures, or counties) as names begin with them: full, or short."""
    table = Path(jointsanction.__file__).parent / "catalog" / "data" / "regions_1981_2025.csv"
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["状态"] == "在用" and (row["级别"] != "县级") == large]
    names = [row["名称"] for row in rows]
    shorts = [name[:-1] for name in names if len(name) > 2 and name[-1] in "省市县" and not name.endswith("自治县")]
    return tuple(dict.fromkeys(names + shorts))


@cache
def _common_tail() -> Sequence[str]:
    """The 3,755 common characters of GB/T 2312, level 1."""
    raw = bytes(byte for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF) for byte in (high, low))
    return raw.decode("gb2312", "ignore")
