"""The door of the server: the guard says who makes a call, and a refusal is counted and recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from jointsanction.callers import Caller
from jointsanction.errors import AuthError
from jointsanction.record import Recorder
from jointsanction_server.auth import Denials, Guard, LongCall
from jointsanction_server.calls import Context


class GuardedDoor:
    """``path`` is the file of callers; raises CallersError where it is there and faulty."""

    def __init__(self, path: Path, counts: Counter[str]) -> None:
        self.guard = Guard(path)
        self._counts = counts
        self._denials = Denials(None, self._count)
        self.spend = self.guard.spend

    def identify(self, context: Context) -> Caller:
        """Who makes this call; raises AuthError."""
        return self.guard.identify(context.invocation_metadata(), context.auth_context(), context.peer())

    def long_call(self, context: Context) -> Callable[[Caller], Caller]:
        """For a stream: the caller as it stands at each message; raises AuthError."""

        def recognise() -> Caller:
            return self.guard.recognise(context.invocation_metadata(), context.auth_context(), context.peer())

        return LongCall(self.guard, recognise).still

    def denied(self, error: AuthError, context: Context, method: str) -> None:
        """Count and record a refusal."""
        self._denials.note(error, method=method, peer=context.peer(), auth_context=context.auth_context())

    def record_with(self, recorder: Recorder) -> None:
        """Record refusals from now on."""
        self._denials = Denials(recorder, self._count)

    def close(self) -> None:
        """Record what has been counted, and look after the file no more."""
        self._denials.flush()
        self.guard.close()

    def _count(self, reason: str, _caller: str) -> None:
        self._counts[reason] += 1
