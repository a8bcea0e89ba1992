"""The command line: ``jointsanction``."""

from __future__ import annotations

from jointsanction.cli.main import main

__all__ = ["main"]
