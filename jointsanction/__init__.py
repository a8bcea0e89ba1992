"""jointsanction (联合奖惩): is this enterprise listed, and what does this department have to do about it?"""

from __future__ import annotations

__version__ = "0.1.0"
