"""The version of everything that turns a question into a decision besides lists and rules.

It changes with any change of the normal form, the reading of codes, the ladder or the table, and with nothing else:
decisions with the same five inputs are the same bytes, and an index built by another version is built anew.
"""

from __future__ import annotations

ENGINE_VERSION = "5"
