"""A caller (调用方): an approval system with a name, its rights, and the departments and regions it acts for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from jointsanction.catalog import ResolvedContext
from jointsanction.errors import AuthError, Place
from jointsanction.record import Reach


class Right(StrEnum):
    """What a caller may do; the words of callers.yaml."""

    CHECK = "check"
    """Ask about an enterprise; read lists, memoranda and the checks within reach."""
    HISTORY = "history"
    """Ask as of another day than today."""
    PUSH = "push"
    """Push list records."""
    REVIEW = "review"
    """Say whether a match is the same enterprise."""
    REPORT = "report"
    """Report what was done about a measure."""
    STATISTICS = "statistics"
    """Read the figures."""
    ADMIN = "admin"
    """What an operator does through the server."""


EVERY_RIGHT = frozenset(Right)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """``name`` is what the record says. ``departments`` (function codes), ``regions`` (division codes, each with the
    divisions below it) and ``lists`` (codes that may be pushed): None means all. ``rate`` is calls per second (None:
    not limited), ``burst`` how many may come at once.

    Every ``require`` raises AuthError and otherwise says nothing.
    """

    name: str
    rights: frozenset[Right]
    departments: tuple[str, ...] | None = None
    regions: tuple[str, ...] | None = None
    lists: tuple[str, ...] | None = None
    rate: float | None = None
    burst: int = 1
    title: str = ""
    key_id: str = ""

    def reach(self) -> Reach:
        """Whose checks it may see, report on and review."""
        return Reach(caller=self.name, regions=self.regions, departments=self.departments)

    def require(self, right: Right) -> None:
        """PERMISSION_DENIED without the right."""
        if right not in self.rights:
            raise self._refused(f"没有“{RIGHT_WORDS[right]}”（{right}）的权限", "PERMISSION_DENIED", "")

    def require_question(self, resolved: ResolvedContext) -> None:
        """The department and region that a question was read as must be its own.

        DEPARTMENT_NOT_ALLOWED, REGION_NOT_ALLOWED; also where the caller is bound to some and the question names none.
        """
        self.require_department(resolved.departments[0] if resolved.departments else "")
        self.require_region(resolved.region)

    def require_department(self, code: str) -> None:
        """DEPARTMENT_NOT_ALLOWED unless it acts for this function."""
        if not self.reach().holds_department(code):
            message = f"不能代部门“{code}”办理" if code else "必须写明部门：本调用方只代特定部门办理"
            raise self._refused(message, "DEPARTMENT_NOT_ALLOWED", "department")

    def require_region(self, code: str) -> None:
        """REGION_NOT_ALLOWED unless it acts for this division or one above it."""
        if not self.reach().holds_region(code):
            message = f"不能办理区划“{code}”的事项" if code else "必须写明区划：本调用方只办理特定区划的事项"
            raise self._refused(message, "REGION_NOT_ALLOWED", "region")

    def require_list(self, code: str) -> None:
        """PERMISSION_DENIED without the right to push, LIST_NOT_ALLOWED for another list than its own."""
        self.require(Right.PUSH)
        if self.lists is not None and code not in self.lists:
            raise self._refused(f"不能推送名单“{code}”", "LIST_NOT_ALLOWED", "list")

    def _refused(self, message: str, reason: str, field: str) -> AuthError:
        place = Place(field=field)
        return AuthError(f"{message}（调用方 {self.name}）", reason=reason, place=place, caller=self.name)


RIGHT_WORDS = {
    Right.CHECK: "查询",
    Right.HISTORY: "历史查询",
    Right.PUSH: "推送名单",
    Right.REVIEW: "核定",
    Right.REPORT: "反馈",
    Right.STATISTICS: "统计",
    Right.ADMIN: "管理",
}
"""The rights as an operator reads them."""

OPERATOR = Caller(name="operator", rights=EVERY_RIGHT, title="本机操作员")
"""Who asks over loopback or a Unix socket while no caller is set up: the operator at the machine itself."""
