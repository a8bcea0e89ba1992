"""What can be wrong with an identifier, and the error that carries it.

Codes of problems (stable; branch on them, never on the text):

=========  ==========================================================================================
LENGTH     too short or too long
CHARACTER  a character that cannot stand at this position
CONFUSED   a letter O or I that was read as the digit 0 or 1
CHECK      the check character does not fit the rest
ORG_CHECK  the organisation code inside the number does not fit its own check character
=========  ==========================================================================================
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: ``position`` counts from 1 in the compacted text (0 = the whole), ``text`` is Chinese.

    ``found`` and ``expected`` are characters, or lengths for LENGTH; "" where nothing can be said.
    """

    code: str
    position: int
    found: str
    expected: str
    text: str


class InvalidIdentifier(ValueError):  # noqa: N818 -- named after what it says, as ValueError is
    """Raised by ``validate``; ``problems`` says everything that is wrong."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("；".join(problem.text for problem in problems))
        self.problems = problems


def length(found: int, expected: int) -> Problem:
    """The number has ``found`` characters instead of ``expected``."""
    return Problem("LENGTH", 0, str(found), str(expected), f"应为{expected}位，实为{found}位")


def character(position: int, found: str, *, digits_only: bool = False) -> Problem:
    """A character that cannot stand where it stands."""
    why = "应为数字" if digits_only else "不是该代码可用的字符"
    return Problem("CHARACTER", position, found, "", f"第{position}位“{found}”{why}")


def confused(position: int, found: str, expected: str) -> Problem:
    """A letter that was read as the digit it looks like."""
    return Problem("CONFUSED", position, found, expected, f"第{position}位字母“{found}”按数字“{expected}”读取")


def check(position: int, found: str, expected: str) -> Problem:
    """The check character at ``position`` should be ``expected``."""
    return Problem(
        "CHECK", position, found, expected, f"校验不符：第{position}位校验码按前文应为“{expected}”，实为“{found}”"
    )


def org_check(position: int, found: str, expected: str) -> Problem:
    """The check character of an embedded organisation code should be ``expected``."""
    return Problem(
        "ORG_CHECK",
        position,
        found,
        expected,
        f"其中的组织机构代码校验不符：第{position}位按前文应为“{expected}”，实为“{found}”",
    )
