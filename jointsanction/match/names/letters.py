"""Characters that sound or look alike: what a typist or a reader takes one for.

Sound: ``data/pinyin.txt``, toneless, from pypinyin (MIT) by the script its first line names. Shape:
``data/lookalikes.txt``, written by hand.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

ORDINALS = frozenset("一二三四五六七八九十0123456789东西南北上下")
"""Numbers and directions: two of them contradict each other."""

_DATA = Path(__file__).parent / "data"


def _lines(name: str) -> list[str]:
    text = (_DATA / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def sounds() -> dict[str, str]:
    """Character → its commonest toneless syllable."""
    return {letter: line.split(" ", 1)[0] for line in _lines("pinyin.txt") for letter in line.split(" ", 1)[1]}


@cache
def shapes() -> dict[str, frozenset[str]]:
    """Character → characters that look like it."""
    found: dict[str, set[str]] = {}
    for line in _lines("lookalikes.txt"):
        for letter in line:
            found.setdefault(letter, set()).update(other for other in line if other != letter)
    return {letter: frozenset(others) for letter, others in found.items()}


def sound_alike(one: str, other: str) -> bool:
    """Whether two different characters share a syllable."""
    syllable = sounds().get(one)
    return syllable is not None and syllable == sounds().get(other)


def look_alike(one: str, other: str) -> bool:
    """Whether two different characters are easily taken for one another."""
    return other in shapes().get(one, ())


@cache
def _by_sound() -> dict[str, str]:
    """Syllable → its characters."""
    found: dict[str, list[str]] = {}
    for letter, syllable in sounds().items():
        found.setdefault(syllable, []).append(letter)
    return {syllable: "".join(letters) for syllable, letters in found.items()}


def alike(letter: str) -> set[str]:
    """Every other character that sounds or looks like one."""
    found = {*_by_sound().get(sounds().get(letter, ""), ""), *shapes().get(letter, ())}
    return found - {letter}
