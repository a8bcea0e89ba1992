"""The form of callers.yaml, for pydantic. Every scalar comes in as text."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from jointsanction.callers.caller import OPERATOR, Right

FILE = "callers.yaml"
"""Its name in the data directory."""

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
RegionCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]


def _not_reserved(name: str) -> str:
    if name == OPERATOR.name:
        raise ValueError(f"名称“{name}”留给本机操作员 → 请换一个名称")
    return name


CallerName = Annotated[Code, AfterValidator(_not_reserved)]
CertificateName = Annotated[str, StringConstraints(min_length=1, max_length=255)]
KeyId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{10}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Note = Annotated[str, StringConstraints(max_length=2000)]


class Form(BaseModel):
    """Unknown keys are faults; nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class KeyForm(Form):
    """One API key. ``expires_on`` is the first day (Asia/Shanghai) on which it no longer holds, null for none; a key
    with ``revoked_on`` does not hold, whatever that day is.
    """

    id: KeyId
    sha256: Digest
    created_on: date
    expires_on: date | None
    revoked_on: date | None = None
    note: Note = ""


class CallerForm(Form):
    """One caller. Departments, regions and lists: null means all, [] none."""

    name: CallerName
    title: Annotated[str, StringConstraints(max_length=200)] = ""
    rights: tuple[Right, ...] = Field(min_length=1)
    departments: tuple[Code, ...] | None
    regions: tuple[RegionCode, ...] | None
    lists: tuple[Code, ...] | None = None
    rate: Annotated[float, Field(gt=0, le=1_000_000)] | None = None
    burst: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    certificates: tuple[CertificateName, ...] = ()
    keys: tuple[KeyForm, ...] = ()
    revoked_on: date | None = None


class CallersFile(Form):
    """callers.yaml."""

    callers: tuple[CallerForm, ...]
