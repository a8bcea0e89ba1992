"""Denials are counted and recorded, and a flood of them fills nothing."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from record.case import AT, Case
from world import World

from jointsanction.errors import AuthError
from jointsanction_server.auth import Denials
from jointsanction_server.auth.denials import MOST_KINDS, QUIET_SECONDS

METHOD = "/jointsanction.v1.CheckService/Check"
KNOWN = AuthError("不行", reason="PERMISSION_DENIED", caller="qc", key_id="0123456789")
STRANGER = AuthError("谁")


@pytest.fixture
def case(world: World) -> Case:
    return Case(world)


class Told:
    """Counts what is denied, and gives the time that was set."""

    def __init__(self) -> None:
        self.counted: Counter[tuple[str, str]] = Counter()
        self.at = 0.0

    def denials(self, recorder: object) -> Denials:
        return Denials(
            recorder,  # type: ignore[arg-type]
            lambda reason, caller: self.counted.update([(reason, caller)]),
            now=lambda: AT,
            monotonic=lambda: self.at,
        )


def recorded(case: Case) -> list[dict[str, object]]:
    """The bodies of the denials in the record."""
    with case.read() as record, record._reading() as cursor:
        rows = cursor.execute("SELECT body FROM record WHERE kind = 'DENIED' ORDER BY record_no").fetchall()
    return [json.loads(body) for (body,) in rows]


def test_a_denial_stands_in_the_chain(case: Case) -> None:
    """Who was refused what, from where and why, is in the record; the record stays whole."""
    told = Told()
    with case.recorder() as recorder:
        told.denials(recorder).note(KNOWN, method=METHOD, peer="ipv4:10.0.0.7:5")
    assert recorded(case) == [
        {
            "caller": "qc",
            "key_id": "0123456789",
            "reason": "PERMISSION_DENIED",
            "method": METHOD,
            "peer": "10.0.0.7",
            "presented": [],
            "times": 1,
        }
    ]
    assert case.broken() == ""
    case.sql("UPDATE record SET body = replace(body, 'qc', 'xx') WHERE kind = 'DENIED'")
    assert "内容与摘要不符" in case.broken()


def test_a_certificate_of_nobody_is_recorded_and_persons_numbers_are_not(case: Case) -> None:
    """The names of a refused certificate are kept, an identity number among them only masked."""
    names = [b"stranger.example", b"11010519491231002X.example", b"x" * 5_000]
    context = {"x509_subject_alternative_name": names * 9}
    with case.recorder() as recorder:
        Told().denials(recorder).note(STRANGER, method=METHOD, peer="unix:", auth_context=context)
    (body,) = recorded(case)
    presented = body["presented"]
    assert isinstance(presented, list)
    assert (body["peer"], presented[0], len(presented)) == ("unix", "stranger.example", 10)
    assert "19491231" not in str(presented)
    assert max(map(len, presented)) == 100


def test_a_flood_is_counted(case: Case) -> None:
    """Ten thousand denials alike are two records, the first at once and the number of the others later."""
    told = Told()
    with case.recorder() as recorder:
        denials = told.denials(recorder)
        for _ in range(10_000):
            denials.note(STRANGER, method=METHOD, peer="ipv4:10.0.0.7:5")
        told.at = QUIET_SECONDS
        denials.note(KNOWN, method=METHOD, peer="ipv4:10.0.0.7:5")
    assert [(body["reason"], body["times"]) for body in recorded(case)] == [
        ("UNAUTHENTICATED", 1),
        ("UNAUTHENTICATED", 9_999),
        ("PERMISSION_DENIED", 1),
    ]
    assert told.counted == {("UNAUTHENTICATED", ""): 10_000, ("PERMISSION_DENIED", "qc"): 1}


def test_a_flood_from_everywhere_is_bounded(case: Case) -> None:
    """However many addresses it comes from, a minute's flood is a bounded number of records, and none is uncounted."""
    told = Told()
    with case.recorder() as recorder:
        denials = told.denials(recorder)
        for number in range(5_000):
            denials.note(STRANGER, method=METHOD, peer=f"ipv4:10.0.{number // 256}.{number % 256}:5")
        denials.flush()
    bodies = recorded(case)
    assert len(bodies) <= MOST_KINDS + 2
    assert sum(int(str(body["times"])) for body in bodies) == 5_000
    assert bodies[-1]["reason"] == "MANY"


def test_a_denial_needs_no_record(case: Case) -> None:
    """A record that is closed, or none at all, changes nothing about the answer: denials go on being counted."""
    told = Told()
    recorder = case.recorder()
    recorder.close()
    for where in (recorder, None):
        told.denials(where).note(STRANGER, method=METHOD, peer="unix:")
    assert told.counted.total() == 2
