"""Callers (调用方) of the service: who they are, what they may do, and the file in which they are set up."""

from __future__ import annotations

from jointsanction.callers.book import EMPTY, CallerBook
from jointsanction.callers.caller import EVERY_RIGHT, OPERATOR, RIGHT_WORDS, Caller, Right
from jointsanction.callers.editing import add_caller, key_form, revoke_caller, revoke_key, rotate_key
from jointsanction.callers.forms import FILE, CallerForm, CallersFile, KeyForm
from jointsanction.callers.key import NewKey, new_key
from jointsanction.callers.reading import compile_callers, read_callers

__all__ = [
    "EMPTY",
    "EVERY_RIGHT",
    "FILE",
    "OPERATOR",
    "RIGHT_WORDS",
    "Caller",
    "CallerBook",
    "CallerForm",
    "CallersFile",
    "KeyForm",
    "NewKey",
    "Right",
    "add_caller",
    "compile_callers",
    "key_form",
    "new_key",
    "read_callers",
    "revoke_caller",
    "revoke_key",
    "rotate_key",
]
