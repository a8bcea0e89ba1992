"""The table of errors: every class and reason of the tree has a status, and nothing internal leaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from google.rpc import error_details_pb2
from google.rpc.status_pb2 import Status

import jointsanction
from jointsanction import errors
from jointsanction_server.calls import status_for
from jointsanction_server.status import CODES, code_of, status_of

LIBRARY = Path(jointsanction.__file__).parent


def tree(root: type[errors.JointsanctionError]) -> Iterator[type[errors.JointsanctionError]]:
    yield root
    for child in root.__subclasses__():
        yield from tree(child)


# Classes of other modules are caught inside the library; should one come out, it is INTERNAL. A ServiceError is what a
# client makes of a status.
PUBLIC = [
    kind
    for kind in tree(errors.JointsanctionError)
    if kind.__module__ == errors.__name__ and not kind.__name__.startswith("_") and kind is not errors.ServiceError
]


@pytest.mark.parametrize("kind", PUBLIC, ids=lambda kind: kind.__name__)
def test_every_reason_of_every_class_is_in_the_table(kind: type[errors.JointsanctionError]) -> None:
    """What a class's documentation names as its reasons is what the table maps, no more and no less."""
    named = set(re.findall(r"\b[A-Z]+(?:_[A-Z]+)+\b", kind.__doc__ or "")) | {kind.default_reason}
    mapped = {reason for reasons in CODES[kind].values() for reason in reasons}
    singles = {reason for reason in mapped if "_" not in reason}
    assert named | singles == mapped


def test_every_reason_that_is_raised_is_in_the_table() -> None:
    """Each ``reason="…"`` in the library and the server is one that some class of the table has."""
    known = {reason for codes in CODES.values() for reasons in codes.values() for reason in reasons}
    sources = [*LIBRARY.rglob("*.py"), *Path(jointsanction.__file__).parents[1].glob("server/**/*.py")]
    raised = {
        reason
        for path in sources
        for reason in re.findall(r"Error\([^()]*(?:\([^()]*\)[^()]*)*reason=\"([A-Z_]+)\"", path.read_text("utf-8"))
    }
    assert len(raised) > 30
    assert raised - known == set()


@pytest.mark.parametrize("kind", PUBLIC, ids=lambda kind: kind.__name__)
def test_every_status_has_one_reason_of_this_domain(kind: type[errors.JointsanctionError]) -> None:
    """ErrorInfo is always there, once, with the stable reason and the domain; the paths of the server are not."""
    for reason in (reason for reasons in CODES[kind].values() for reason in reasons):
        error = made(kind, reason)
        status = status_of(error)
        infos = unpacked(status, error_details_pb2.ErrorInfo)
        assert [(info.reason, info.domain) for info in infos] == [(reason, "jointsanction")]
        assert status.code == code_of(error).value[0]
        assert "/srv/secret" not in str(status)
        if code_of(error) is grpc.StatusCode.UNAVAILABLE:
            assert unpacked(status, error_details_pb2.RetryInfo)[0].retry_delay.seconds == 1


def made(kind: type[errors.JointsanctionError], reason: str) -> errors.JointsanctionError:
    """An error as the library raises it, with a path of the server in its place."""
    place = errors.Place(file="/srv/secret/ledger.sqlite3", field="")
    try:
        return kind("说明", reason=reason, place=place)
    except TypeError:
        return kind("说明", (), reason=reason)  # type: ignore[call-arg]


def unpacked(status: Status, kind: type) -> list:
    """The details of one kind."""
    found = []
    for each in status.details:
        detail = kind()
        if each.Unpack(detail):
            found.append(detail)
    return found


def test_an_error_nobody_foresaw_says_nothing_of_itself(capsys: pytest.CaptureFixture[str]) -> None:
    """INTERNAL with a number; the log has the same number and the place, and neither has what the error said."""
    status = status_for(RuntimeError("清远市某某有限公司 91441800"), "CheckService/Check")
    number = unpacked(status, error_details_pb2.ErrorInfo)[0].metadata["number"]
    logged = capsys.readouterr().out
    assert status.code == grpc.StatusCode.INTERNAL.value[0]
    assert number in status.message
    assert number in logged
    assert "RuntimeError" in logged
    assert "某某" not in str(status) + logged
    assert "91441800" not in str(status) + logged
