"""Ways in which people write a company's name wrong, applied at random to a given name."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Sequence

from pypinyin import lazy_pinyin

from jointsanction import names

ONE_SLIP = ("wrong", "missing", "added", "doubled", "swapped", "homophone", "form", "unit")
TWO_SLIPS = ("two", "no region", "region in brackets")
KINDS = (*ONE_SLIP, *TWO_SLIPS)
_FORMS = {
    "有限责任公司": ("有限公司", "公司", ""),
    "股份有限公司": ("有限公司", "股份公司", "公司"),
    "有限公司": ("有限责任公司", "公司", ""),
    "专业合作社": ("合作社", "农民专业合作社"),
}
_MOST_CHARACTERS = 3_000


class Damage:
    """Draws wrong characters as often as the given names use them, half of the time, else evenly."""

    def __init__(self, sample: Sequence[str], *, seed: int) -> None:
        self._rng = random.Random(seed)
        counts = Counter(character for name in sample for character in name if "\u4e00" <= character <= "\u9fff")
        common = counts.most_common(_MOST_CHARACTERS)
        self._characters = [character for character, _ in common]
        self._weights = [count for _, count in common]
        self._sounds: dict[str, list[str]] = defaultdict(list)
        for character in self._characters:
            self._sounds[lazy_pinyin(character)[0]].append(character)

    def apply(self, kind: str, name: str) -> str:
        """The name damaged in one of KINDS."""
        if kind == "two":
            for _ in range(2):
                name = self.apply(self._rng.choice(ONE_SLIP[:6]), name)
            return name
        by_kind = {
            "wrong": lambda at: name[:at] + self._any() + name[at + 1 :],
            "missing": lambda at: name[:at] + name[at + 1 :],
            "added": lambda at: name[:at] + self._any() + name[at:],
            "doubled": lambda at: name[: at + 1] + name[at:],
            "swapped": lambda at: name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
            "homophone": lambda at: name[:at] + self._alike(name[at]) + name[at + 1 :],
        }
        if kind in by_kind:
            return by_kind[kind](self._rng.randrange(len(name) - 1))
        parts = names.parts(name)
        region = parts.region if parts.region and name.startswith(parts.region) else ""
        if kind == "form" or not region:
            return self._other_form(name)
        rest = name[len(region) :]
        if kind == "no region":
            return rest
        short = region.rstrip("省市县区") if len(region) > 2 else region
        if kind == "unit":
            return (short if short != region else region + "市") + rest
        place = len(rest) - len(parts.form) if parts.form and rest.endswith(parts.form) else min(2, len(rest))
        return f"{rest[:place]}({short}){rest[place:]}"

    def _any(self) -> str:
        if self._rng.random() < 0.5:
            return self._rng.choices(self._characters, self._weights)[0]
        return self._rng.choice(self._characters)

    def _alike(self, character: str) -> str:
        others = [other for other in self._sounds[lazy_pinyin(character)[0]] if other != character]
        return self._rng.choice(others) if others else self._any()

    def _other_form(self, name: str) -> str:
        for form, others in _FORMS.items():
            if name.endswith(form):
                return name[: -len(form)] + self._rng.choice(others)
        return name + "有限公司"
