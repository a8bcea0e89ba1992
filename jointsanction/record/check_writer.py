"""Writes checks into the journal, over a hash chain of its own: one write and one flush for all that come together.

The first checks of a chain, and any that is too long for a frame, go straight into the tables, after everything that
the journal holds.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple, Self

from jointsanction.errors import Place, RecordError
from jointsanction.record.chain import Seal
from jointsanction.record.check import PreparedCheck
from jointsanction.record.faults import as_record_error
from jointsanction.record.journal import LONGEST_FRAME, Journal
from jointsanction.record.journal_frame import Frame, JournalRecord, content_of
from jointsanction.record.passage import TextOf
from jointsanction.record.shortening import KEPT
from jointsanction.record.writer import Done, RecordWriter
from jointsanction.record.writing import CHECK, FIRST_OF_REQUEST, Recorded, check_id_of, first_answer, write_check

_Request = tuple[str, str]


class _Asked(NamedTuple):
    """A request whose check may not be in the tables yet: where it stands behind, its number and body."""

    end: int
    number: int
    body: bytes


class _TooLongError(Exception):
    """What is to be written does not fit into a frame."""


class CheckWriter:
    """Used by one thread at a time; only ``sync`` may run beside ``write``."""

    def __init__(self, tables: RecordWriter, seal: Seal) -> None:
        """``tables`` is used by this writer alone."""
        self._tables = tables
        self._chain = tables.chain
        self._journal: Journal = tables.journal
        self._seal = seal
        self._asked: dict[_Request, _Asked] = {}
        self._asked_in_order: deque[tuple[int, _Request]] = deque()
        self._direct = self._appended = False
        self._known_end = 0
        """Up to where the requests of all writers are known."""
        self._written: set[str] = set()
        """Refs of passages that this writer has written down."""
        self._texts: dict[str, bytes] = {}
        self._texts_in_order: deque[tuple[int, str]] = deque()
        """Passages that may not be in the tables yet, and where they stand behind."""

    @classmethod
    def open(cls, path: Path, *, seal: Seal, busy_seconds: float) -> Self:
        """Open the record to write; see ``RecordWriter.open``."""
        return cls(RecordWriter.open(path, seal=seal, busy_seconds=busy_seconds), seal)

    def write(self, checks: Sequence[PreparedCheck]) -> list[Done]:
        """Write checks down together. A RecordError that one meets (REQUEST_ID_REUSED) refuses it alone.

        Raises RecordError: RECORD_LOCKED where another process is writing at this moment or the journal is full,
        RECORD_FULL, RECORD_DAMAGED.
        """
        if self._chain.seq == 0:
            return self._write_into_tables(checks)
        self._tables.require_safe()
        try:
            with self._journal.locked(wait=False):
                return self._append(checks)
        except _TooLongError:
            return self._write_into_tables(checks)
        except BlockingIOError as error:
            message = "另一进程正在留痕，请稍后重试"
            raise RecordError(message, reason="RECORD_LOCKED", place=Place(file=str(self._tables.path))) from error
        except sqlite3.Error as error:
            raise as_record_error(error, self._tables.path) from error

    def _write_into_tables(self, checks: Iterable[PreparedCheck]) -> list[Done]:
        done = self._tables.write([partial(write_check, check=check) for check in checks])
        self._direct = True
        return done

    def _append(self, checks: Iterable[PreparedCheck]) -> list[Done]:
        """Under the lock of the journal."""
        chain, before = self._chain, self._chain.copy()
        _, begin, folded, number = self._journal.ends()
        done: list[Done] = []
        records: list[JournalRecord] = []
        passages: dict[str, bytes] = {}
        asked: dict[_Request, tuple[int, bytes]] = {}
        try:
            for check in checks:
                request = check.caller, check.request_id
                if check.request_id and (first := asked.get(request) or self._first(request, begin, folded)):
                    done.append(_answered_before(check, *first, partial(self._text_of, passages)))
                    continue
                number += 1
                row = chain.next_row(number, CHECK, check.at, check.body)
                records.append(JournalRecord(number, chain.seq, CHECK, check.at, check.body, row[-1], *check.rows))
                passages.update([each for each in check.passages if each.ref not in self._written])
                if check.request_id:
                    asked[request] = number, check.body
                done.append((Recorded(check_id_of(number)), None))
            if records:
                end = self._journal.append(self._content(records, passages), number)
        except BaseException:
            chain.seq, chain.digest = before.seq, before.digest
            raise
        # A first answer that is given again may not have been flushed by whoever wrote it, in either place.
        self._appended = True
        self._direct = self._direct or len(records) < len(done)
        if records:
            for request, (no, body) in asked.items():
                self._remember(request, _Asked(end, no, body))
            if passages:
                self._remember_texts(passages.items(), end)
                self._remember_written(passages)
            if self._known_end == begin:
                self._known_end = end
        return done

    def _content(self, records: Iterable[JournalRecord], passages: Mapping[str, bytes]) -> bytes:
        seal = self._chain.sealed(self._seal)
        content = content_of(Frame(self._chain.writer, seal, tuple(records), tuple(passages.items())))
        if len(content) > LONGEST_FRAME:
            raise _TooLongError
        return content

    def _first(self, request: _Request, end: int, folded: int) -> tuple[int, bytes | str] | None:
        """The check that a request was answered with before, by this writer or another."""
        self._forget(folded)
        for frame, place in self._journal.frames(max(self._known_end, folded), end):
            self._remember_texts(frame.passages, place)
            for each in frame.records:
                if each.checked[1]:
                    self._remember((each.checked[0], each.checked[1]), _Asked(place, each.record_no, each.body))
        self._known_end = end
        if request in self._asked:
            return self._asked[request][1:]
        return self._tables.read_row(FIRST_OF_REQUEST, request)

    def _remember(self, request: _Request, asked: _Asked) -> None:
        self._asked[request] = asked
        self._asked_in_order.append((asked.end, request))

    def _forget(self, folded: int) -> None:
        """What stands in the tables is found there."""
        while self._asked_in_order and self._asked_in_order[0][0] <= folded:
            _, request = self._asked_in_order.popleft()
            self._asked.pop(request, None)
        while self._texts_in_order and self._texts_in_order[0][0] <= folded:
            _, ref = self._texts_in_order.popleft()
            self._texts.pop(ref, None)

    def _remember_texts(self, passages: Iterable[tuple[str, bytes]], end: int) -> None:
        for ref, text in passages:
            self._texts[ref] = text
            self._texts_in_order.append((end, ref))

    def _remember_written(self, refs: Iterable[str]) -> None:
        """What is forgotten is written down again, which changes nothing."""
        if len(self._written) >= KEPT:
            self._written.clear()
        self._written.update(refs)

    def _text_of(self, passages: Mapping[str, bytes], ref: str) -> str | bytes | None:
        """The text of a passage that a request was answered with: ``passages`` are those about to be written down."""
        text = passages.get(ref) or self._texts.get(ref)
        return text if text is not None else self._tables.read_passage(ref)

    def sync(self) -> None:
        """Return when what was written is on disk; raises as ``RecordWriter.flush`` does."""
        direct, appended = self._direct, self._appended
        self._direct = self._appended = False
        if direct:
            self._tables.sync()
        if appended:
            self._tables.flush(self._journal.sync)

    def close(self) -> None:
        """Close what is open."""
        self._tables.close()


def _answered_before(check: PreparedCheck, number: int, text: bytes | str | None, text_of: TextOf) -> Done:
    try:
        return first_answer(check, number, text, text_of), None
    except RecordError as refused:
        return None, refused
