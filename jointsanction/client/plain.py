"""A message as plain values, in the form of the library's own JSON: snake_case, empty fields, bare enum names.

A decision comes out exactly as ``check --json`` prints it. What this client does not know yet is never guessed: an
outcome becomes VERIFY, any other value of an enumeration UNKNOWN with its number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor
from google.protobuf.message import Message

from jointsanction import model
from jointsanction.model import Outcome

_Read = Callable[[Any], Any]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WORDS: Mapping[str, type[Enum]] = {
    "Scope": model.Scope,
    "Strength": model.Strength,
    "Basis": model.Basis,
    "Relation": model.Relation,
    "Finding": model.Finding,
    "Verdict": model.Verdict,
    "Obligation": model.Obligation,
    "EffectiveObligation": model.EffectiveObligation,
    "Role": model.Role,
    "BasisLevel": model.BasisLevel,
    "Colour": model.Colour,
    "EndKind": model.EndKind,
}


def plain(message: Message) -> dict[str, Any]:
    """A message as values that JSON knows; moments are ISO text in UTC."""
    return _reader(message.DESCRIPTOR)(message)  # type: ignore[no-any-return]


def outcome_of(value: int) -> Outcome:
    """An outcome off the wire; VERIFY for one that is not known.

    >>> outcome_of(6), outcome_of(0), outcome_of(99)
    (<Outcome.RESTRICT: 5>, <Outcome.VERIFY: 3>, <Outcome.VERIFY: 3>)
    """
    return Outcome(value - 1) if 1 <= value <= len(Outcome) else Outcome.VERIFY


def moment_of(message: Any) -> datetime:  # noqa: ANN401 -- a Timestamp, of whichever protobuf release
    """A moment off the wire."""
    return _EPOCH + timedelta(seconds=message.seconds, microseconds=message.nanos // 1000)


@cache
def _reader(descriptor: Descriptor) -> _Read:
    """The reader of a message, made once for each kind of message."""
    if descriptor.full_name == "google.protobuf.Timestamp":
        return lambda message: moment_of(message).isoformat()
    fields = [(field.name, _field_reader(field)) for field in descriptor.fields]
    special = _SPECIAL.get(descriptor.full_name)

    def read(message: Message) -> dict[str, Any]:
        values = {name: take(message) for name, take in fields}
        return values if special is None else special(values)

    return read


def _field_reader(field: FieldDescriptor) -> _Read:
    name, one = field.name, _value_reader(field)
    if field.is_repeated:
        return lambda message: [one(each) for each in getattr(message, name)]
    if field.message_type is not None:
        return lambda message: one(getattr(message, name)) if message.HasField(name) else None
    return lambda message: one(getattr(message, name))


def _value_reader(field: FieldDescriptor) -> _Read:
    if field.message_type is not None:
        kind = field.message_type
        return lambda message: _reader(kind)(message)
    if field.enum_type is not None:
        return _enum_reader(field.enum_type)
    return lambda value: value


def _enum_reader(enum: EnumDescriptor) -> _Read:
    if enum.name == "Outcome":
        return lambda value: outcome_of(value).name
    prefix = _prefix_of(enum)
    known = {value.number: _word(enum, value.name.removeprefix(prefix)) for value in enum.values}
    return lambda value: known.get(value, f"UNKNOWN_{value}")


def _word(enum: EnumDescriptor, name: str) -> str:
    """A value as the library writes it; "" for the one that says nothing."""
    if name == "UNSPECIFIED":
        return ""
    members = _WORDS.get(enum.name)
    return str(members[name]) if members is not None else name


def _prefix_of(enum: EnumDescriptor) -> str:
    """Every name of an enumeration begins with the enumeration's own, as the contract is linted."""
    return enum.values_by_number[0].name.removesuffix("UNSPECIFIED")


def _subject(values: dict[str, Any]) -> dict[str, Any]:
    del values["persons"]  # never given back
    return values


def _entry(values: dict[str, Any]) -> dict[str, Any]:
    """The end as one text, and the authorities as one besides."""
    shown: dict[str, Any] = {}
    for name, value in values.items():
        if name == "authorities":
            shown["authority"] = "；".join(value)
        if name == "end_kind":
            shown["end"] = values["end_on"] if value == model.EndKind.DATE else value
        elif name != "end_on":
            shown[name] = value
    return shown


_SPECIAL: Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "jointsanction.v1.Subject": _subject,
    "jointsanction.v1.Entry": _entry,
}
