"""The door of the server: who makes a call, at what rate, and where refusals go."""

from __future__ import annotations

from collections import Counter

from jointsanction.callers import OPERATOR, Caller
from jointsanction.errors import AuthError
from jointsanction_server.calls import Context


class LocalDoor:
    """Takes everybody for the operator at the machine itself."""

    def __init__(self, denials: Counter[str]) -> None:
        self._denials = denials

    def identify(self, context: Context) -> Caller:
        """The operator."""
        del context
        return OPERATOR

    def spend(self, caller: Caller) -> float:
        """The operator is not slowed down."""
        del caller
        return 0.0

    def denied(self, error: AuthError, context: Context, method: str) -> None:
        """Count a refusal."""
        del context, method
        self._denials[error.reason] += 1
