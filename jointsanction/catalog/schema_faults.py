"""Turns what pydantic found in a file into findings with line, column and Chinese advice."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from jointsanction.catalog.yaml_positions import Path, Positions, field_name
from jointsanction.errors import Finding

# Below this likeness (0-100, rapidfuzz ratio) another key is no help as a suggestion: "nmae"/"name" is 75.
KEY_LIKENESS = 60

# pydantic's error type → our stable code, message and advice, filled from the error's context.
_TEXTS: Mapping[str, tuple[str, str, str]] = {
    "missing": ("KEY_MISSING", "缺少“{key}”", "请补上“{key}: …”"),
    "extra_forbidden": ("KEY_UNKNOWN", "不认识的键“{key}”", "请删除"),
    "string_type": ("VALUE_EMPTY", "“{key}”应为文字", "请写入文字"),
    "string_too_short": ("VALUE_EMPTY", "“{key}”不能为空", "请写入至少 {min_length} 个字"),
    "string_too_long": ("VALUE_TOO_LONG", "“{key}”太长", "最多 {max_length} 个字"),
    "string_pattern_mismatch": ("VALUE_FORM", "“{key}”的写法不对：{input}", "应符合 {pattern}"),
    "enum": ("VALUE_UNKNOWN", "“{key}”的值不认识：{input}", "请用其中之一：{expected}"),
    "literal_error": ("VALUE_UNKNOWN", "“{key}”的值不认识：{input}", "请用其中之一：{expected}"),
    "bool_parsing": ("VALUE_FORM", "“{key}”应为 true 或 false：{input}", "请写 true 或 false"),
    "int_parsing": ("VALUE_FORM", "“{key}”应为整数：{input}", "请写整数，没有就写 null"),
    "float_parsing": ("VALUE_FORM", "“{key}”应为数字：{input}", "请写数字，没有就写 null"),
    "greater_than": ("VALUE_RANGE", "“{key}”太小：{input}", "应大于 {gt}"),
    "greater_than_equal": ("VALUE_RANGE", "“{key}”太小：{input}", "不得小于 {ge}"),
    "less_than_equal": ("VALUE_RANGE", "“{key}”太大：{input}", "不得大于 {le}"),
    "list_type": ("VALUE_FORM", "“{key}”应为列表", "请写成 [甲, 乙]，没有就写 []"),
    "tuple_type": ("VALUE_FORM", "“{key}”应为列表", "请写成 [甲, 乙]，没有就写 []"),
    "too_short": ("VALUE_EMPTY", "“{key}”至少要有 {min_length} 项", "请补上"),
    "too_long": ("VALUE_TOO_LONG", "“{key}”项数太多", "最多 {max_length} 项"),
    "dict_type": ("VALUE_FORM", "“{key}”应为键值对", "请写成 键: 值"),
    "model_type": ("VALUE_FORM", "“{key}”应为键值对", "请写成 键: 值"),
    "model_attributes_type": ("VALUE_FORM", "“{key}”应为键值对", "请写成 键: 值"),
    "date_from_datetime_parsing": ("VALUE_FORM", "“{key}”应为日期：{input}", "请写成 2021-06-01 这样的日期"),
    "date_parsing": ("VALUE_FORM", "“{key}”应为日期：{input}", "请写成 2021-06-01 这样的日期"),
    "date_from_datetime_inexact": ("VALUE_FORM", "“{key}”应为日期，不带时间：{input}", "请写成 2021-06-01 这样的日期"),
}


class _Blank(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"


def pydantic_findings(
    error: ValidationError, positions: Positions, file: str, model: type[BaseModel] | None = None
) -> tuple[Finding, ...]:
    """Every fault of ``error`` as a finding, in the order of the file.

    With the ``model`` that was validated, the advice for an unknown key names the nearest known one. A ValueError
    raised by a validator of ours carries its advice after an arrow: ``raise ValueError("问题 → 建议")``.
    """
    if positions.file != file:
        raise ValueError(f"positions are of {positions.file}, not of {file}")
    found = [_finding(fault, positions, model) for fault in error.errors(include_url=False)]
    return tuple(sorted(found, key=lambda finding: (finding.place.row, finding.place.column)))


def _finding(fault: ErrorDetails, positions: Positions, model: type[BaseModel] | None) -> Finding:
    kind, path = str(fault["type"]), tuple(fault["loc"])
    around = positions.known(path)
    key = str(path[-1]) if path else "文件"
    if kind == "missing":
        place = positions.place((*around, key))
    elif kind == "extra_forbidden":
        place = positions.key_place(around)
    else:
        place = positions.place(around)
        key = field_name(around) or key
    if kind in ("value_error", "assertion_error"):
        message, _, advice = str(fault["ctx"]["error"]).partition(" → ")
        return Finding(place, "VALUE_WRONG", message, advice)
    if kind not in _TEXTS:
        return Finding(place, "VALUE_WRONG", f"“{key}”不合要求：{fault['msg']}", "请对照同目录的 JSON Schema")
    code, message, advice = _TEXTS[kind]
    words = _Blank(fault.get("ctx", {}), key=key, input=str(fault["input"])[:60])
    if kind == "extra_forbidden":
        advice = _nearest(key, model, path[:-1]) or advice
    return Finding(place, code, message.format_map(words), advice.format_map(words))


def _nearest(key: str, model: type[BaseModel] | None, path: Path) -> str:
    keys = sorted(_keys_at(model, path)) if model else []
    best = process.extractOne(key, keys, scorer=fuzz.ratio, score_cutoff=KEY_LIKENESS)
    if best is not None:
        return f"是不是“{best[0]}”？"
    return f"可用的键：{'、'.join(keys)}" if keys else ""


def _keys_at(annotation: object, path: Path) -> frozenset[str]:
    """Names of the keys that the type allows at ``path``; walks through Optional, unions, lists and mappings."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        names = {name: field.alias or name for name, field in annotation.model_fields.items()}
        if not path:
            return frozenset(names.values())
        for name, shown in names.items():
            if path[0] in (name, shown):
                return _keys_at(annotation.model_fields[name].annotation, path[1:])
        return frozenset()
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType, typing.Annotated):
        # a union puts the name of the branch into the path; the branch that does not know the rest answers nothing
        tails = (path, path[1:]) if path and isinstance(path[0], str) else (path,)
        return frozenset().union(*(_keys_at(branch, tail) for branch in inner for tail in tails))
    if inner and path:
        return _keys_at(inner[-1] if origin is dict or origin is Mapping else inner[0], path[1:])
    return frozenset()
