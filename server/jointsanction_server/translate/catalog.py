"""What the catalogue and the ledger hold, as messages."""

from __future__ import annotations

from datetime import date

from jointsanction.catalog import Body, Department, Item
from jointsanction.checker import ListFreshness
from jointsanction.ledger import StoredRecord
from jointsanction.ledger.days import shanghai_day
from jointsanction.v1 import list_service_pb2 as wire
from jointsanction_server.translate.entry import day_text
from jointsanction_server.translate.enums import COLOUR


def list_class(freshness: ListFreshness, today: date) -> wire.ListClass:
    """A list and how fresh it is."""
    listed = freshness.listed
    return wire.ListClass(
        code=listed.code,
        name=listed.name,
        aliases=listed.aliases,
        colour=COLOUR[listed.colour],
        owner=listed.owner,
        term_months=listed.term_months or 0,
        end_inclusive=listed.end_inclusive,
        update_days=listed.update_days or 0,
        last_received_on=day_text(freshness.last_received_on),
        entries=freshness.entries,
        stale=freshness.stale_on(today),
    )


def department(each: Department) -> wire.Department:
    """A function."""
    return wire.Department(code=each.code, name=each.name, aliases=each.aliases, predecessors=each.predecessors)


def body(each: Body) -> wire.Body:
    """A body."""
    return wire.Body(
        code=each.code, name=each.name, department=each.department, region=each.region, aliases=each.aliases
    )


def item(each: Item) -> wire.Item:
    """An approval item."""
    return wire.Item(
        code=each.code,
        name=each.name,
        aliases=each.aliases,
        type=each.type,
        tags=each.tags,
        department=each.department,
    )


def source_record(stored: StoredRecord) -> wire.SourceRecord:
    """A source record; details and names of persons are left out."""
    record = stored.record
    return wire.SourceRecord(
        source=record.source,
        record_id=record.record_id,
        authority=record.authority,
        doc_no=record.doc_no,
        reason=record.reason,
        listed_on=day_text(record.listed_on),
        removed_on=day_text(record.removed_on),
        received_on=day_text(shanghai_day(stored.received_at)),
    )
