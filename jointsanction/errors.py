"""Every error this library raises on purpose, as one tree with stable reasons.

    JointsanctionError
    ├── DataDirectoryError   the data directory is missing, taken, or not writable
    ├── LedgerError          the store of record cannot answer
    ├── RecordError          a check, an answer or a review cannot be written down or found
    ├── CatalogError         a catalogue file is wrong (carries every finding)
    ├── RulesError           a memorandum file is wrong (carries every finding)
    ├── FeedError            a file cannot be read as a whole (a bad row never raises)
    ├── QuestionError        the question itself cannot be answered as asked
    ├── CallersError         the file of callers is wrong (carries every finding), or a change of it is refused
    ├── AuthError            who asks is not known, or may not do that
    ├── TransportError       an address to listen on or to call, or a TLS file, cannot be used
    ├── RequestError         a message to the service is not one, or comes when it cannot be taken
    └── ServiceError         the service did not answer, or refused; raised by the client

``reason`` is UPPER_SNAKE_CASE and part of the contract: callers branch on it, never on the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is wrong. Rows and columns count from 1; 0 and "" mean "not known"."""

    file: str = ""
    row: int = 0
    column: int = 0
    field: str = ""

    def __str__(self) -> str:
        parts = [self.file] if self.file else []
        if self.row:
            parts.append(str(self.row))
        if self.column:
            parts.append(str(self.column))
        where = ":".join(parts)
        return f"{where} [{self.field}]" if self.field else where


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault in a data or rule file: where, what (stable code), and what to write instead."""

    place: Place
    code: str
    message: str
    advice: str = ""

    def __str__(self) -> str:
        text = f"{self.place}: {self.code}: {self.message}"
        return f"{text} → {self.advice}" if self.advice else text


class JointsanctionError(Exception):
    """Root of the tree: ``reason`` (stable), ``message`` (for people), ``place`` (where).

    Raised itself only for what belongs nowhere else: WORKER_LOST (the system ended a process of a screening).
    """

    default_reason: ClassVar[str] = "INTERNAL"

    def __init__(self, message: str, *, reason: str = "", place: Place | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason or self.default_reason
        self.place = place or Place()

    def __str__(self) -> str:
        where = str(self.place)
        return f"{where}: {self.message}" if where else self.message

    def __reduce__(self) -> tuple[object, ...]:
        """An error goes from one process to another as it is, whatever its class was made with."""
        return _made_again, (type(self), self.message), self.__dict__


def _made_again(kind: type[JointsanctionError], message: str) -> JointsanctionError:
    return kind.__new__(kind, message)


class DataDirectoryError(JointsanctionError):
    """The data directory, or a backup of one, cannot be used.

    Reasons: DATA_DIRECTORY_MISSING, DATA_DIRECTORY_TAKEN, DATA_DIRECTORY_NOT_WRITABLE, DATA_DIRECTORY_NOT_SUPPORTED (a
    database address), BACKUP_DAMAGED.
    """

    default_reason = "DATA_DIRECTORY_MISSING"


class LedgerError(JointsanctionError):
    """The store of record: LEDGER_MISSING, LEDGER_EMPTY, LEDGER_LOCKED, LEDGER_DAMAGED, LEDGER_FULL, LEDGER_SCHEMA.

    The index over it, where it is needed: INDEX_DAMAGED, INDEX_NOT_BUILT.
    """

    default_reason = "LEDGER_DAMAGED"


class RecordError(JointsanctionError):
    """The case record cannot do what is asked of it.

    The store itself: RECORD_MISSING, RECORD_FULL, RECORD_LOCKED, RECORD_DAMAGED, RECORD_SCHEMA, RECORD_BUSY (the queue
    is full), RECORD_CLOSED. What is asked: REQUEST_ID_REUSED, CHECK_NOT_FOUND, MEASURE_NOT_FOUND, MEASURE_FOR_READING,
    MEASURE_OTHER_DEPARTMENT, ANSWER_DIFFERS, FIELD_MISSING, FIELD_TOO_LONG, DAY_IN_FUTURE, DAY_BEFORE_CHECK,
    PAGE_TOKEN_UNREADABLE, ENTRY_NOT_FOUND, ENTRY_CHANGED, REVIEW_FIRST, REVIEW_NOT_NEEDED, REVIEW_NOT_FOUND,
    REVIEW_CONTRADICTS_CODES, REVIEW_OF_PARENT, REVIEW_EXPIRED, KEEPING_TOO_SHORT.
    """

    default_reason = "RECORD_DAMAGED"


class _FindingsError(JointsanctionError):
    def __init__(
        self, message: str, findings: tuple[Finding, ...], *, reason: str = "", place: Place | None = None
    ) -> None:
        super().__init__(message, reason=reason, place=findings[0].place if findings else place)
        self.findings = findings


class CatalogError(_FindingsError):
    """A catalogue file is wrong; ``findings`` names every fault at once. Reason: CATALOG_INVALID."""

    default_reason = "CATALOG_INVALID"


class RulesError(_FindingsError):
    """A memorandum file is wrong; ``findings`` names every fault at once.

    Reasons: RULES_INVALID, RULES_CHANGED (edited while a screening started).
    """

    default_reason = "RULES_INVALID"


class FeedError(JointsanctionError):
    """A file cannot be read as a whole.

    Reasons: FILE_MISSING, FILE_UNREADABLE, FILE_FORMAT, FILE_TRUNCATED, FILE_ENCODING, FILE_EMPTY,
    HEADER_MISSING, COLUMN_MISSING, COLUMN_TWICE, LIST_MISSING; of a file to be written: FILE_FORMAT, FILE_UNREADABLE,
    OUTPUT_IS_INPUT, OUTPUT_EXISTS.
    """

    default_reason = "FILE_UNREADABLE"


class QuestionError(JointsanctionError):
    """A question that cannot be answered as asked; ``place.field`` names the field.

    Reasons: SUBJECT_EMPTY, DEPARTMENT_NOT_FOUND, REGION_NOT_FOUND, LIST_NOT_FOUND, DATE_UNREADABLE,
    FIELD_TOO_LONG, TEXT_UNREADABLE, OUTCOME_NOT_FOUND, MEMORANDUM_NOT_FOUND.
    """

    default_reason = "SUBJECT_EMPTY"


class CallersError(_FindingsError):
    """The file of callers is wrong; ``findings`` names every fault at once. Reason: CALLERS_INVALID.

    Of a change that is asked for: CALLER_TAKEN, CALLER_NOT_FOUND, KEY_NOT_FOUND, CALLERS_NOT_WRITABLE.
    """

    default_reason = "CALLERS_INVALID"


class AuthError(JointsanctionError):
    """A call is refused because of who makes it.

    Nobody is known: UNAUTHENTICATED (neither key nor certificate), KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED,
    CERTIFICATE_NOT_ALLOWED, CALLER_REVOKED. The caller may not: PERMISSION_DENIED (a right), DEPARTMENT_NOT_ALLOWED,
    REGION_NOT_ALLOWED, LIST_NOT_ALLOWED. Too often: RATE_EXCEEDED (``retry_seconds`` says when to come again).

    ``caller`` is the caller's name and ``key_id`` the public part of its key, each "" where not known.
    """

    default_reason = "UNAUTHENTICATED"

    def __init__(
        self,
        message: str,
        *,
        reason: str = "",
        place: Place | None = None,
        caller: str = "",
        key_id: str = "",
        retry_seconds: float = 0.0,
    ) -> None:
        super().__init__(message, reason=reason, place=place)
        self.caller = caller
        self.key_id = key_id
        self.retry_seconds = retry_seconds


class TransportError(JointsanctionError):
    """An address to listen on or to call, or a TLS file, cannot be used.

    Reasons: PLAINTEXT_REFUSED, ADDRESS_UNREADABLE, ADDRESS_TAKEN, TLS_FILE_UNREADABLE, TLS_FILES_MISMATCH.
    """

    default_reason = "ADDRESS_UNREADABLE"


class RequestError(JointsanctionError):
    """A message to the service is not one, or comes when it cannot be taken; ``place.field`` names the field.

    Reasons: MESSAGE_UNREADABLE, FIELD_MISSING, FIELD_TOO_LONG, PAGE_TOKEN_UNREADABLE, ENTRY_NOT_FOUND, STREAM_TOO_LONG,
    TOO_MANY_CHECKS, TOO_MANY_RECORDS, DEADLINE_PASSED, SERVER_STARTING.
    """

    default_reason = "MESSAGE_UNREADABLE"


class ServiceError(JointsanctionError):
    """The service did not answer, or refused; raised by ``jointsanction.client``.

    ``reason`` is the service's own where it gave one, else the gRPC code: UNAVAILABLE, DEADLINE_EXCEEDED, … ``code`` is
    always the gRPC code. There is no answer: the case goes on under a manual check and is asked again, never as CLEAR.
    """

    default_reason = "UNAVAILABLE"

    def __init__(self, message: str, *, code: str, reason: str = "", place: Place | None = None) -> None:
        super().__init__(message, reason=reason or code, place=place)
        self.code = code
