"""The operator's work: load lists, keep the data directory sound, back it up and bring it back."""

from __future__ import annotations

from jointsanction.operate.backup import backup, restore
from jointsanction.operate.doctor import examine
from jointsanction.operate.examined import Condition, Examined
from jointsanction.operate.loading import load_file

__all__ = ["Condition", "Examined", "backup", "examine", "load_file", "restore"]
