"""The callers of one reading of callers.yaml: who presents this key, or this certificate?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from jointsanction.callers.caller import Caller
from jointsanction.callers.forms import CallerForm, CallersFile, KeyForm
from jointsanction.callers.key import digest_of, key_id_of
from jointsanction.errors import AuthError


@dataclass(frozen=True, slots=True)
class _Held:
    """A key or a certificate of a caller, and when it holds."""

    caller: Caller
    expires_on: date | None
    revoked: bool
    caller_revoked: bool


class CallerBook:
    """Immutable. ``empty`` while no caller is set up: then nobody can show who it is."""

    def __init__(self, content: CallersFile) -> None:
        self.forms = content.callers
        self.empty = not content.callers
        self._keys = {key.sha256: _held(form, key) for form in content.callers for key in form.keys}
        self._certificates = {
            certificate_key(name): _held(form, None) for form in content.callers for name in form.certificates
        }

    def by_key(self, text: str, today: date) -> Caller:
        """Whose key this is; raises AuthError KEY_UNKNOWN, KEY_REVOKED, KEY_EXPIRED, CALLER_REVOKED."""
        held = self._keys.get(digest_of(text))
        if held is None:
            raise AuthError("密钥不对", reason="KEY_UNKNOWN", key_id=key_id_of(text))
        name, key_id = held.caller.name, held.caller.key_id
        if held.caller_revoked:
            raise AuthError(f"调用方 {name} 已停用", reason="CALLER_REVOKED", caller=name, key_id=key_id)
        if held.revoked:
            raise AuthError(f"密钥 {key_id} 已作废", reason="KEY_REVOKED", caller=name, key_id=key_id)
        if held.expires_on is not None and today >= held.expires_on:
            message = f"密钥 {key_id} 已于 {held.expires_on} 到期；请换用新的密钥"
            raise AuthError(message, reason="KEY_EXPIRED", caller=name, key_id=key_id)
        return held.caller

    def by_certificate(self, names: Iterable[str]) -> Caller | None:
        """To whom one of a certificate's subject alternative names is bound; None where to nobody.

        Raises AuthError CALLER_REVOKED; CERTIFICATE_NOT_ALLOWED where the names belong to different callers.
        """
        found = {
            held.caller.name: held
            for name in names
            if (held := self._certificates.get(certificate_key(name))) is not None
        }
        if len(found) > 1:
            message = f"客户端证书同时属于几个调用方：{'、'.join(sorted(found))}"
            raise AuthError(message, reason="CERTIFICATE_NOT_ALLOWED")
        for name, held in found.items():
            if held.caller_revoked:
                raise AuthError(f"调用方 {name} 已停用", reason="CALLER_REVOKED", caller=name)
            return held.caller
        return None


def _held(form: CallerForm, key: KeyForm | None) -> _Held:
    rate = form.rate
    caller = Caller(
        name=form.name,
        rights=frozenset(form.rights),
        departments=form.departments,
        regions=form.regions,
        lists=form.lists,
        rate=rate,
        burst=form.burst or max(1, round(rate or 1)),
        title=form.title,
    )
    gone = form.revoked_on is not None
    if key is None:
        return _Held(caller, None, revoked=False, caller_revoked=gone)
    return _Held(replace(caller, key_id=key.id), key.expires_on, key.revoked_on is not None, gone)


def certificate_key(name: str) -> str:
    """How names of certificates are compared: host names without regard to case, addresses (URI) as they stand.

    >>> certificate_key("Approval.Example"), certificate_key("spiffe://City/Approval")
    ('approval.example', 'spiffe://City/Approval')
    """
    return name if ":" in name else name.lower()


EMPTY = CallerBook(CallersFile(callers=()))
"""Nobody set up."""
