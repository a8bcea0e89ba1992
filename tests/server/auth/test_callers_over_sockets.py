"""Callers at the real server, over real sockets: keys, certificates, rights, counties, the record of refusals."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import grpc
import pytest
from certificates import Authority
from command import run
from invented import code
from served import Server, server
from world import World

from jointsanction.callers import CallerForm, add_caller, key_form, new_key, revoke_caller, revoke_key
from jointsanction.checker import shanghai_today
from jointsanction.client import Client, ListRecord, Question, ServiceError, Tls
from jointsanction.model import Context, Subject, Verdict
from jointsanction.v1.check_service_pb2 import CheckRequest, CheckStreamRequest
from jointsanction.v1.check_service_pb2_grpc import CheckServiceStub
from jointsanction.v1.question_pb2 import Subject as AskedSubject

NAME = "清远市禾穗岚建材有限公司"
SUBJECT = Subject(NAME, code(1))
TAX = "重大税收违法失信主体"
QINGCHENG = Context("财政", "QY-CZ-001", "清城区")
YINGDE = Context("财政", "QY-CZ-001", "英德市")
ALL = ["check", "history", "push", "review", "report", "statistics", "admin"]


@dataclass
class City:
    """A server over TLS with its callers: a county with everything for its place, its neighbour, and the city."""

    world: World
    running: Server
    authority: Authority
    keys: dict[str, str]

    def client(self, name: str = "", *, certificate: tuple[Path, Path] | None = None, key: str = "") -> Client:
        """A client of a caller, over its key."""
        pair = certificate or (None, None)
        tls = Tls(self.authority.certificate, *pair)
        return Client(self.running.address, key=key or self.keys.get(name, ""), tls=tls, seconds=10)

    def refused(self, name: str, ask: Callable[[Client], object], **how: object) -> str:
        """Reason for which a call is refused; "" where it is not."""
        with self.client(name, **how) as client:  # type: ignore[arg-type]
            try:
                ask(client)
            except ServiceError as error:
                return error.reason
        return ""


def set_up(path: Path, name: str, **values: object) -> str:
    """Set a caller up and give its key."""
    key = new_key()
    kept = key_form(key, today=date(2026, 1, 1), expires_on=values.pop("until", None))  # type: ignore[arg-type]
    filled = {"name": name, "rights": ALL, "departments": None, "regions": None, "keys": [kept.model_dump()], **values}
    add_caller(path, CallerForm.model_validate(filled))
    return key.text


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    root = tmp_path_factory.mktemp("city")
    world = World(root)
    world.load([{"uscc": code(1), "name": NAME}], list_name=TAX)
    path = world.directory.callers
    keys = {
        "city": set_up(path, "city"),
        "qingcheng": set_up(path, "qingcheng", departments=["finance"], regions=["441802"], lists=["enforcement"]),
        "yingde": set_up(path, "yingde", departments=["finance"], regions=["441881"]),
        "reader": set_up(path, "reader", rights=["check"]),
        "pusher": set_up(path, "pusher", rights=["push"]),
        "old": set_up(path, "old", until=date(2026, 2, 1)),
        "slow": set_up(path, "slow", rate=1, burst=2),
    }
    authority = Authority(root / "authority")
    certificate, key = authority.issue("server", "127.0.0.1")
    with server(world.data, "--tls-cert", certificate, "--tls-key", key) as running:
        yield City(world, running, authority, keys)


def recorded_denials(city: City) -> list[dict[str, object]]:
    """The denials that stand in the record."""
    with closing(sqlite3.connect(city.world.directory.record)) as connection:
        rows = connection.execute("SELECT body FROM record WHERE kind = 'DENIED' ORDER BY record_no").fetchall()
    return [json.loads(body) for (body,) in rows]


def kind_of(body: dict[str, object]) -> tuple[object, ...]:
    return body["caller"], body["reason"], body["method"]


def check(client: Client) -> object:
    return client.check(SUBJECT)


def test_keys(city: City) -> None:
    """A good key is let in; none, an unknown and an expired one are refused, with the reason."""
    assert city.refused("city", check) == ""
    assert city.refused("", check) == "UNAUTHENTICATED"
    assert city.refused("", check, key=new_key().text) == "KEY_UNKNOWN"
    assert city.refused("old", check) == "KEY_EXPIRED"


def test_a_revoked_key_is_refused_without_a_restart(city: City) -> None:
    """A key that works stops working soon after it is revoked, and so does a caller, while the server runs on."""
    path = city.world.directory.callers
    first, second = set_up(path, "leaving"), set_up(path, "gone")

    def wait_for(key: str, reason: str) -> None:
        until = time.monotonic() + 10
        while (found := city.refused("", check, key=key)) != reason:
            assert time.monotonic() < until, found
            time.sleep(0.1)

    wait_for(first, "")
    wait_for(second, "")
    revoke_key(path, "leaving", first.split("_")[1], today=shanghai_today())
    revoke_caller(path, "gone", today=shanghai_today())
    wait_for(first, "KEY_REVOKED")
    wait_for(second, "CALLER_REVOKED")
    assert city.running.alive


def test_a_stream_that_is_open_ends_when_its_key_is_revoked(city: City) -> None:
    """What it has asked before is answered; the next question after the edit is refused, and the stream with it."""
    path = city.world.directory.callers
    key = set_up(path, "streaming")
    credentials = grpc.ssl_channel_credentials(city.authority.certificate.read_bytes())
    until, question = time.monotonic() + 10, CheckStreamRequest(check=CheckRequest(subject=AskedSubject(uscc=code(1))))

    def asked() -> Iterator[CheckStreamRequest]:
        yield question
        revoke_key(path, "streaming", key.split("_")[1], today=shanghai_today())
        while time.monotonic() < until:
            time.sleep(0.1)
            yield question

    while city.refused("", check, key=key):  # the new caller has been taken up
        time.sleep(0.1)
    with grpc.secure_channel(city.running.address, credentials) as channel:
        answers = CheckServiceStub(channel).CheckStream(asked(), metadata=(("authorization", f"Bearer {key}"),))
        assert next(answers).check.check_id
        with pytest.raises(grpc.RpcError) as raised:
            list(answers)
    assert raised.value.code() is grpc.StatusCode.UNAUTHENTICATED


REFUSALS: list[tuple[str, Callable[[Client], object], str]] = [
    ("pusher", check, "PERMISSION_DENIED"),
    ("reader", lambda client: client.check(SUBJECT, Context(as_of=date(2026, 1, 6))), "PERMISSION_DENIED"),
    ("pusher", lambda client: client.get_check("C1"), "PERMISSION_DENIED"),
    ("pusher", lambda client: list(client.list_checks()), "PERMISSION_DENIED"),
    ("pusher", lambda client: list(client.open_measures()), "PERMISSION_DENIED"),
    ("pusher", lambda client: client.get_entry("E1"), "PERMISSION_DENIED"),
    ("pusher", lambda client: list(client.list_entries()), "PERMISSION_DENIED"),
    ("pusher", lambda client: list(client.catalog()), "PERMISSION_DENIED"),
    ("pusher", lambda client: list(client.memoranda()), "PERMISSION_DENIED"),
    ("pusher", lambda client: client.memorandum("M01"), "PERMISSION_DENIED"),
    ("reader", lambda client: list(client.push([ListRecord(list=TAX, name=NAME)])), "PERMISSION_DENIED"),
    (
        "reader",
        lambda client: client.report_measure("C1", "E1", "M01-1", department="财政", taken=True, on=shanghai_today()),
        "PERMISSION_DENIED",
    ),
    (
        "reader",
        lambda client: client.review(
            "C1", "E1", Verdict.SAME, by="张三", reason="核对", until=shanghai_today() + timedelta(1)
        ),
        "PERMISSION_DENIED",
    ),
    ("reader", lambda client: client.revoke_review("C1", "E1", by="张三", reason="核对"), "PERMISSION_DENIED"),
    ("reader", lambda client: client.statistics(), "PERMISSION_DENIED"),
]


@pytest.mark.parametrize(("name", "ask", "reason"), REFUSALS)
def test_every_method_needs_its_right(city: City, name: str, ask: Callable[[Client], object], reason: str) -> None:
    """A caller without the right is refused by every method of the contract, each by its own right."""
    assert city.refused(name, ask) == reason


def test_a_stream_refuses_each_question_by_itself(city: City) -> None:
    """In a stream the lacking right, and the wrong place, are the question's own error."""
    with city.client("pusher") as client:
        ((_, error),) = client.check_stream([Question(SUBJECT)])
    assert isinstance(error, ServiceError)
    assert (error.reason, error.code) == ("PERMISSION_DENIED", "PERMISSION_DENIED")
    with city.client("qingcheng") as client:
        results = [
            result for _, result in client.check_stream([Question(SUBJECT, QINGCHENG), Question(SUBJECT, YINGDE)])
        ]
    assert not isinstance(results[0], ServiceError)
    assert isinstance(results[1], ServiceError)
    assert results[1].reason == "REGION_NOT_ALLOWED"


def test_a_county_asks_for_its_own_place(city: City) -> None:
    """A county's question must name its department and lie in its region."""
    asked = {
        "": QINGCHENG,
        "REGION_NOT_ALLOWED": YINGDE,
        "DEPARTMENT_NOT_ALLOWED": Context("税务", region="清城区"),
    }
    for reason, context in asked.items():
        assert city.refused("qingcheng", lambda client, context=context: client.check(SUBJECT, context)) == reason
    assert city.refused("qingcheng", check) == "DEPARTMENT_NOT_ALLOWED"


def test_a_county_cannot_read_another_s_checks(city: City) -> None:
    """What one county has asked does not exist for another: not by id, not in lists, figures, reports or reviews. The
    city sees all of it.
    """
    with city.client("qingcheng") as client:
        asked = client.check(SUBJECT, QINGCHENG)
        measure = asked.decision["measures"][0]
        assert client.get_check(asked.check_id)["caller"] == "qingcheng"
        own = client.statistics()[0]["checks"]
    ids = (asked.check_id, measure["entry_id"], measure["measure_id"])
    today = shanghai_today()
    answered = {"department": measure["department"], "taken": True, "on": today}
    with city.client("yingde") as client:
        for ask in (
            lambda: client.get_check(asked.check_id),
            lambda: client.report_measure(*ids, **answered),  # type: ignore[arg-type]
            lambda: client.review(*ids[:2], Verdict.SAME, by="张三", reason="核对", until=today + timedelta(1)),
            lambda: client.revoke_review(*ids[:2], by="张三", reason="核对"),
        ):
            with pytest.raises(ServiceError) as refusal:
                ask()
            assert refusal.value.reason == "CHECK_NOT_FOUND"
        assert all(each["region"] == "441881" for each in client.list_checks())
        assert asked.check_id not in [each["check_id"] for each in client.open_measures()]
        assert sum(each["checks"] for each in client.statistics()) < own
    with city.client("city") as client:
        assert client.get_check(asked.check_id)["region"] == "441802"


def test_a_county_reports_for_its_own_department(city: City) -> None:
    """A measure of another department is not this caller's to report."""
    with city.client("city") as client:
        asked = client.check(SUBJECT, Context("税务", region="清城区"))
    ids = (asked.check_id, "E1", "M01-1")
    assert (
        city.refused(
            "qingcheng",
            lambda client: client.report_measure(*ids, department="税务", taken=True, on=shanghai_today()),
        )
        == "DEPARTMENT_NOT_ALLOWED"
    )


def test_a_list_that_is_not_one_s_own_is_not_pushed(city: City) -> None:
    """Who may push one list cannot push another; nothing of it gets into the ledger."""
    record = ListRecord(list=TAX, name="清远市望舒澜物流有限公司", uscc=code(78), listed_on="2026-01-05")
    assert city.refused("qingcheng", lambda client: list(client.push([record]))) == "LIST_NOT_ALLOWED"
    with city.client("city") as client:
        assert code(78) not in [each["uscc"] for each in client.list_entries()]


def test_rate(city: City) -> None:
    """A caller above its rate is told so; others are not."""
    found = [city.refused("slow", check) for _ in range(4)]
    assert found[:2] == ["", ""]
    assert "RATE_EXCEEDED" in found[2:]
    assert city.refused("city", check) == ""


def test_denials_are_recorded(city: City) -> None:
    """Who was refused what stands in the chain: by name or key id, never by key; doctor finds the record whole."""
    stranger = new_key()
    city.refused("", check, key=stranger.text)
    city.refused("reader", lambda client: client.statistics())
    city.refused("yingde", lambda client: list(client.check_stream([Question(SUBJECT, QINGCHENG)])))
    wanted = {
        ("reader", "PERMISSION_DENIED", "StatisticsService/GetStatistics"),
        ("", "KEY_UNKNOWN", "CheckService/Check"),
        ("yingde", "REGION_NOT_ALLOWED", "CheckService/CheckStream"),
    }
    until = time.monotonic() + 10
    while wanted - {kind_of(body) for body in recorded_denials(city)}:
        assert time.monotonic() < until, recorded_denials(city)
        time.sleep(0.05)
    bodies = recorded_denials(city)
    assert stranger.key_id in [body["key_id"] for body in bodies]
    text = json.dumps(bodies) + city.running.log
    for key in (*city.keys.values(), stranger.text):
        assert key.rpartition("_")[2] not in text


def test_nothing_personal_is_logged(city: City) -> None:
    """Neither an identity number nor a name or code that was asked about stands in the log, refused or not."""
    number = "440102198001011232"
    for subject in (Subject(NAME, number), Subject(number), Subject("张三", persons=(number,)), SUBJECT):
        for who in ("city", "pusher", ""):
            city.refused(who, lambda client, subject=subject: client.check(subject, Context("财证")))
            city.refused(who, lambda client, subject=subject: client.check(subject))
    assert city.running.log
    for word in (number, number[6:14], NAME, code(1), "张三", "财证"):
        assert word not in city.running.log


def test_certificates_at_the_real_server(city: City, tmp_path: Path) -> None:
    """With ``--client-ca`` the wrong authority's, no, an expired, and an unbound certificate are all refused, a bound
    one is let in without a key, and its caller stands in the record.
    """
    world = World(tmp_path)
    world.load([{"uscc": code(1), "name": NAME}], list_name=TAX)
    set_up(world.directory.callers, "qc", certificates=["spiffe://qy.example/qc"])
    own, other = Authority(tmp_path / "own"), Authority(tmp_path / "other")
    bound = "spiffe://qy.example/qc"
    pair = own.issue("server", "127.0.0.1")
    tls = ("--tls-cert", pair[0], "--tls-key", pair[1], "--client-ca", own.certificate)
    with server(world.data, *tls) as running:
        mutual = City(world, running, own, {})
        asked = {
            "bound": own.issue("qc", bound),
            "unbound": own.issue("x", "x.example"),
            "other": other.issue("qc", bound),
            "expired": own.issue("late", bound, days=(-9, -1)),
            "none": None,
        }
        found = {name: mutual.refused("", check, certificate=each) for name, each in asked.items()}
        assert found == {
            "bound": "",
            "unbound": "CERTIFICATE_NOT_ALLOWED",
            "other": "UNAVAILABLE",
            "expired": "UNAVAILABLE",
            "none": "UNAVAILABLE",
        }
        with mutual.client(certificate=asked["bound"]) as client:
            assert client.get_check(client.check(SUBJECT).check_id)["caller"] == "qc"


def test_without_callers_this_machine_may_everything(tmp_path: Path) -> None:
    """While nobody is set up, a call over a Unix socket is the operator's; the first caller ends that, while the server
    runs on.
    """
    world = World(tmp_path)
    world.load([{"uscc": code(1), "name": NAME}], list_name=TAX)
    socket = f"unix:{tmp_path / 'grpc.sock'}"
    with server(world.data, listen=socket) as running, Client(running.address, seconds=10) as client:
        asked = client.check(SUBJECT, Context("财政", "QY-CZ-001", "清远市"))
        assert client.get_check(asked.check_id)["caller"] == "operator"
        assert client.statistics()
        key = set_up(world.directory.callers, "qc")

        def refused() -> str:
            try:
                client.check(SUBJECT)
            except ServiceError as error:
                return error.reason
            return ""

        until = time.monotonic() + 20
        while refused() != "UNAUTHENTICATED":
            assert time.monotonic() < until
            time.sleep(0.1)
        with Client(running.address, key=key, seconds=10) as known:
            assert known.get_check(known.check(SUBJECT).check_id)["caller"] == "qc"


@pytest.mark.parametrize("listen", ["0.0.0.0:0", "[::]:0", "checks.example:0"])
def test_no_plaintext_server_for_a_network(world: World, listen: str) -> None:
    """A server does not start in plaintext where others than this machine can reach it."""
    ran = run("serve", "--listen", listen, data=world.data)
    assert ran.code == 2
    assert "PLAINTEXT_REFUSED" in ran.err
