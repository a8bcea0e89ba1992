"""What gRPC says of a call that failed, as a ServiceError with the service's own reason."""

from __future__ import annotations

from typing import Protocol

import grpc
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo, LocalizedMessage
from google.rpc.status_pb2 import Status

from jointsanction.errors import Place, ServiceError

_DETAILS = "grpc-status-details-bin"


class _Failed(Protocol):
    def code(self) -> grpc.StatusCode: ...
    def details(self) -> str | None: ...
    def trailing_metadata(self) -> object: ...


def failure_of(call: _Failed) -> ServiceError:
    """The error of a failed call."""
    for name, value in call.trailing_metadata() or ():  # type: ignore[attr-defined]
        if name == _DETAILS:
            return status_failure(Status.FromString(value))
    code = call.code().name
    return ServiceError(call.details() or code, code=code)


def status_failure(status: Status) -> ServiceError:
    """The error that a status tells of, also that of one item of a stream."""
    reason, message, place = "", status.message, Place()
    for detail in status.details:
        info, local, bad = ErrorInfo(), LocalizedMessage(), BadRequest()
        if detail.Unpack(info):
            reason = info.reason
        elif detail.Unpack(local):
            message = local.message
        elif detail.Unpack(bad) and bad.field_violations:
            place = Place(field=bad.field_violations[0].field)
    code = next((each.name for each in grpc.StatusCode if each.value[0] == status.code), "UNKNOWN")
    return ServiceError(message, code=code, reason=reason, place=place)
