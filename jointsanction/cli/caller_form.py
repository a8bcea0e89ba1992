"""A caller from what the options of ``caller add`` say: names become codes of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pydantic import ValidationError

from jointsanction.callers import CallerForm
from jointsanction.catalog import Body, Catalog, Positions, pydantic_findings
from jointsanction.errors import CallersError, Place, QuestionError

Codes = tuple[str, ...] | None
"""None means all."""

_OPTIONS = {"rights": "right", "certificates": "certificate", "name": "NAME"}
"""Fields that are given by an option of another name."""


def caller_form(**values: object) -> CallerForm:
    """The caller as the file will say it; raises CallersError with every finding."""
    try:
        return CallerForm.model_validate(values)
    except ValidationError as error:
        found = pydantic_findings(error, Positions(""), "", CallerForm)
        options = [Place(field=f"--{_OPTIONS.get(str(each['loc'][0]), each['loc'][0])}") for each in error.errors()]
        findings = tuple(replace(finding, place=place) for finding, place in zip(found, options, strict=True))
        raise CallersError("调用方的写法不对", findings) from None


def acts_for(catalog: Catalog, departments: Sequence[str], regions: Sequence[str]) -> tuple[Codes, Codes]:
    """Function codes and division codes; a body (清远市财政局) gives one of each.

    Raises QuestionError DEPARTMENT_NOT_FOUND, REGION_NOT_FOUND.
    """
    functions, divisions = [], []
    for name in departments:
        department = catalog.find_department(name)
        if department is None:
            raise _unknown(catalog, "department", "部门", name)
        functions.append(department.department if isinstance(department, Body) else department.code)
        divisions.extend([department.region] if isinstance(department, Body) else [])
    for name in regions:
        region = catalog.find_region(name)
        if region is None:
            raise _unknown(catalog, "region", "区划", name)
        divisions.append(region.code)
    return _codes(functions), _codes(divisions)


def list_codes(catalog: Catalog, names: Sequence[str]) -> Codes:
    """Codes of list classes; raises QuestionError LIST_NOT_FOUND."""
    codes = []
    for name in names:
        listed = catalog.find_list(name)
        if listed is None:
            raise _unknown(catalog, "list", "名单", name)
        codes.append(listed.code)
    return _codes(codes)


def _codes(found: Sequence[str]) -> Codes:
    return tuple(dict.fromkeys(found)) or None


def _unknown(catalog: Catalog, what: str, word: str, text: str) -> QuestionError:
    near = catalog.suggest(what, text)
    advice = f"；是不是：{'、'.join(near)}？" if near else ""
    reason = f"{what.upper()}_NOT_FOUND"
    return QuestionError(f"找不到{word}“{text}”{advice}", reason=reason, place=Place(field=f"--{what}"))
