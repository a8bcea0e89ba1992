"""The journal: what is answered is in it or in the tables, whatever happens between the two."""

from __future__ import annotations

import os
import pickle
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from record.case import Case

from jointsanction.errors import RecordError
from jointsanction.record import Folding, Recorded, check_writer, journal
from jointsanction.record.check_writer import CheckWriter
from jointsanction.record.database import SCRIPTS
from jointsanction.record.journal import ends_path, journal_path
from jointsanction.record.journal_ends import JournalEnds
from jointsanction.record.journal_frame import PAGE
from jointsanction.record.writing import write_check


def write(case: Case, writer: CheckWriter, count: int = 1, **fields: str) -> list[str]:
    """Write checks down in one go; their ids."""
    with case.recorder() as recorder:
        prepared = [recorder.prepare(case.answered(**fields)) for _ in range(count)]
    done = writer.write(prepared)
    writer.sync()
    return [_recorded(each).check_id for each in done]


def _recorded(done: tuple[Recorded, RecordError | None]) -> Recorded:
    result, refused = done
    if refused is not None:
        raise refused
    return result


def in_tables(case: Case) -> int:
    """Checks that have been taken over."""
    with closing(sqlite3.connect(case.path)) as connection:
        return int(connection.execute("SELECT COUNT(*) FROM checked").fetchone()[0])


def seen(case: Case) -> list[str]:
    """Every check that a reader finds, oldest first."""
    with case.read() as record:
        return [each.check_id for each in reversed(record.list_checks(page_size=1000).checks)]


def test_a_check_is_in_the_journal_until_somebody_looks(case: Case) -> None:
    """After the first of a chain they are appended; whoever reads the record sees all of them, in order."""
    with closing(case.writer()) as writer:
        ids = write(case, writer) + write(case, writer, 3) + write(case, writer)
        assert in_tables(case) == 1
        assert seen(case) == ids
        assert in_tables(case) == 5
    assert case.broken() == ""


def test_rows_come_from_the_journal_as_from_a_commit(case: Case) -> None:
    """Bodies, matches and measures of a check are the same on both ways."""
    with closing(case.writer()) as writer:
        first, second = write(case, writer) + write(case, writer)
    with case.read() as record:
        direct, folded = record.get_check(first), record.get_check(second)
    assert folded.body == direct.body
    assert len(folded.measures) == len(direct.measures) > 0
    assert [each.measure_id for each in folded.measures] == [each.measure_id for each in direct.measures]


def test_an_answer_to_a_measure_finds_its_check(case: Case) -> None:
    """Work in a transaction sees what the journal holds, and its records follow in number."""
    with closing(case.writer()) as writer, case.recorder() as recorder:
        write(case, writer)
        (check_id,) = write(case, writer)
        found = recorder.work(lambda each: each.read_row("SELECT MAX(check_no) FROM checked", ()))
        assert found == (int(check_id[1:]),)
        later = recorder.record(case.answered()).check_id
        assert int(later[1:]) > int(check_id[1:])
    assert case.broken() == ""


def test_a_request_is_known_before_it_is_in_the_tables(case: Case) -> None:
    """The same request gets the first answer, from any writer; with another body it is refused, and alone."""
    with closing(case.writer()) as one, closing(case.writer()) as other:
        write(case, one)
        write(case, other)
        (first,) = write(case, one, request_id="r1")
        assert write(case, one, request_id="r1") == write(case, other, request_id="r1") == [first]
        assert write(case, other, 3, request_id="r2") == 3 * write(case, one, request_id="r2")
        with case.recorder() as recorder:
            prepared = [
                recorder.prepare(case.answered(request_id="r1", operator="李某")),
                recorder.prepare(case.answered()),
            ]
            assert recorder.record(case.answered(request_id="r2")).repeated
        refused, kept = other.write(prepared)
        assert refused[1] is not None
        assert refused[1].reason == "REQUEST_ID_REUSED"
        assert _recorded(kept).check_id in seen(case)
        assert write(case, one, request_id="r1") == [first]
    assert case.broken() == ""


def test_a_request_in_a_transaction_keeps_the_journal_still(case: Case) -> None:
    """While a request is being written straight into the tables nobody can append it beside."""
    with closing(case.writer()) as writer, case.recorder() as recorder:
        write(case, writer)

        check = recorder.prepare(case.answered(request_id="r1"))

        def tried() -> str:
            with pytest.raises(RecordError) as refused:
                writer.write([check])
            return refused.value.reason

        future = recorder.submit_work(lambda each: (write_check(each, check), tried()))
        recorded, reason = future.result(20)
        assert reason == "RECORD_LOCKED"
        assert write(case, writer, request_id="r1") == [recorded.check_id]


_ACTIONS = st.lists(
    st.sampled_from(["one", "other", "direct", "fold", "look", "lose ends", "reopen", "tear"]), min_size=1, max_size=14
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions=_ACTIONS)
def test_nothing_is_lost_in_any_order(case: Case, actions: list[str]) -> None:
    """Two writers, transactions, foldings, readers, a machine that stops and a write that is torn: every check that was
    flushed is there once, and the chains are whole.
    """
    for path in case.path.parent.glob("record.*"):
        path.unlink()
    ids: list[str] = []
    writers = [case.writer(), case.writer()]
    for action in actions:
        if action in ("one", "other"):
            ids += write(case, writers[action == "other"], 2)
        elif action == "direct":
            with case.recorder() as recorder:
                ids.append(recorder.record(case.answered()).check_id)
        elif action == "fold":
            with Folding(case.path) as folding:
                folding.fold()
        elif action == "look":
            assert seen(case) == ids
        else:
            for writer in writers:
                writer.close()
            if action == "lose ends":
                ends_path(case.path).unlink()
            elif action == "tear":
                torn(case)
            writers = [case.writer(), case.writer()]
    for writer in writers:
        writer.close()
    assert seen(case) == ids
    assert case.broken() == ""


def torn(case: Case) -> None:
    """Half a frame behind the last one, as a process leaves it that is killed while it writes."""
    with closing(JournalEnds(ends_path(case.path))) as ends:
        _, end, _, _ = ends.read()
    with journal_path(case.path).open("r+b") as file:
        file.seek(end % journal.SIZE)
        file.write(b"JSJ1" + bytes(range(100)))


_KILLED = """
import os, pickle, signal, sys
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from jointsanction.record.check_writer import CheckWriter
from jointsanction.record.database import SCRIPTS
path, prepared = pickle.loads(sys.stdin.buffer.read())
writer = CheckWriter.open(path, seal=lambda text: text, busy_seconds=5)
for _ in range(5):
    for result, _ in writer.write(prepared):
        writer.sync()
        print(result.check_id, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_process_was_told_is_there(case: Case) -> None:
    """A writer that is killed before anything was taken over leaves all of it to whoever comes next."""
    with case.recorder() as recorder:
        prepared = [recorder.prepare(case.answered())]
    done = subprocess.run(
        [sys.executable, "-c", _KILLED], input=pickle.dumps((case.path, prepared)), capture_output=True, check=False
    )
    ids = done.stdout.decode().split()
    assert len(ids) == 5, done.stderr.decode()
    assert in_tables(case) == 1
    assert seen(case) == ids


def small(monkeypatch: pytest.MonkeyPatch, pages: int) -> None:
    """A journal of so many pages."""
    monkeypatch.setattr(journal, "SIZE", pages * PAGE)
    monkeypatch.setattr(journal, "AHEAD", pages * PAGE // 4)


def test_the_file_is_used_in_rounds(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many rounds of it lose nothing, and it never grows beyond its size."""
    small(monkeypatch, 16)
    ids: list[str] = []
    with closing(case.writer()) as writer, Folding(case.path) as folding:
        for count in (1, 2, 9, 1, 3, 9, 9, 1, 1, 9, 2, 5, 9):
            ids += write(case, writer, count)
            folding.fold()
        assert seen(case) == ids
    assert journal_path(case.path).stat().st_size <= 16 * PAGE
    assert case.broken() == ""


def test_a_full_journal_takes_nothing_more(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing is taken over for long, a check is refused rather than written over another; then all is well."""
    small(monkeypatch, 4)
    with closing(case.writer()) as writer:
        ids = write(case, writer)
        for _ in range(4):
            ids += write(case, writer)
        with pytest.raises(RecordError) as full:
            write(case, writer)
        assert full.value.reason == "RECORD_LOCKED"
        with Folding(case.path) as folding:
            folding.fold()
        ids += write(case, writer)
        assert seen(case) == ids
    assert case.broken() == ""


def test_what_is_too_long_for_a_frame_goes_into_the_tables(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its place in the chain is the same."""
    monkeypatch.setattr(check_writer, "LONGEST_FRAME", 2 * PAGE)
    with closing(case.writer()) as writer:
        ids = write(case, writer) + write(case, writer)
        assert in_tables(case) == 1
        ids += write(case, writer, 20)
        assert in_tables(case) == 22
        ids += write(case, writer)
        assert seen(case) == ids
    assert case.broken() == ""


def test_a_full_disk_is_told_and_leaves_the_chain_whole(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """A frame that could not be written as a whole is none; the next one takes its place."""
    with closing(case.writer()) as writer:
        ids = write(case, writer) + write(case, writer)
        pwrite = os.pwrite
        with monkeypatch.context() as full:
            full.setattr(os, "pwrite", lambda number, content, at: pwrite(number, content[:30], at))
            with pytest.raises(RecordError) as refused:
                write(case, writer)
        assert refused.value.reason == "RECORD_FULL"
        ids += write(case, writer)
        assert seen(case) == ids
    assert case.broken() == ""


def test_what_cannot_be_read_is_kept_and_told(case: Case, caplog: pytest.LogCaptureFixture) -> None:
    """Where a frame was damaged that others knew of, it is put aside, an error says so, and the service goes on."""
    with closing(case.writer()) as writer:
        ids = write(case, writer) + write(case, writer)
        write(case, writer)
    with journal_path(case.path).open("r+b") as file:
        file.seek(PAGE + 200)
        file.write(b"????")
    with closing(case.writer()) as writer:
        assert "cannot be read" in caplog.text
        assert seen(case) == ids
        ids += write(case, writer) + write(case, writer)
        assert seen(case) == ids
    (aside,) = case.path.parent.glob("record.journal.unread-*")
    assert aside.stat().st_size > 200


def test_damage_while_it_is_used_is_told(case: Case) -> None:
    """Nothing behind it is taken over, and every reader is told."""
    with closing(case.writer()) as writer, case.read() as record:
        write(case, writer)
        write(case, writer)
        assert len(record.list_checks().checks) == 2
        write(case, writer)
        with journal_path(case.path).open("r+b") as file:
            file.seek(PAGE + 200)
            file.write(b"????")
        with pytest.raises(RecordError) as damaged:
            record.list_checks()
    assert damaged.value.reason == "RECORD_DAMAGED"


def test_the_journal_of_another_record_is_not_read(case: Case) -> None:
    """Where the tables were taken away and made anew, what the old journal holds is not taken for theirs."""
    with closing(case.writer()) as writer:
        write(case, writer)
        write(case, writer)
    for path in case.path.parent.glob("record.sqlite3*"):
        path.unlink()
    with closing(case.writer()) as writer:
        ids = write(case, writer) + write(case, writer)
        assert seen(case) == ids
    assert case.broken() == ""


@pytest.mark.parametrize("revision", range(1, len(SCRIPTS)))
def test_a_record_of_before_is_brought_up_to_date(case: Case, revision: int) -> None:
    """Tables without a journal, or without passages, are given them; what they hold stays, and goes on."""
    with closing(sqlite3.connect(case.path)) as tables:
        for script in SCRIPTS[:revision]:
            tables.executescript(files("jointsanction.record").joinpath("data", script).read_text(encoding="utf-8"))
        tables.execute(f"PRAGMA user_version={revision}")
        with pytest.raises(RecordError) as older:
            case.read()
    assert older.value.reason == "RECORD_SCHEMA"
    with closing(case.writer()) as writer:
        ids = write(case, writer) + write(case, writer, request_id="r1")
        assert seen(case) == ids
    with closing(sqlite3.connect(case.path)) as tables:
        assert tables.execute("SELECT COUNT(*) > 0 FROM passage").fetchall() == [(1,)]
    assert case.broken() == ""


def test_what_could_not_be_flushed_keeps_its_room(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system forgets what it could not flush, so the flush after it proves nothing: the frames stay."""

    def fails(_number: int) -> None:
        raise OSError(5, "Input/output error")

    with closing(case.writer()) as writer, Folding(case.path) as folding:
        write(case, writer)
        write(case, writer)
        with monkeypatch.context() as broken:
            broken.setattr(os, "fdatasync", fails)
            with pytest.raises(RecordError):
                folding.fold()
        with pytest.raises(RecordError) as later:
            folding.fold()
        assert later.value.reason == "RECORD_FULL"
        with closing(JournalEnds(ends_path(case.path))) as ends:
            _, end, folded, _ = ends.read()
        assert folded < end


def test_who_may_only_read_sees_the_tables(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the right to write nothing is taken over, and reading is no fault."""
    with closing(case.writer()) as writer:
        ids = write(case, writer) + write(case, writer)
        with monkeypatch.context() as limited:
            limited.setattr(os, "access", lambda *_: False)
            assert seen(case) == ids[:1]
        assert seen(case) == ids


def test_a_backup_has_what_the_journal_holds(case: Case, tmp_path: Path) -> None:
    """A copy is one file with every check that was answered before, and can be written on."""
    with closing(case.writer()) as writer:
        ids = write(case, writer) + write(case, writer)
        copy = tmp_path / "copy" / "record.sqlite3"
        copy.parent.mkdir()
        with case.read() as record:
            record.backup_to(copy)
    case.path = copy
    assert seen(case) == ids
    with closing(case.writer()) as writer:
        ids += write(case, writer) + write(case, writer)
    assert seen(case) == ids
    assert case.broken() == ""
