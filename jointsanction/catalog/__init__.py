"""The catalogue (目录): list classes, departments, bodies, approval items, regions and legal bases.

Its files can be edited by a deployment; they are checked as a whole when read, and every fault is named at once.
"""

from __future__ import annotations

from jointsanction.catalog.catalog import Catalog
from jointsanction.catalog.compile import compile_catalog, lint_catalog
from jointsanction.catalog.entities import (
    Body,
    Department,
    Item,
    ListClass,
    Region,
    ResolvedContext,
    Settings,
)
from jointsanction.catalog.files import read_files, schema_files, shipped_files
from jointsanction.catalog.item_code import ItemCode, parse_item_code
from jointsanction.catalog.lookup_key import lookup_key
from jointsanction.catalog.schema_faults import pydantic_findings
from jointsanction.catalog.unreadable import Unreadable, content_of
from jointsanction.catalog.yaml_positions import Positions, parse

__all__ = [
    "Body",
    "Catalog",
    "Department",
    "Item",
    "ItemCode",
    "ListClass",
    "Positions",
    "Region",
    "ResolvedContext",
    "Settings",
    "Unreadable",
    "compile_catalog",
    "content_of",
    "lint_catalog",
    "lookup_key",
    "parse",
    "parse_item_code",
    "pydantic_findings",
    "read_files",
    "schema_files",
    "shipped_files",
]
