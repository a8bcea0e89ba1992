"""List records that are pushed, read as the rows of a list file are: the same checks, the same quarantine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from jointsanction.catalog import Catalog
from jointsanction.feed.columns import recognise_columns
from jointsanction.feed.records import read_records
from jointsanction.feed.table import FIELD_TOO_LONG, Row, too_long
from jointsanction.model import FeedItem

FIELDS = (
    "list", "record_id", "source", "name", "former_names", "uscc", "org_code", "reg_no", "tax_no", "subject_kind",
    "legal_representative", "authority", "doc_no", "reason", "listed_on", "expires_on", "removed_on", "removed_reason",
    "region", "quarantine_id",
)  # fmt: skip
"""What a pushed record may say, as text; everything else is a detail."""

MOST_DETAILS = 100


@dataclass(frozen=True, slots=True)
class PushedRecord:
    """A record as its source has it: text by field (of ``FIELDS``) and pairs of heading and text."""

    fields: Mapping[str, str]
    details: tuple[tuple[str, str], ...] = field(default=())


def read_pushed(
    records: Iterable[PushedRecord], *, catalog: Catalog, keyed_hash: Callable[[str], str]
) -> Iterator[FeedItem]:
    """One item for every record, in order: a source record, a rejected row, or a declined natural person."""
    rows = map(_row, records)
    return read_records(
        rows, recognise_columns(FIELDS), catalog=catalog, default_list=None, source="", keyed_hash=keyed_hash
    )


def _row(record: PushedRecord) -> Row:
    cells = tuple(record.fields.get(name, "") for name in FIELDS)
    details = record.details
    problem = too_long((*cells, *(text for _, text in details)))
    if not problem and len(details) > MOST_DETAILS:
        problem = f"其他栏目有 {len(details)} 个，最多 {MOST_DETAILS} 个"
    if problem:
        return Row(0, cells, FIELD_TOO_LONG, problem, extra=details[:MOST_DETAILS])
    return Row(0, cells, extra=details)
