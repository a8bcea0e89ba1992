"""What the clerk of a serving process does: write pushed records into the ledger, take up edited rules, have the index
built.

The first two keep an interpreter busy for long, so a process beside the one that answers does them (``clerk``); where
there can be none, the answering process does them itself, by the same code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jointsanction.catalog import Catalog, compile_catalog
from jointsanction.checker import DataDirectory, Rules, rules_in_force
from jointsanction.feed.pushed import PushedRecord, read_pushed
from jointsanction.ledger import Fate, Ledger
from jointsanction.match import BackgroundBuild
from jointsanction.model import RejectedRow, SourceRecord

LONGEST_ORIGIN = 200


@dataclass(frozen=True, slots=True)
class PushGroup:
    """Records that are written in one transaction, and read by the catalogue of the rules in force."""

    records: tuple[PushedRecord, ...]
    callers: frozenset[str]
    rule_version: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PushEnd:
    """How a record ended (a rejected row: in quarantine), and the change number that it became durable with."""

    end: Fate | RejectedRow
    change_no: int
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BuildWanted:
    """A layer up to a change number; after a failure the next attempt is ``patience`` changes away."""

    upto: int
    patience: int


class ClerkWork:
    """Over a ledger of its own; for one thread at a time."""

    def __init__(self, data: Path) -> None:
        self._directory = DataDirectory(data)
        self._ledger = Ledger.open(self._directory.ledger)
        self._keyed_hash = self._directory.hasher()
        self._known: tuple[str, Catalog] | None = None
        self._builds = BackgroundBuild(self._directory.ledger, self._directory.index)

    def push(self, group: PushGroup) -> list[PushEnd]:
        """Take the records; they are durable when this returns. Raises LedgerError: then none was taken."""
        catalog = self._catalog(group)
        items = list(read_pushed(group.records, catalog=catalog, keyed_hash=self._keyed_hash))
        origin = "push:" + ",".join(sorted(group.callers))
        pushed = self._ledger.push(items, origin=origin[:LONGEST_ORIGIN], now=group.at)
        return [
            PushEnd(end, pushed.change_no, item.warnings if isinstance(item, SourceRecord) else ())
            for item, end in zip(items, pushed.ends, strict=True)
        ]

    def rules(self, now: datetime) -> Rules:
        """Take up the rule files as they stand; raises what ``rules_in_force`` raises."""
        rules = rules_in_force(self._directory, self._ledger, now=now)
        self._known = rules.version, rules.catalog
        return rules

    def build(self, wanted: BuildWanted) -> bool:
        """Have the next layer built, unless one is being built; whether the last build failed."""
        self._builds.start(wanted.upto, patience=wanted.patience)
        return self._builds.fails

    def _catalog(self, group: PushGroup) -> Catalog:
        """The catalogue that the answering process uses: every rule set that was in force is in the ledger."""
        if self._known is None or self._known[0] != group.rule_version:
            files = self._ledger.rule_set(group.rule_version)
            if files is None:
                return self.rules(group.at).catalog
            self._known = group.rule_version, compile_catalog(files)
        return self._known[1]

    def close(self) -> None:
        """End a build that runs, and release the ledger."""
        self._builds.close()
        self._ledger.close()
