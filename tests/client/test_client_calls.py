"""What the client does when the service falters: retries, deadlines, answers that it does not know, plaintext."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import pytest

from jointsanction.client import Client, ServiceError, Tls, service_config
from jointsanction.client.connection import Connection
from jointsanction.client.plain import plain
from jointsanction.errors import TransportError
from jointsanction.model import Outcome, Subject
from jointsanction.v1 import (
    case_service_pb2,
    check_service_pb2,
    list_service_pb2,
    memorandum_service_pb2,
    statistics_service_pb2,
)
from jointsanction.v1.check_service_pb2 import CheckRequest, CheckResponse

SUBJECT = Subject("清远市禾穗岚建材有限公司")


class Faltering:
    """A server whose Check does what it is told to, call by call."""

    def __init__(self, *behaviour: Callable[[grpc.ServicerContext], CheckResponse]) -> None:
        self._behaviour = list(behaviour)
        self.requests: list[CheckRequest] = []
        self.metadata: list[dict[str, Any]] = []

    @contextmanager
    def serving(self) -> Iterator[str]:
        method = grpc.unary_unary_rpc_method_handler(
            self._check,
            request_deserializer=CheckRequest.FromString,
            response_serializer=CheckResponse.SerializeToString,
        )
        with ThreadPoolExecutor(4) as pool:
            own = grpc.server(pool)
            handlers = {"Check": method}
            own.add_generic_rpc_handlers(
                (grpc.method_handlers_generic_handler("jointsanction.v1.CheckService", handlers),)
            )
            port = own.add_insecure_port("127.0.0.1:0")
            own.start()
            try:
                yield f"127.0.0.1:{port}"
            finally:
                own.stop(0).wait()

    def _check(self, request: CheckRequest, context: grpc.ServicerContext) -> CheckResponse:
        self.requests.append(request)
        self.metadata.append({each.key: each.value for each in context.invocation_metadata()})
        return self._behaviour[min(len(self.requests), len(self._behaviour)) - 1](context)


def fails(code: grpc.StatusCode) -> Callable[[grpc.ServicerContext], CheckResponse]:
    """Fail with a code."""

    def fail(context: grpc.ServicerContext) -> CheckResponse:
        context.abort(code, "因故")
        return CheckResponse()

    return fail


def answers(outcome: int) -> Callable[[grpc.ServicerContext], CheckResponse]:
    """Answer with an outcome, known or not."""

    def answer(_context: grpc.ServicerContext) -> CheckResponse:
        response = CheckResponse(check_id="C1")
        response.decision.MergeFromString(bytes([8, outcome, 16, outcome]))
        return response

    return answer


@pytest.mark.parametrize("code", ["UNAVAILABLE", "CANCELLED"])
def test_a_service_that_goes_down_is_asked_again(code: str) -> None:
    """Where the service is not there for a moment the call is repeated, with the same request id, and succeeds."""
    faltering = Faltering(fails(grpc.StatusCode[code]), fails(grpc.StatusCode[code]), answers(6))
    with faltering.serving() as address, Client(address) as client:
        assert client.check(SUBJECT).outcome is Outcome.RESTRICT
    assert len(faltering.requests) == 3
    assert len({request.request_id for request in faltering.requests}) == 1
    assert faltering.requests[0].request_id


def test_it_is_not_asked_for_ever() -> None:
    """After five attempts the call fails, and says so."""
    faltering = Faltering(fails(grpc.StatusCode.UNAVAILABLE))
    with faltering.serving() as address, Client(address) as client, pytest.raises(ServiceError) as refusal:
        client.check(SUBJECT)
    assert (refusal.value.code, refusal.value.reason) == ("UNAVAILABLE", "UNAVAILABLE")
    assert len(faltering.requests) == 5


@pytest.mark.parametrize("code", ["INTERNAL", "INVALID_ARGUMENT", "RESOURCE_EXHAUSTED", "PERMISSION_DENIED", "UNKNOWN"])
def test_nothing_else_is_asked_again(code: str) -> None:
    """Any other failure is final: the same question would get the same answer, or do harm."""
    faltering = Faltering(fails(grpc.StatusCode[code]))
    with faltering.serving() as address, Client(address) as client, pytest.raises(ServiceError) as refusal:
        client.check(SUBJECT)
    assert (refusal.value.code, refusal.value.message) == (code, "因故")
    assert len(faltering.requests) == 1


def test_every_call_has_a_deadline() -> None:
    """A service that does not answer is left after the deadline."""

    def sleep(context: grpc.ServicerContext) -> CheckResponse:
        assert context.time_remaining() < 0.5
        time.sleep(0.6)
        return CheckResponse()

    faltering = Faltering(sleep)
    started = time.monotonic()
    with faltering.serving() as address:
        with Client(address, seconds=0.3) as client, pytest.raises(ServiceError) as refusal:
            client.check(SUBJECT)
        took = time.monotonic() - started
    assert refusal.value.code == "DEADLINE_EXCEEDED"
    assert took < 2.0


def test_nobody_there() -> None:
    """An address where nobody listens is an error within the deadline, never an answer."""
    with Client("127.0.0.1:1", seconds=2) as client, pytest.raises(ServiceError) as refusal:
        client.check(SUBJECT)
    assert refusal.value.code in ("UNAVAILABLE", "DEADLINE_EXCEEDED")


@pytest.mark.parametrize("outcome", [0, 7, 99])
def test_an_unknown_outcome_is_verify(outcome: int) -> None:
    """An outcome of a newer service, and none at all, is VERIFY; never CLEAR."""
    with Faltering(answers(outcome)).serving() as address, Client(address) as client:
        answer = client.check(SUBJECT)
    assert (answer.outcome, answer.if_confirmed) == (Outcome.VERIFY, Outcome.VERIFY)
    assert (answer.decision["outcome"], answer.needs_person) == ("VERIFY", True)


def test_an_answer_without_a_decision_is_verify() -> None:
    """An empty answer is no CLEAR."""
    with Faltering(lambda context: CheckResponse()).serving() as address, Client(address) as client:
        assert client.check(SUBJECT).outcome is Outcome.VERIFY


def test_the_key_travels_with_every_call() -> None:
    """The key is the bearer of the metadata, and stands in no representation."""
    faltering = Faltering(answers(1))
    with faltering.serving() as address, Client(address, key="jsk_secret") as client:
        client.check(SUBJECT)
    assert faltering.metadata[0]["authorization"] == "Bearer jsk_secret"
    assert "secret" not in repr(Connection(target=address, key="jsk_secret"))


@pytest.mark.parametrize("target", ["checks.example:50051", "10.0.0.7:50051", "dns:///checks.example:50051", "[::]:1"])
def test_no_plaintext_over_the_network(target: str) -> None:
    """Neither key nor question leaves this machine in plaintext, unless that is said; then it may."""
    with pytest.raises(TransportError) as refusal:
        Client(target, key="k")
    assert refusal.value.reason == "PLAINTEXT_REFUSED"
    Client(target, key="k", insecure=True).close()
    Client(target, key="k", tls=Tls()).close()


@pytest.mark.parametrize(
    ("tls", "reason"),
    [
        (Tls(authority=Path("missing.pem")), "TLS_FILE_UNREADABLE"),
        (Tls(certificate=Path("alone.pem")), "TLS_FILES_MISMATCH"),
    ],
)
def test_tls_files(tls: Tls, reason: str) -> None:
    """A file that is missing is named when the client is made."""
    with pytest.raises(TransportError) as refusal:
        Client("checks.example:1", tls=tls)
    assert refusal.value.reason == reason


def test_the_service_config_names_every_method() -> None:
    """Each method of the contract has its deadline; revoking a review, which is not repeatable, has no retries."""
    import json

    files = (
        check_service_pb2,
        case_service_pb2,
        list_service_pb2,
        memorandum_service_pb2,
        statistics_service_pb2,
    )
    methods = {
        (service.full_name, method.name)
        for file in files
        for service in file.DESCRIPTOR.services_by_name.values()
        for method in service.methods
    }
    configs = json.loads(service_config())["methodConfig"]
    named = [(name["service"], name["method"]) for each in configs for name in each["name"]]
    assert len(named) == len(set(named))
    assert set(named) == methods
    for each in configs:
        assert each["timeout"]
        codes = each.get("retryPolicy", {}).get("retryableStatusCodes")
        assert codes == ["UNAVAILABLE", "CANCELLED"] or {"RevokeReview"} == {name["method"] for name in each["name"]}


def test_a_value_of_a_newer_service_is_shown_as_such() -> None:
    """An unknown value of another enumeration is shown with its number."""
    response = CheckResponse()
    response.decision.matches.add(basis=77)  # type: ignore[arg-type]
    assert plain(response.decision)["matches"][0]["basis"] == "UNKNOWN_77"
