"""YAML in which every value remembers its line and column, so that a fault can be shown where it stands.

A deliberately small YAML: mappings with string keys, sequences and scalars. Anchors, aliases, merge keys, tags, a
second document and duplicate keys are faults. Scalars stay strings (pydantic types them), so that ``no: 一``,
``doc_no: 010`` and ``name: off`` mean what they look like; only an unquoted ``null``, ``~`` or nothing at all is None.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml
from yaml import MappingNode, Node, ScalarNode, SequenceNode

from jointsanction.catalog.unreadable import Unreadable
from jointsanction.errors import Finding, Place

Path = tuple[str | int, ...]

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
# A rule file is a page or two; a nesting deeper than this is a slip or an attack on the parser's stack.
MAX_DEPTH = 32

_Loader: type[yaml.CSafeLoader | yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Positions:
    """Where each value and each key of one file stands. Paths are those of pydantic: keys and 0-based indexes."""

    __slots__ = ("_keys", "_values", "file")

    def __init__(self, file: str) -> None:
        self.file = file
        self._values: dict[Path, tuple[int, int]] = {}
        self._keys: dict[Path, tuple[int, int]] = {}

    def set_value(self, path: Path, node: Node) -> None:
        """Remember where the value at ``path`` begins."""
        self._values[path] = (node.start_mark.line + 1, node.start_mark.column + 1)

    def set_key(self, path: Path, node: Node) -> None:
        """Remember where the key that ends ``path`` begins."""
        self._keys[path] = (node.start_mark.line + 1, node.start_mark.column + 1)

    def place(self, path: Path) -> Place:
        """Where the value at ``path`` stands, or the nearest value around it that exists."""
        return self._place(path, self._values)

    def key_place(self, path: Path) -> Place:
        """Where the key that ends ``path`` stands; the value's place where there is no such key."""
        return self._place(path, self._keys) if path in self._keys else self.place(path)

    def known(self, path: Path) -> Path:
        """``path`` without the steps that are not in the file (pydantic adds names of its own validators)."""
        known: Path = ()
        for step in path:
            if (*known, step) in self._values:
                known = (*known, step)
        return known

    def _place(self, path: Path, marks: dict[Path, tuple[int, int]]) -> Place:
        found = path
        while found and found not in marks:
            found = found[:-1]
        row, column = marks.get(found, (1, 1))
        return Place(file=self.file, row=row, column=column, field=field_name(path))


def field_name(path: Path) -> str:
    """A path as people write it.

    >>> field_name(("items", 3, "name"))
    'items[3].name'
    """
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def parse(text: bytes, file: str) -> tuple[object, Positions, tuple[Finding, ...]]:
    """Read one UTF-8 YAML file: its content (None where it cannot be read), positions, and every fault of form."""
    positions = Positions(file)
    if isinstance(text, Unreadable):
        return None, positions, (text.finding(file),)
    try:
        decoded = text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, positions, (_encoding_finding(text, error, file),)
    loader = _Loader(decoded)
    try:
        faults = tuple(_stream_faults(decoded, file))
        if faults:
            return None, positions, faults
        node = loader.get_single_node()
        if node is None:
            return (
                None,
                positions,
                (Finding(Place(file, 1, 1), "YAML_EMPTY", "文件是空的", "请写入内容，或删除该文件"),),
            )
        walk = _Walk(positions)
        content = walk.value(node, ())
    except yaml.MarkedYAMLError as error:
        return None, positions, (_syntax_finding(error, file),)
    except yaml.YAMLError as error:
        return (
            None,
            positions,
            (Finding(Place(file, 1, 1), "YAML_SYNTAX", f"不是可读的 YAML：{error}", _SYNTAX_ADVICE),),
        )
    finally:
        loader.dispose()
    return content, positions, tuple(walk.findings)


_SYNTAX_ADVICE = "请检查缩进、冒号后的空格、引号和括号是否成对"


class _Walk:
    def __init__(self, positions: Positions) -> None:
        self._positions = positions
        self.findings: list[Finding] = []

    def value(self, node: Node, path: Path) -> object:
        self._positions.set_value(path, node)
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self.value(child, (*path, index)) for index, child in enumerate(node.value)]
        if isinstance(node, ScalarNode) and (node.style or node.value not in _NULLS):
            return str(node.value)
        return None

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, object]:
        content: dict[str, object] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode) or key_node.value == "<<":
                self._fault(key_node, path, "YAML_KEY", "键必须是普通文字", "请把键写成一个词，后面跟冒号和空格")
                continue
            key = str(key_node.value)
            here = (*path, key)
            if key in content:
                self._fault(key_node, here, "KEY_TWICE", f"“{key}”写了两次", "请只保留一处")
                continue
            self._positions.set_key(here, key_node)
            content[key] = self.value(value_node, here)
        return content

    def _fault(self, node: Node, path: Path, code: str, message: str, advice: str) -> None:
        mark = node.start_mark
        place = Place(self._positions.file, mark.line + 1, mark.column + 1, field_name(path))
        self.findings.append(Finding(place, code, message, advice))


def _stream_faults(text: str, file: str) -> Iterator[Finding]:
    """Anchors, aliases, tags and depth, judged in the event stream: composing first could exhaust memory."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                yield Finding(_at(event, file), "YAML_TOO_DEEP", f"嵌套超过 {MAX_DEPTH} 层", "请减少嵌套")
                return
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor is not None:
            advice = "请把内容直接写出来（以 & 或 * 开头的文字请加引号）"
            yield Finding(_at(event, file), "YAML_ANCHOR", f"不允许使用锚点或引用“{anchor}”", advice)
        if tag is not None:
            advice = "请删除标签（以 ! 开头的文字请加引号）"
            yield Finding(_at(event, file), "YAML_TAG", f"不允许使用标签“{tag}”", advice)


def _at(event: yaml.Event, file: str) -> Place:
    mark = event.start_mark
    return Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)


def _encoding_finding(text: bytes, error: UnicodeDecodeError, file: str) -> Finding:
    before = text[: error.start]
    row = before.count(b"\n") + 1
    column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
    return Finding(Place(file, row, column), "YAML_ENCODING", "文件不是 UTF-8 编码", "请另存为 UTF-8 编码")


def _syntax_finding(error: yaml.MarkedYAMLError, file: str) -> Finding:
    mark = error.problem_mark or error.context_mark
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)
    return Finding(place, "YAML_SYNTAX", f"不是可读的 YAML：{error.problem or error.context}", _SYNTAX_ADVICE)
