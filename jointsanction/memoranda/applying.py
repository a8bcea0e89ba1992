"""One measure applied to one question: its departments, its item, its region, its live basis, its effect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from jointsanction.catalog import Catalog, Item
from jointsanction.memoranda.effective import DEPARTMENT_INFERRED, effective_obligation
from jointsanction.memoranda.item_selector import ItemMatch
from jointsanction.memoranda.live_basis import in_force, qualifies, shown
from jointsanction.memoranda.memorandum import Measure, Memorandum
from jointsanction.model import EffectiveMeasure


@dataclass(frozen=True, slots=True)
class Question:
    """The part of a resolved context that measures depend on, and the day.

    ``departments`` are function codes, empty where none was given; ``item`` is None where none was given or where the
    catalogue does not know it, which ``item_given`` tells apart; ``region`` is a division code or "".
    """

    departments: tuple[str, ...]
    item: Item | None
    item_given: bool
    region: str
    as_of: date

    def departments_of(self, measure: Measure) -> tuple[str, ...]:
        """The measure's departments that are asked; every one of them where the question names none."""
        if not self.departments:
            return measure.departments
        return tuple(code for code in measure.departments if code in self.departments)

    def item_match(self, measure: Measure) -> ItemMatch:
        """Whether the measure touches the item asked about."""
        return measure.items.match(self.item, missing_is_yes=not self.departments and not self.item_given)

    def in_region(self, measure: Measure, catalog: Catalog) -> bool:
        """Whether the measure holds in the region asked about; a regional one does not where no region is given."""
        return not measure.regions or (
            bool(self.region) and any(catalog.region_contains(outer, self.region) for outer in measure.regions)
        )


def basis_lives(measure: Measure, department: str, question: Question, catalog: Catalog, court: str) -> bool:
    """Whether some cited basis qualifies on the day; before the gate's first day none is asked for."""
    return question.as_of < catalog.settings.legal_basis_gate_from or any(
        qualifies(
            basis,
            for_court=department == court,
            region=question.region,
            as_of=question.as_of,
            region_contains=catalog.region_contains,
        )
        for basis in measure.legal_basis
    )


def applied(
    memorandum: Memorandum, measure: Measure, question: Question, catalog: Catalog, court: str
) -> Iterator[EffectiveMeasure]:
    """What a measure comes to, once per department asked and per role; nothing where it does not apply.

    ``court`` is the function code of the courts.
    """
    if not in_force(measure.valid_from, measure.valid_to, question.as_of) or not question.in_region(measure, catalog):
        return
    item = question.item_match(measure)
    for department in question.departments_of(measure):
        effect = effective_obligation(
            measure.obligation,
            basis_lives=basis_lives(measure, department, question, catalog, court),
            conditional=bool(measure.condition),
            item=item,
        )
        if effect is None:
            return
        effective, notes = effect
        for role in measure.roles:
            yield EffectiveMeasure(
                measure_id=measure.measure_id,
                memorandum=memorandum.ref,
                title=measure.title,
                kind=measure.kind,
                department=catalog.departments[department].name,
                role=role,
                obligation=measure.obligation,
                effective=effective,
                legal_basis=shown(measure.legal_basis, question.as_of),
                condition=measure.condition,
                notes=(*notes, DEPARTMENT_INFERRED) if measure.department_inferred else notes,
                contact=memorandum.contact,
            )
