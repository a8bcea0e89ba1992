"""Invented lists and companies for a first run; no enterprise in them exists."""

from __future__ import annotations

from pathlib import Path

_DATA = Path(__file__).parent / "data"

LISTS = (
    (_DATA / "black_lists.csv", ""),
    (_DATA / "red_lists.csv", ""),
)
"""Files and the list of rows that name none."""

COMPANIES = _DATA / "companies.csv"
DEPARTMENT = "财政"
ITEM = "政府采购供应商资格审查"
REGION = "清远市"
AS_OF = "2026-11-24"
