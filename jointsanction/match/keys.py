"""The keys under which an entry can be found, and under which a question looks.

A key is a 64-bit BLAKE2b digest of a one-letter namespace and a value, stable across processes and machines:
``U`` codes of USCC length and shape (whole, damaged, and likely repairs of a damaged one), ``O`` organisation codes,
``R`` registration and old tax numbers, ``N`` normal forms of names and former names. A key only leads to candidates;
the ladder compares the values themselves, so two values that share a key cost time and never a wrong match.
"""

from __future__ import annotations

from _blake2 import blake2b

from jointsanction.match.reading import ListedReading, SubjectReading


def key_of(namespace: str, value: str) -> int:
    """Key of a value: an unsigned 64-bit integer."""
    return int.from_bytes(blake2b((namespace + value).encode("utf-8", "surrogatepass"), digest_size=8).digest())


def entry_keys(entry: ListedReading) -> set[int]:
    """Every key under which this version of an entry must be found."""
    codes = entry.codes
    keys = {key_of("N", name) for name in entry.names}
    if codes.org_codes:
        keys.update([key_of("O", code) for code in codes.org_codes])
    if codes.numbers:
        keys.update([key_of("R", code) for code in codes.numbers])
    if codes.uscc:
        keys.add(key_of("U", codes.uscc))
        keys.update([key_of("U", code) for code in codes.repairs])
    return keys


def question_keys(subject: SubjectReading) -> list[int]:
    """The keys to look under for a subject, each once: as few as the subject allows, since each costs a probe."""
    keys = [key_of("U", subject.uscc)] if subject.uscc else []
    for code in subject.org_codes:
        keys.append(key_of("O", code))  # noqa: PERF401 -- one, nearly always: a comprehension costs more
    for name in subject.names:
        keys.append(key_of("N", name))  # noqa: PERF401 -- likewise
    if subject.repairs or subject.numbers:
        keys.extend(key_of("U", code) for code in subject.repairs)
        keys.extend(key_of("R", code) for code in subject.numbers)
    if subject.parent:
        keys.append(key_of("N", subject.parent))
    return keys
