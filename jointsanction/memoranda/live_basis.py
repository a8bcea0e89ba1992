"""Whether a legal basis carries a restriction on a given day.

Since 国办发〔2020〕49号 (published 2020-12-18) a measure that cuts rights or adds duties must cite a law, a
regulation or a central policy document directly. The level decides here; what an article says is for people to check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from jointsanction.model import BasisLevel, LegalBasis

RegionContains = Callable[[str, str], bool]
"""``(outer, inner)``, division codes: whether ``inner`` lies in ``outer`` or is the same."""

EVERYWHERE = frozenset({BasisLevel.LAW, BasisLevel.ADMINISTRATIVE_REGULATION, BasisLevel.CENTRAL_POLICY})


def in_force(valid_from: date | None, valid_to: date | None, as_of: date) -> bool:
    """Half-open: the first day counts, the last does not; a missing bound is no bound.

    >>> in_force(date(2021, 1, 1), date(2022, 1, 1), date(2022, 1, 1))
    False
    """
    return (valid_from is None or valid_from <= as_of) and (valid_to is None or as_of < valid_to)


def qualifies(basis: LegalBasis, *, for_court: bool, region: str, as_of: date, region_contains: RegionContains) -> bool:
    """Column "live basis" of table 1 for one basis.

    A judicial interpretation binds courts only. A local regulation counts in its own region; where no region was given
    (``""``) it does not.
    """
    if not in_force(basis.valid_from, basis.valid_to, as_of):
        return False
    if basis.level in EVERYWHERE:
        return True
    if basis.level is BasisLevel.LOCAL_REGULATION:
        return bool(region) and bool(basis.region) and region_contains(basis.region, region)
    return basis.level is BasisLevel.JUDICIAL_INTERPRETATION and for_court


def can_qualify(bases: Iterable[LegalBasis]) -> bool:
    """Whether some basis could qualify for somebody on some day, by its level alone."""
    return any(
        basis.level in EVERYWHERE or basis.level in (BasisLevel.LOCAL_REGULATION, BasisLevel.JUDICIAL_INTERPRETATION)
        for basis in bases
    )


def shown(bases: tuple[LegalBasis, ...], as_of: date) -> tuple[LegalBasis, ...]:
    """The bases an answer cites: those in force on the day, or all of them when none is."""
    return tuple(basis for basis in bases if in_force(basis.valid_from, basis.valid_to, as_of)) or bases
