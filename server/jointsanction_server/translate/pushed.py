"""Pushed records and their acknowledgements."""

from __future__ import annotations

from jointsanction.callers import Caller, Right
from jointsanction.feed.pushed import FIELDS, PushedRecord
from jointsanction.model import RejectedRow
from jointsanction.v1.list_service_pb2 import FATE_QUARANTINED, EntryRecord, PushEntriesResponse
from jointsanction_server.clerk_work import PushEnd
from jointsanction_server.translate.enums import FATE

_TEXTS = tuple(name for name in FIELDS if name not in ("former_names", "quarantine_id", "source"))


def pushed_record(message: EntryRecord, caller: Caller) -> PushedRecord:
    """A record as the feed reads it.

    Its numbers are the caller's own, whatever source it names: nobody replaces a record that another has pushed. Who
    administers pushes under the source's name alone, as a file does.
    """
    fields = {name: getattr(message, name) for name in _TEXTS}
    if Right.ADMIN in caller.rights:
        fields["source"] = message.source or caller.name
    else:
        fields["source"] = f"{caller.name}/{message.source}" if message.source else caller.name
    fields["former_names"] = "；".join(message.former_names)
    fields["quarantine_id"] = str(message.corrects or "")
    return PushedRecord(fields, tuple((detail.name, detail.value) for detail in message.details))


def acknowledgement(correlation_id: str, ended: PushEnd) -> PushEntriesResponse:
    """How a record ended."""
    end = ended.end
    response = PushEntriesResponse(
        correlation_id=correlation_id, warnings=ended.warnings, change_no=ended.change_no, fate=FATE_QUARANTINED
    )
    if isinstance(end, RejectedRow):
        response.reason, response.message, response.field = end.reason, end.message, end.field
    else:
        response.fate = FATE[end]
    return response
