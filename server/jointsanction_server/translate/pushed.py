"""Pushed records and their acknowledgements."""

from __future__ import annotations

from jointsanction.feed.pushed import FIELDS, PushedRecord
from jointsanction.model import RejectedRow
from jointsanction.v1.list_service_pb2 import FATE_QUARANTINED, Acknowledgement, EntryRecord, PushEntriesResponse
from jointsanction_server.clerk_messages import PushEnd
from jointsanction_server.translate.enums import FATE

_TEXTS = tuple(name for name in FIELDS if name not in ("former_names", "quarantine_id", "source"))


def pushed_record(message: EntryRecord, caller: str, *, administers: bool) -> PushedRecord:
    """A record as the feed reads it.

    Its numbers are the caller's own, whatever source it names: nobody replaces a record that another has pushed. Who
    administers pushes under the source's name alone, as a file does.
    """
    fields = {name: getattr(message, name) for name in _TEXTS}
    if administers:
        fields["source"] = message.source or caller
    else:
        fields["source"] = f"{caller}/{message.source}" if message.source else caller
    fields["former_names"] = "；".join(message.former_names)
    fields["quarantine_id"] = str(message.corrects or "")
    return PushedRecord(fields, tuple((detail.name, detail.value) for detail in message.details))


def acknowledge(message: PushEntriesResponse | Acknowledgement, ended: PushEnd) -> None:
    """Say how a record ended."""
    end = ended.end
    message.change_no = ended.change_no
    if ended.warnings:
        message.warnings.extend(ended.warnings)
    if isinstance(end, RejectedRow):
        message.fate = FATE_QUARANTINED
        message.reason, message.message, message.field = end.reason, end.message, end.field
    else:
        message.fate = FATE[end]
