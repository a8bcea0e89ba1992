"""Who may: the guard at the door, the rate of each caller, denials, TLS, and where plaintext is allowed.

    guard = Guard(directory.callers)       # raises CallersError for a faulty file
    guard.start()                          # edits of the file hold within a second
    caller = guard.identify(context.invocation_metadata(), context.auth_context(), context.peer())
    caller.require(Right.CHECK)
    caller.require_question(catalog.resolve(asked))

Where an AuthError comes up, ``Denials.note`` counts and records it.
"""

from __future__ import annotations

from jointsanction.callers import OPERATOR, Caller, Right
from jointsanction.errors import AuthError
from jointsanction_server.auth.address import is_local_peer, peer_host, require_safe
from jointsanction_server.auth.denials import Denials
from jointsanction_server.auth.guard import Guard
from jointsanction_server.auth.long_call import LongCall
from jointsanction_server.auth.tls import TlsFiles, server_credentials

__all__ = [
    "OPERATOR",
    "AuthError",
    "Caller",
    "Denials",
    "Guard",
    "LongCall",
    "Right",
    "TlsFiles",
    "is_local_peer",
    "peer_host",
    "require_safe",
    "server_credentials",
]
