"""Calls that were refused because of who made them (拒绝), as they stand in the chain.

Neither a key nor anything about a subject is kept: a refused call has shown nothing that may be believed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from jointsanction.identifiers import resident_id
from jointsanction.ledger.days import moment_text
from jointsanction.record.transaction import Transaction

DENIED = "DENIED"
"""Kind of the record of refused calls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Denial:
    """``times`` alike calls: why they were refused (``reason`` is that of the error), of which method, from where.

    ``caller`` and ``key_id`` are "" where nobody was known; ``peer`` is the address without its port; ``presented``
    the names of a certificate that were shown.
    """

    reason: str
    method: str
    peer: str
    caller: str = ""
    key_id: str = ""
    presented: tuple[str, ...] = ()
    times: int = 1


def write_denial(transaction: Transaction, denial: Denial, *, now: datetime) -> int:
    """Append it to the chain and give the number of its record."""
    body = {
        "caller": denial.caller,
        "key_id": denial.key_id,
        "reason": denial.reason,
        "method": denial.method,
        "peer": denial.peer,
        "presented": [resident_id.mask_all(name) for name in denial.presented],
        "times": denial.times,
    }
    return transaction.append_json(DENIED, moment_text(now), body)
