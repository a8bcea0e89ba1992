"""The rules in force: the deployment's files if they are sound, else the last good ones of the ledger.

A broken rule file never replaces a good rule set. Every set that was ever in force is kept in the ledger under its
version, so that a past decision can be made again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from jointsanction.catalog import Catalog, compile_catalog
from jointsanction.catalog.files import FOLDER as CATALOG_FOLDER
from jointsanction.checker.data_directory import DataDirectory
from jointsanction.errors import CatalogError, Finding, Place, RulesError
from jointsanction.ledger import Ledger
from jointsanction.memoranda import MemorandumParser, Rulebook, compile_rulebook, rule_version


@dataclass(frozen=True, slots=True)
class Rules:
    """A compiled rule set; ``findings`` are the faults of the files that were left aside for it."""

    version: str
    catalog: Catalog
    rulebook: Rulebook
    findings: tuple[Finding, ...] = ()


class RuleCompiler:
    """Compiles one file set after the other; what has not changed since the last one, most of the work, is kept."""

    __slots__ = ("_catalog", "_catalog_files", "_parser")

    def __init__(self) -> None:
        self._catalog: Catalog | None = None
        self._catalog_files: Mapping[str, bytes] = {}
        self._parser = MemorandumParser()

    def catalog(self, files: Mapping[str, bytes]) -> Catalog:
        """The catalogue of a file set; raises CatalogError with every finding."""
        own = {name: content for name, content in files.items() if name.startswith(f"{CATALOG_FOLDER}/")}
        if self._catalog is None or own != self._catalog_files:
            self._catalog, self._catalog_files = compile_catalog(files), own
        return self._catalog

    def rules(self, files: Mapping[str, bytes]) -> Rules:
        """The rule set; raises CatalogError or RulesError with every finding."""
        catalog = self.catalog(files)
        return Rules(rule_version(files), catalog, compile_rulebook(files, catalog, parser=self._parser))


def compile_rules(files: Mapping[str, bytes]) -> Rules:
    """Compile one file set; raises CatalogError or RulesError with every finding."""
    return RuleCompiler().rules(files)


def rules_in_force(
    directory: DataDirectory,
    ledger: Ledger,
    *,
    now: datetime | None,
    compile_files: Callable[[Mapping[str, bytes]], Rules] = compile_rules,
) -> Rules:
    """Take up the directory's files; ``now`` None means read only: nothing is stored.

    ``compile_files``: ``compile_rules``, or ``rules`` of a compiler that has seen most of the files before.
    Raises CatalogError or RulesError only where there is no earlier good set to fall back on.
    """
    files = directory.rule_files()
    latest = ledger.latest_rule_set()
    try:
        rules = compile_files(files)
        _require_lists_in_use(rules.catalog, ledger)
    except (CatalogError, RulesError) as error:
        if latest is None:
            raise
        good = compile_files(latest[1])
        return Rules(good.version, good.catalog, good.rulebook, error.findings)
    if now is not None and (latest is None or latest[0] != rules.version):
        ledger.store_rule_set(rules.version, files, now=now)
    return rules


def _require_lists_in_use(catalog: Catalog, ledger: Ledger) -> None:
    """A list that holds entries may not vanish from the catalogue: its entries would be missed in silence."""
    missing = sorted(set(ledger.list_receipts()) - set(catalog.lists))
    if missing:
        place = Place(file="catalog/lists.yaml")
        advice = "请恢复这些名单类别；不再使用的名单应移出其记录，而不是删除类别"
        findings = tuple(Finding(place, "LIST_IN_USE", f"名单库中有“{code}”的记录", advice) for code in missing)
        raise CatalogError("目录缺少正在使用的名单类别", findings)
