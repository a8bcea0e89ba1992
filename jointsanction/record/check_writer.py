"""Writes checks into the journal, over a hash chain of its own: one write and one flush for all that come together.

The first checks of a chain, and any that is too long for a frame, go straight into the tables, after everything that
the journal holds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Self

from jointsanction.errors import Place, RecordError
from jointsanction.record.chain import Seal
from jointsanction.record.check import PreparedCheck
from jointsanction.record.faults import as_record_error
from jointsanction.record.journal import LONGEST_FRAME, Journal
from jointsanction.record.journal_frame import Frame, JournalRecord, content_of
from jointsanction.record.passage import TextOf
from jointsanction.record.recent import Recent, Request, Written
from jointsanction.record.writer import Done, RecordWriter
from jointsanction.record.writing import CHECK, FIRST_OF_REQUEST, Recorded, check_id_of, first_answer, write_check

REFS_KEPT = 16_384
"""Refs of passages that a writer knows to have written down."""


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
        self._recent = Recent(self._journal)
        self._direct = self._appended = False
        self._sent: set[str] = set()
        """Refs of passages that this writer has written down."""

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
            self._journal.acquire(wait=False)
            try:
                return self._append(checks)
            finally:
                self._journal.release()
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
        chain, before, sent = self._chain, self._chain.copy(), self._sent
        ends = self._journal.ends()
        _, begin, folded, number = ends
        done: list[Done] = []
        records: list[JournalRecord] = []
        passages: dict[str, bytes] = {}
        asked: dict[Request, Written] = {}
        try:
            for check in checks:
                if check.request_id:
                    request = check.caller, check.request_id
                    if first := asked.get(request) or self._first(request, begin, folded):
                        done.append(_answered_before(check, *first, partial(self._text_of, passages)))
                        continue
                    asked[request] = Written(number + 1, check.body)
                number += 1
                row = chain.next_row(number, CHECK, check.at, check.body)
                records.append(JournalRecord(number, chain.seq, CHECK, check.at, check.body, row[-1], *check.rows))
                for ref, said in check.passages:
                    if ref not in sent:
                        passages[ref] = said  # noqa: PERF403 -- one or two: a comprehension costs more
                done.append((Recorded(check_id_of(number)), None))
            if records:
                end = self._journal.append(self._content(records, passages), number, ends)
        except BaseException:
            chain.seq, chain.digest = before.seq, before.digest
            raise
        # A first answer that is given again may not have been flushed by whoever wrote it, in either place.
        self._appended = True
        self._direct = self._direct or len(records) < len(done)
        if records:
            self._recent.wrote(asked, passages, begin, end, folded)
            self._remember_sent(passages)
        return done

    def _content(self, records: Iterable[JournalRecord], passages: Mapping[str, bytes]) -> bytes:
        seal = self._chain.sealed(self._seal)
        content = content_of(Frame(self._chain.writer, seal, tuple(records), tuple(passages.items())))
        if len(content) > LONGEST_FRAME:
            raise _TooLongError
        return content

    def _first(self, request: Request, end: int, folded: int) -> tuple[int, bytes | str] | None:
        """The check that a request was answered with before, by this writer or another."""
        self._recent.read_up(end, folded)
        return self._recent.check_of(request) or self._tables.read_row(FIRST_OF_REQUEST, request)

    def _text_of(self, passages: Mapping[str, bytes], ref: str) -> str | bytes | None:
        """The text of a passage that a request was answered with: ``passages`` are those about to be written down."""
        text = passages.get(ref) or self._recent.text_of(ref)
        return text if text is not None else self._tables.read_passage(ref)

    def _remember_sent(self, refs: Iterable[str]) -> None:
        """What is forgotten is written down again, which changes nothing."""
        if len(self._sent) >= REFS_KEPT:
            self._sent.clear()
        self._sent.update(refs)

    def begin_sync(self) -> None:
        """Have the system bring what was written to the disk, and do not wait for it; ``sync`` does, and then has less
        to wait for.
        """
        if self._appended:
            self._journal.begin_sync()

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
