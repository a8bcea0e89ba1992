"""Screen a file of companies: rows in input order, every input column kept, result columns added."""

from __future__ import annotations

from jointsanction.screen.screening import ScreenReport, screen_file

__all__ = ["ScreenReport", "screen_file"]
