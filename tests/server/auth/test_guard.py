"""The guard: who a call comes from, how often it may, and edits of callers.yaml while it stands."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from jointsanction.callers import CallerForm, add_caller, key_form, new_key, revoke_caller, revoke_key
from jointsanction.errors import AuthError, CallersError
from jointsanction_server.auth import OPERATOR, Guard, LongCall
from jointsanction_server.auth.callers_file import LOOK_SECONDS

TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC).timestamp()
PLAIN = {"transport_security_type": [b"insecure"]}
TLS = {"transport_security_type": [b"ssl"]}
LOCAL = "ipv4:127.0.0.1:34512"
REMOTE = "ipv4:10.0.0.7:34512"


class Clock:
    """A clock that stands where it was set."""

    def __init__(self, at: float = NOON) -> None:
        self.at = at

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "callers.yaml"


def caller(path: Path, name: str = "qc", *, until: date | None = None, **values: object) -> str:
    """Set a caller up and give its key."""
    key = new_key()
    keys = [key_form(key, today=TODAY, expires_on=until).model_dump()]
    filled = {"name": name, "rights": ["check"], "departments": None, "regions": None, "keys": keys, **values}
    add_caller(path, CallerForm.model_validate(filled))
    return key.text


def shown(key: str = "", *sans: bytes) -> tuple[object, ...]:
    """Metadata and authentication context of a call over TLS."""
    metadata = (("user-agent", "x"), *((("authorization", f"Bearer {key}"),) if key else ()))
    return metadata, {**TLS, **({"x509_subject_alternative_name": list(sans)} if sans else {})}


def reason(guard: Guard, *call: object, peer: str = REMOTE) -> str:
    """Reason for which a call is refused; "" where it is let in."""
    try:
        guard.identify(*call, peer)  # type: ignore[arg-type]
    except AuthError as error:
        return error.reason
    return ""


@pytest.mark.parametrize("peer", [LOCAL, "unix:", "ipv6:%5B::1%5D:9", "unix:/run/grpc.sock"])
def test_the_operator_at_the_machine(path: Path, peer: str) -> None:
    """While nobody is set up, a plaintext call from this machine is the operator's, with every right."""
    assert Guard(path).identify((), PLAIN, peer) is OPERATOR


@pytest.mark.parametrize(
    ("call", "peer", "expected"),
    [
        (((), PLAIN), REMOTE, "UNAUTHENTICATED"),
        (((), TLS), LOCAL, "UNAUTHENTICATED"),
        (shown("", b"qc.example"), LOCAL, "CERTIFICATE_NOT_ALLOWED"),
        (shown("jsk_x"), LOCAL, "KEY_UNKNOWN"),
    ],
)
def test_nobody_else_is_the_operator(path: Path, call: tuple[object, ...], peer: str, expected: str) -> None:
    """From another machine, over TLS, or with a key of old, nobody is taken for the operator."""
    assert reason(Guard(path), *call, peer=peer) == expected


@pytest.mark.parametrize("peer", [LOCAL, "unix:"])
def test_with_callers_the_machine_itself_needs_a_key(path: Path, peer: str) -> None:
    """As soon as a caller is set up, a key is wanted everywhere; the operator's rights are gone."""
    key = caller(path)
    guard = Guard(path)
    assert reason(guard, (), PLAIN, peer=peer) == "UNAUTHENTICATED"
    assert guard.identify((("authorization", f"Bearer {key}"),), PLAIN, peer).name == "qc"


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("Bearer {}", ""),
        ("bearer {} ", ""),
        ("{}", "UNAUTHENTICATED"),
        ("Basic {}", "UNAUTHENTICATED"),
        ("Bearer", "UNAUTHENTICATED"),
        ("Bearer {}0", "KEY_UNKNOWN"),
        ("Bearer \ud800", "KEY_UNKNOWN"),
        ("Bearer " + "x" * 100_000, "KEY_UNKNOWN"),
    ],
)
def test_how_a_key_is_shown(path: Path, form: str, expected: str) -> None:
    """A key comes as a bearer token, and as nothing else."""
    key = caller(path)
    assert reason(Guard(path), (("authorization", form.format(key)),), TLS) == expected


def test_a_key_in_bytes_is_none(path: Path) -> None:
    """Binary metadata is no key."""
    key = caller(path)
    assert reason(Guard(path), (("authorization", key.encode()),), TLS) == "UNAUTHENTICATED"
    assert reason(Guard(path), None, TLS) == "UNAUTHENTICATED"


def test_certificates(path: Path) -> None:
    """A bound certificate is enough; an unbound one is not; with a key both must be of one caller."""
    qc, fg = caller(path, certificates=["qc.example"]), caller(path, "fg")
    guard = Guard(path)
    assert guard.identify(*shown("", b"other", b"QC.example"), REMOTE).name == "qc"
    assert reason(guard, *shown("", b"gateway.example")) == "CERTIFICATE_NOT_ALLOWED"
    assert reason(guard, *shown("", b"\xff")) == "CERTIFICATE_NOT_ALLOWED"
    assert guard.identify(*shown(fg, b"gateway.example"), REMOTE).name == "fg"
    assert guard.identify(*shown(qc, b"qc.example"), REMOTE).name == "qc"
    assert reason(guard, *shown(fg, b"qc.example")) == "CERTIFICATE_NOT_ALLOWED"


def test_an_error_names_the_key_by_its_public_part(path: Path) -> None:
    """What may be recorded of an unknown key is its id; of anything that is no key, nothing."""
    guard = Guard(path)
    stranger = new_key()
    for text, expected in ((stranger.text, stranger.key_id), ("440582199001011234", ""), ("jsk_x_y", "")):
        with pytest.raises(AuthError) as refusal:
            guard.identify(*shown(text), REMOTE)  # type: ignore[arg-type]
        assert refusal.value.key_id == expected
        assert stranger.text.rpartition("_")[2] not in str(refusal.value)


def test_a_clock_set_back_revives_no_key(path: Path) -> None:
    """Once a key has expired it stays so, whatever becomes of the system's clock."""
    key = caller(path, until=date(2026, 11, 25))
    clock = Clock()
    guard = Guard(path, clock=clock)
    assert reason(guard, *shown(key)) == ""
    clock.at = datetime(2026, 11, 24, 16, 0, tzinfo=UTC).timestamp()  # midnight in Shanghai
    assert reason(guard, *shown(key)) == "KEY_EXPIRED"
    clock.at = NOON - 86_400 * 365
    assert reason(guard, *shown(key)) == "KEY_EXPIRED"


def test_rate(path: Path) -> None:
    """A caller may burst, then comes at its rate, is told when to come again, and takes nothing from others."""
    qc, fg = caller(path, rate=10, burst=3), caller(path, "fg")
    seconds = Clock(0.0)
    guard = Guard(path, monotonic=seconds)
    assert [reason(guard, *shown(qc)) for _ in range(4)] == ["", "", "", "RATE_EXCEEDED"]
    with pytest.raises(AuthError) as refusal:
        guard.identify(*shown(qc), REMOTE)  # type: ignore[arg-type]
    assert refusal.value.retry_seconds == pytest.approx(0.1)
    assert [reason(guard, *shown(fg)) for _ in range(100)] == [""] * 100
    seconds.at += 0.21
    assert [reason(guard, *shown(qc)) for _ in range(3)] == ["", "", "RATE_EXCEEDED"]


def test_a_stream_is_slowed_down(path: Path) -> None:
    """What a stream asks beyond the rate costs waiting; the debt grows with it and is paid by time."""
    key = caller(path, rate=10, burst=5)
    seconds = Clock(0.0)
    guard = Guard(path, monotonic=seconds)
    who = guard.identify(*shown(key), REMOTE)  # type: ignore[arg-type]
    assert guard.spend(who, 4) == 0.0
    assert guard.spend(who) == pytest.approx(0.1)
    assert guard.spend(who, 10) == pytest.approx(1.1)
    seconds.at += 1.1
    assert guard.spend(who) == pytest.approx(0.1)
    assert guard.spend(OPERATOR, 1_000_000) == 0.0


def test_edits_hold_without_a_restart(path: Path) -> None:
    """A caller that is added, a key and a caller that are revoked: the guard knows by itself, in time."""
    guard = Guard(path)
    changed = threading.Event()
    guard.start(lambda findings: changed.set())
    try:
        key = caller(path)
        assert changed.wait(5 * LOOK_SECONDS)
        assert reason(guard, *shown(key)) == ""
        changed.clear()
        revoke_key(path, "qc", key.split("_")[1], today=TODAY)
        assert changed.wait(5 * LOOK_SECONDS)
        assert reason(guard, *shown(key)) == "KEY_REVOKED"
    finally:
        guard.close()


def test_a_broken_edit_changes_nothing(path: Path) -> None:
    """While the file is faulty the last good one stays in force, and the faults can be seen."""
    key = caller(path)
    guard = Guard(path)
    good = path.read_text(encoding="utf-8")
    path.write_text(good.replace("rights:", "right:"), encoding="utf-8")
    assert guard.refresh()
    assert [each.code for each in guard.findings] == ["KEY_MISSING", "KEY_UNKNOWN"]
    assert reason(guard, *shown(key)) == ""
    assert not guard.refresh()
    path.write_text(good.replace("rights:\n", "rights:\n  - report\n"), encoding="utf-8")
    assert guard.refresh()
    assert guard.findings == ()
    assert "report" in guard.identify(*shown(key), REMOTE).rights  # type: ignore[arg-type]


def test_a_file_that_vanishes_opens_no_door(path: Path) -> None:
    """When the file goes missing the callers stay; only a file that says so has none."""
    key = caller(path)
    guard = Guard(path)
    good = path.read_bytes()
    path.unlink()
    guard.refresh()
    assert [each.code for each in guard.findings] == ["FILE_MISSING"]
    assert reason(guard, (), PLAIN, peer=LOCAL) == "UNAUTHENTICATED"
    assert reason(guard, *shown(key)) == ""
    path.write_bytes(good)
    guard.refresh()
    revoke_caller(path, "qc", today=TODAY)
    guard.refresh()
    assert reason(guard, (), PLAIN, peer=LOCAL) == "UNAUTHENTICATED"
    path.write_text("callers: []\n", encoding="utf-8")
    guard.refresh()
    assert reason(guard, (), PLAIN, peer=LOCAL) == ""


def test_no_start_with_a_faulty_file(path: Path) -> None:
    """A server never starts as if nobody were set up, just because the file is broken."""
    path.write_text("callers:\n - {name: a}\n", encoding="utf-8")
    with pytest.raises(CallersError):
        Guard(path)


def test_a_long_call_is_asked_for_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an edit at once, with the rights it has then; and now and then without one, since keys run out by the
    clock. None of this is taken from the caller's rate.
    """
    clock = Clock()
    key = caller(path, rate=1, burst=1, until=date(2026, 11, 25))
    guard = Guard(path, clock=clock)
    call = shown(key)
    known = guard.identify(*call, REMOTE)  # type: ignore[arg-type]
    long_call = LongCall(guard, lambda: guard.recognise(*call, REMOTE))  # type: ignore[arg-type]
    assert long_call.still(known) is known
    caller(path, "another")
    assert guard.refresh()
    assert [long_call.still(known).name for _ in range(5)] == ["qc"] * 5
    clock.at += 86_400
    assert long_call.still(known) is known
    monkeypatch.setattr("jointsanction_server.auth.long_call.monotonic", lambda: float("inf"))
    with pytest.raises(AuthError) as raised:
        long_call.still(known)
    assert raised.value.reason == "KEY_EXPIRED"
