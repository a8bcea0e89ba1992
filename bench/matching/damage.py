"""Ways in which people write a company's name wrong, applied at random to a given name.

Wrong characters are drawn half of the time as often as the given names use them, else evenly; homophones share the
first toneless syllable, look-alikes stand on one line of ``look_alikes.txt``. A second generator with other choices is
:mod:`matching.other_damage`, so that nothing can be tuned to one of them.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import opencc
from pypinyin import lazy_pinyin

from jointsanction import names
from matching import regions
from matching.kinds import SLIPS

_FORMS = {
    "有限责任公司": ("有限公司", "公司", ""),
    "股份有限公司": ("有限公司", "股份公司", "公司"),
    "有限公司": ("有限责任公司", "公司", ""),
    "专业合作社": ("合作社", "农民专业合作社"),
    "合伙企业": ("合伙企业(有限合伙)", ""),
    "厂": ("有限公司", ""),
    "店": ("商店", ""),
    "经营部": ("商行", "门市部"),
}
_NOTES = (
    "(已注销)",
    "（已注销）",
    "(吊销)",
    "（吊销，未注销）",
    "【已注销】",
    " 已注销",
    "(曾用名：{})",
    "（原名：{}）",
)
_BRACKETS = ("（{}）", "[{}]", "【{}】", "〔{}〕", "﹙{}﹚", " ({}) ", "{}", "（{})")
_MOST_CHARACTERS = 3_000


class Damage:
    """Draws from ``sample`` which characters names use; the same seed gives the same damage."""

    label = "first"

    def __init__(self, sample: Sequence[str], *, seed: int) -> None:
        self._rng = random.Random(seed)
        self._sample = sample
        counts = Counter(character for name in sample for character in name if "\u4e00" <= character <= "\u9fff")
        common = counts.most_common(_MOST_CHARACTERS)
        self._characters = [character for character, _ in common]
        self._weights = [count for _, count in common]
        self._sounds: dict[str, list[str]] = defaultdict(list)
        for character in self._characters:
            self._sounds[lazy_pinyin(character)[0]].append(character)
        self._kinds: dict[str, Callable[[str], str | None]] = {
            "brackets": self._brackets,
            "width": self._width,
            "traditional": self._traditional,
            "note": self._note,
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
        return damaged if damaged and damaged != name else None

    def _slip(self, kind: str, name: str) -> str:
        at = self._rng.randrange(len(name) - 1)
        here, before, after = name[at], name[:at], name[at + 1 :]
        if kind == "wrong":
            return before + self._any() + after
        if kind == "missing":
            return before + after
        if kind == "added":
            return before + self._any() + here + after
        if kind == "doubled":
            return before + here + here + after
        if kind == "swapped":
            return before + after[:1] + here + after[1:]
        alike = self._sounds[lazy_pinyin(here)[0]] if kind == "homophone" else look_alikes().get(here, ())
        others = [other for other in alike if other != here]
        return before + self._rng.choice(others) + after if others else name

    def _any(self) -> str:
        if self._rng.random() < 0.5:
            return self._rng.choices(self._characters, self._weights)[0]
        return self._rng.choice(self._characters)

    def _two(self, name: str) -> str | None:
        for _ in range(2):
            name = self._slip(self._rng.choice(SLIPS), name)
        return name

    def _brackets(self, name: str) -> str | None:
        opening, closing = name.find("("), name.find(")")
        if opening < 0 or closing < opening:
            return None
        style = self._rng.choice(_BRACKETS).format(name[opening + 1 : closing])
        return name[:opening] + style + name[closing + 1 :]

    def _width(self, name: str) -> str:
        wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)
        if wide != name and self._rng.random() < 0.5:
            return wide
        at = self._rng.randrange(1, len(name))
        return wide[:at] + self._rng.choice((" ", "\u3000", "\u200b", "  ")) + wide[at:]

    def _traditional(self, name: str) -> str:
        return converter(self._rng.choice(("s2t", "s2hk", "s2tw"))).convert(name)

    def _note(self, name: str) -> str:
        return name + self._rng.choice(_NOTES).format(self._rng.choice(self._sample))

    def _form(self, name: str) -> str | None:
        for form, others in _FORMS.items():
            if name.endswith(form) and len(name) > len(form) + 3:
                return name[: -len(form)] + self._rng.choice(others)
        return None

    def _unit(self, name: str) -> str | None:
        written, rest = regions.levels(name)
        if not written:
            return None
        at = self._rng.randrange(len(written))
        short = regions.short(written[at])
        other = short if short != written[at] else regions.full_name(written[at])
        return "".join((*written[:at], other, *written[at + 1 :])) + rest

    def _moved(self, name: str) -> str | None:
        written, rest = regions.levels(name)
        if not written or "(" in name:
            return None
        region = "".join(written)
        inside = self._rng.choice((region, regions.short(region)))
        form = names.parts(name).form
        place = len(rest) - len(form) if form and rest.endswith(form) else min(2, len(rest))
        return f"{rest[:place]}({inside}){rest[place:]}"

    def _levels(self, name: str) -> str | None:
        written, rest = regions.levels(name)
        if len(written) > 1:
            at = self._rng.randrange(len(written))
            return "".join((*written[:at], *written[at + 1 :])) + rest
        higher = regions.above(written[0]) if written else ""
        return self._rng.choice((higher, regions.short(higher))) + name if higher else None

    def _mask(self, name: str) -> str | None:
        written, rest = regions.levels(name)
        many = self._rng.choice((1, 2))
        if len(rest) < many + 4:
            return None
        at = self._rng.choice((0, 1))
        return "".join(written) + rest[:at] + "*" * many + rest[at + many :]


@cache
def look_alikes() -> dict[str, str]:
    """Character → the others of its lines in look_alikes.txt."""
    found: dict[str, str] = {}
    for line in (Path(__file__).parent / "look_alikes.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            for letter in line:
                found[letter] = found.get(letter, "") + line.replace(letter, "")
    return found


@cache
def converter(config: str) -> opencc.OpenCC:
    """OpenCC, loaded once a configuration."""
    return opencc.OpenCC(config)
