"""The checker: subject and context in, decision out; and the data directory that it is opened on."""

from __future__ import annotations

from jointsanction.checker.checker import SHANGHAI, Checker, shanghai_today
from jointsanction.checker.data_directory import ENVIRONMENT, DataDirectory, KeyedHash, create
from jointsanction.checker.freshness import ListFreshness, list_notices, stale_lists
from jointsanction.checker.rules import RuleCompiler, Rules, compile_rules, rules_in_force

__all__ = [
    "ENVIRONMENT",
    "SHANGHAI",
    "Checker",
    "DataDirectory",
    "KeyedHash",
    "ListFreshness",
    "RuleCompiler",
    "Rules",
    "compile_rules",
    "create",
    "list_notices",
    "rules_in_force",
    "shanghai_today",
    "stale_lists",
]
