"""What the clerk of a serving process does: write pushed records into the ledger, take up edited rules, have the index
built, take the journal of the record over into its tables.

The first two keep an interpreter busy for long, so a process beside the one that answers does them (``clerk``); where
there can be none, the answering process does them itself, by the same code.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from jointsanction.catalog import Catalog
from jointsanction.checker import DataDirectory, RuleCompiler, Rules, rules_in_force
from jointsanction.feed.pushed import read_pushed
from jointsanction.ledger import Ledger
from jointsanction.match import BackgroundBuild
from jointsanction.model import SourceRecord
from jointsanction.record import Folding
from jointsanction.v1.list_service_pb2 import EntryRecord
from jointsanction_server.clerk_messages import BuildWanted, PushEnd, PushGroup
from jointsanction_server.translate.pushed import pushed_record

LONGEST_ORIGIN = 200


class ClerkWork:
    """Over a ledger of its own; for one thread at a time."""

    def __init__(self, data: Path) -> None:
        self._directory = DataDirectory(data)
        self._ledger = Ledger.open(self._directory.ledger)
        self._keyed_hash = self._directory.hasher()
        self._compiler = RuleCompiler()
        self._known: tuple[str, Catalog] | None = None
        self._builds = BackgroundBuild(self._directory.ledger, self._directory.index)
        self._folding: Folding | None = None

    def push(self, group: PushGroup) -> list[PushEnd]:
        """Take the records; they are durable when this returns. Raises LedgerError: then none was taken."""
        catalog = self._catalog(group)
        records = (
            pushed_record(EntryRecord.FromString(record), message.caller, administers=message.administers)
            for message in group.messages
            for record in message.records
        )
        items = list(read_pushed(records, catalog=catalog, keyed_hash=self._keyed_hash))
        origin = "push:" + ",".join(sorted({message.caller for message in group.messages}))
        pushed = self._ledger.push(items, origin=origin[:LONGEST_ORIGIN], now=group.at)
        return [
            PushEnd(end, pushed.change_no, item.warnings if isinstance(item, SourceRecord) else ())
            for item, end in zip(items, pushed.ends, strict=True)
        ]

    def rules(self, now: datetime) -> Rules:
        """Take up the rule files as they stand; raises what ``rules_in_force`` raises."""
        rules = rules_in_force(self._directory, self._ledger, now=now, compile_files=self._compiler.rules)
        self._known = rules.version, rules.catalog
        return rules

    def build(self, wanted: BuildWanted) -> bool:
        """Have the next layer built, unless one is being built; whether the last build failed."""
        self._builds.start(wanted.upto, patience=wanted.patience)
        return self._builds.fails

    def fold(self, _: None) -> None:
        """Take the journal of the record over into its tables. Raises RecordError; nothing is lost then."""
        if self._folding is None:
            self._folding = Folding(self._directory.record, busy_seconds=1.0)
        self._folding.fold()

    def _catalog(self, group: PushGroup) -> Catalog:
        """The catalogue that the answering process uses: every rule set that was in force is in the ledger."""
        if self._known is None or self._known[0] != group.rule_version:
            files = self._ledger.rule_set(group.rule_version)
            if files is None:
                return self.rules(group.at).catalog
            self._known = group.rule_version, self._compiler.catalog(files)
        return self._known[1]

    def close(self) -> None:
        """End a build that runs, and release the ledger."""
        self._builds.close()
        if self._folding is not None:
            self._folding.close()
        self._ledger.close()
