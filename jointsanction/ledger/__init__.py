"""The ledger (名单库): the store of record, SQLite by default; every version of everything is kept."""

from jointsanction.ledger.ledger import Ledger
from jointsanction.ledger.load_report import Fate, LoadReport
from jointsanction.ledger.name_hash import name_hash
from jointsanction.ledger.push import Pushed
from jointsanction.ledger.quarantine import QuarantinedRow, QuarantineState
from jointsanction.ledger.reading import EntryTexts
from jointsanction.ledger.receipts import ListReceipt
from jointsanction.ledger.reviews import Review
from jointsanction.ledger.rule_sets import RuleAdoption
from jointsanction.ledger.schema import SCHEMA_REVISION
from jointsanction.ledger.stored_record import StoredRecord

__all__ = [
    "SCHEMA_REVISION",
    "EntryTexts",
    "Fate",
    "Ledger",
    "ListReceipt",
    "LoadReport",
    "Pushed",
    "QuarantineState",
    "QuarantinedRow",
    "Review",
    "RuleAdoption",
    "StoredRecord",
    "name_hash",
]
