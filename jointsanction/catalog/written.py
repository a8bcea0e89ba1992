"""The content of a file as it is written, asked value by value: what the form calls faulty counts as not written.

So one faulty value hides no other fault: references are judged also in a file whose form is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError

from jointsanction.catalog.yaml_positions import Path, Positions


class Written:
    """Content as ``yaml_positions.parse`` gives it. Paths are keys and 0-based indexes, and stay those of the file."""

    __slots__ = ("_content", "_faulty")

    def __init__(self, content: object, faulty: frozenset[Path] = frozenset()) -> None:
        self._content = content
        self._faulty = faulty

    @classmethod
    def with_faults(cls, content: object, error: ValidationError, positions: Positions) -> Written:
        """``content`` without the values that ``error`` names."""
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        return cls(content, frozenset(positions.known(tuple(fault["loc"])) for fault in faults))

    def sound(self, *path: str | int) -> bool:
        """Whether the form finds no fault at exactly this value."""
        return path not in self._faulty

    def text(self, *path: str | int) -> str:
        """A text without the blanks around it; "" where there is none, or a faulty one."""
        value = self._value(path)
        return value.strip() if isinstance(value, str) and self.sound(*path) else ""

    def texts(self, *path: str | int) -> Iterator[tuple[Path, str]]:
        """The texts of a list, each with its path; empty and faulty ones are left out."""
        value = self._value(path)
        for at in range(len(value) if isinstance(value, list) else 0):
            if text := self.text(*path, at):
                yield (*path, at), text

    def rows(self, *path: str | int) -> list[Path]:
        """The paths of the mappings in a list."""
        value = self._value(path)
        return [(*path, at) for at, row in enumerate(value) if isinstance(row, dict)] if isinstance(value, list) else []

    def keys(self, *path: str | int) -> tuple[str, ...] | None:
        """The keys of a mapping, None where there is none."""
        value = self._value(path)
        return tuple(value) if isinstance(value, dict) else None

    def is_list(self, *path: str | int) -> bool:
        """Whether a list stands there."""
        return isinstance(self._value(path), list)

    def _value(self, path: Path) -> object:
        value = self._content
        for step in path:
            if isinstance(value, dict):
                value = value.get(step)
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                return None
        return value
