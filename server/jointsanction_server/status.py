"""The exception tree as gRPC status: one table, by class and reason; a test walks the tree.

Every status carries ``google.rpc.ErrorInfo`` (stable reason, domain "jointsanction") and the message in Chinese as
``LocalizedMessage``; a fault of a field is a ``BadRequest``, and where coming again helps ``RetryInfo`` says when.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import grpc
from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.message import Message
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo, LocalizedMessage, RetryInfo
from google.rpc.status_pb2 import Status

from jointsanction import errors

DOMAIN = "jointsanction"
_Code = grpc.StatusCode

CODES: Mapping[type[errors.JointsanctionError], Mapping[grpc.StatusCode, tuple[str, ...]]] = {
    errors.JointsanctionError: {_Code.INTERNAL: ("INTERNAL", "WORKER_LOST")},
    errors.DataDirectoryError: {
        _Code.FAILED_PRECONDITION: (
            "DATA_DIRECTORY_MISSING", "DATA_DIRECTORY_TAKEN", "DATA_DIRECTORY_NOT_WRITABLE",
            "DATA_DIRECTORY_NOT_SUPPORTED", "BACKUP_DAMAGED",
        ),
    },
    errors.LedgerError: {
        _Code.FAILED_PRECONDITION: ("LEDGER_EMPTY", "LEDGER_MISSING", "LEDGER_SCHEMA"),
        _Code.UNAVAILABLE: ("LEDGER_LOCKED", "LEDGER_FULL", "INDEX_DAMAGED", "INDEX_NOT_BUILT"),
        _Code.DATA_LOSS: ("LEDGER_DAMAGED",),
    },
    errors.RecordError: {
        _Code.UNAVAILABLE: (
            "RECORD_MISSING", "RECORD_FULL", "RECORD_LOCKED", "RECORD_DAMAGED", "RECORD_SCHEMA", "RECORD_BUSY",
            "RECORD_CLOSED",
        ),
        _Code.ALREADY_EXISTS: ("REQUEST_ID_REUSED", "ANSWER_DIFFERS"),
        _Code.NOT_FOUND: ("CHECK_NOT_FOUND", "MEASURE_NOT_FOUND", "ENTRY_NOT_FOUND", "REVIEW_NOT_FOUND"),
        _Code.ABORTED: ("ENTRY_CHANGED",),
        _Code.FAILED_PRECONDITION: (
            "MEASURE_FOR_READING", "REVIEW_FIRST", "REVIEW_NOT_NEEDED", "REVIEW_CONTRADICTS_CODES", "REVIEW_OF_PARENT",
        ),
        _Code.INVALID_ARGUMENT: (
            "MEASURE_OTHER_DEPARTMENT", "FIELD_MISSING", "FIELD_TOO_LONG", "DAY_IN_FUTURE", "DAY_BEFORE_CHECK",
            "PAGE_TOKEN_UNREADABLE", "REVIEW_EXPIRED", "KEEPING_TOO_SHORT",
        ),
    },
    errors.CatalogError: {_Code.FAILED_PRECONDITION: ("CATALOG_INVALID",)},
    errors.RulesError: {_Code.FAILED_PRECONDITION: ("RULES_INVALID", "RULES_CHANGED")},
    errors.FeedError: {
        _Code.INVALID_ARGUMENT: (
            "FILE_MISSING", "FILE_UNREADABLE", "FILE_FORMAT", "FILE_TRUNCATED", "FILE_ENCODING", "FILE_EMPTY",
            "HEADER_MISSING", "COLUMN_MISSING", "COLUMN_TWICE", "LIST_MISSING", "OUTPUT_IS_INPUT", "OUTPUT_EXISTS",
        ),
    },
    errors.QuestionError: {
        _Code.INVALID_ARGUMENT: (
            "SUBJECT_EMPTY", "DEPARTMENT_NOT_FOUND", "REGION_NOT_FOUND", "LIST_NOT_FOUND", "DATE_UNREADABLE",
            "FIELD_TOO_LONG", "TEXT_UNREADABLE", "OUTCOME_NOT_FOUND",
        ),
        _Code.NOT_FOUND: ("MEMORANDUM_NOT_FOUND",),
    },
    errors.CallersError: {
        _Code.FAILED_PRECONDITION: (
            "CALLERS_INVALID", "CALLER_TAKEN", "CALLER_NOT_FOUND", "KEY_NOT_FOUND", "CALLERS_NOT_WRITABLE",
        ),
    },
    errors.AuthError: {
        _Code.UNAUTHENTICATED: (
            "UNAUTHENTICATED", "KEY_UNKNOWN", "KEY_EXPIRED", "KEY_REVOKED", "CERTIFICATE_NOT_ALLOWED", "CALLER_REVOKED",
        ),
        _Code.PERMISSION_DENIED: (
            "PERMISSION_DENIED", "DEPARTMENT_NOT_ALLOWED", "REGION_NOT_ALLOWED", "LIST_NOT_ALLOWED",
        ),
        _Code.RESOURCE_EXHAUSTED: ("RATE_EXCEEDED",),
    },
    errors.TransportError: {
        _Code.FAILED_PRECONDITION: (
            "PLAINTEXT_REFUSED", "ADDRESS_UNREADABLE", "ADDRESS_TAKEN", "TLS_FILE_UNREADABLE", "TLS_FILES_MISMATCH",
        ),
    },
    errors.RequestError: {
        _Code.INVALID_ARGUMENT: (
            "MESSAGE_UNREADABLE", "FIELD_MISSING", "FIELD_TOO_LONG", "PAGE_TOKEN_UNREADABLE", "TOO_MANY_CHECKS",
            "TOO_MANY_RECORDS",
        ),
        _Code.NOT_FOUND: ("ENTRY_NOT_FOUND",),
        _Code.RESOURCE_EXHAUSTED: ("STREAM_TOO_LONG",),
        _Code.DEADLINE_EXCEEDED: ("DEADLINE_PASSED",),
        _Code.UNAVAILABLE: ("SERVER_STARTING",),
    },
}  # fmt: skip

_CODE_OF = {
    (kind, reason): code for kind, codes in CODES.items() for code, reasons in codes.items() for reason in reasons
}

# What stands in these is about the server's own files: a caller is told that they are at fault, and no more.
_OWN = (
    errors.DataDirectoryError, errors.CatalogError, errors.RulesError, errors.CallersError, errors.TransportError,
)  # fmt: skip
_OWN_MESSAGE = "服务的数据目录或规则文件有误，请联系服务的管理员"

_PATHS = {
    **{name: f"subject.{name}" for name in ("name", "uscc", "org_code", "reg_no", "tax_no", "former_names")},
    **{name: f"context.{name}" for name in ("department", "item", "region", "case_no")},
}
"""Where a field of a question stands in a CheckRequest."""

RETRY_SECONDS = 1.0
"""When to come again after UNAVAILABLE: a full queue or a held lock is over by then; a full disk is asked again."""


def code_of(error: errors.JointsanctionError) -> grpc.StatusCode:
    """The code of an error, by the nearest class that the table has; INTERNAL for a reason that it does not know."""
    kind = next(kind for kind in type(error).__mro__ if kind in CODES)
    return _CODE_OF.get((kind, error.reason), _Code.INTERNAL)


def status_of(error: errors.JointsanctionError) -> Status:
    """The status of an error. Nothing of the server's own files is told."""
    code = code_of(error)
    message = _OWN_MESSAGE if isinstance(error, _OWN) else error.message
    status = _status(code, error.reason, message)
    if error.place.field and code is _Code.INVALID_ARGUMENT:
        field = error.place.field
        if isinstance(error, errors.QuestionError):
            field = _PATHS.get(field, field)
        _add(status, BadRequest(field_violations=[{"field": field, "description": message, "reason": error.reason}]))
    seconds = getattr(error, "retry_seconds", 0.0) or (RETRY_SECONDS if code is _Code.UNAVAILABLE else 0.0)
    if seconds:
        _add(status, RetryInfo(retry_delay=timedelta(seconds=seconds)))
    return status


def internal_status(number: str) -> Status:
    """The status of an error that nobody foresaw: a number that the server's log explains, and nothing else."""
    message = f"服务内部错误，编号 {number}；请将编号告知服务的管理员"
    return _status(_Code.INTERNAL, "INTERNAL", message, {"number": number})


def _status(code: grpc.StatusCode, reason: str, message: str, metadata: Mapping[str, str] | None = None) -> Status:
    status = Status(code=code.value[0], message=f"{reason}: {message}")
    _add(status, ErrorInfo(reason=reason, domain=DOMAIN, metadata=metadata or {}))
    _add(status, LocalizedMessage(locale="zh-CN", message=message))
    return status


def _add(status: Status, detail: Message) -> None:
    packed = AnyMessage()
    packed.Pack(detail)
    status.details.append(packed)
