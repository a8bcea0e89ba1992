"""Memoranda (备忘录): rule files in YAML → rulebook; lint; and what a measure comes to for one question."""

from jointsanction.memoranda.compile import compile_rulebook
from jointsanction.memoranda.consequences import Consequences
from jointsanction.memoranda.lint import is_advice, lint
from jointsanction.memoranda.memorandum import Measure, Memorandum
from jointsanction.memoranda.parsed import MemorandumParser
from jointsanction.memoranda.reading import read_files, schema_files, shipped_files
from jointsanction.memoranda.rulebook import Rulebook
from jointsanction.memoranda.version import rule_version

__all__ = [
    "Consequences",
    "Measure",
    "Memorandum",
    "MemorandumParser",
    "Rulebook",
    "compile_rulebook",
    "is_advice",
    "lint",
    "read_files",
    "rule_version",
    "schema_files",
    "shipped_files",
]
