"""From memorandum files to the rulebook; a set with any fault is refused as a whole."""

from __future__ import annotations

from collections.abc import Mapping

from jointsanction.catalog import Catalog
from jointsanction.errors import RulesError
from jointsanction.memoranda.item_selector import ItemSelector
from jointsanction.memoranda.lint import is_advice, lint_parsed
from jointsanction.memoranda.memorandum import Measure, Memorandum
from jointsanction.memoranda.parsed import MemorandumParser
from jointsanction.memoranda.references import References
from jointsanction.memoranda.rulebook import Rulebook
from jointsanction.memoranda.schema import ItemsChosen, MeasureForm, MemorandumForm
from jointsanction.memoranda.version import rule_version
from jointsanction.model import Colour, MemorandumRef


def compile_rulebook(
    files: Mapping[str, bytes], catalog: Catalog, *, parser: MemorandumParser | None = None
) -> Rulebook:
    """Compile the memoranda among ``files`` over their catalogue.

    ``files`` are all files of the rule set, the catalogue's too: the version covers what is given. Raises RulesError
    with every fault of every file; advice (see ``is_advice``) does not stop it. ``parser``: one that has read most of
    the files before.
    """
    parsed = (parser or MemorandumParser()).parse(files)
    references = References(catalog)
    faults = tuple(finding for finding in lint_parsed(parsed, references) if not is_advice(finding))
    if faults:
        raise RulesError(f"备忘录文件有 {len(faults)} 处错误", faults)
    memoranda = tuple(_memorandum(each.form, references) for each in parsed if each.form is not None)
    return Rulebook(rule_version(files), memoranda, catalog, court=references.court())


def _memorandum(form: MemorandumForm, references: References) -> Memorandum:
    lists = [found.code for text in form.lists if (found := references.list_class(text)) is not None]
    return Memorandum(
        ref=MemorandumRef(form.id, form.title, form.doc_no),
        colour=Colour(form.kind),
        issued_on=form.issued_on,
        issued_on_status=form.issued_on_status,
        lead=form.lead,
        signatories=form.signatories,
        lists=_once(lists),
        subjects=form.subjects,
        sources=tuple(form.sources.items()),
        valid_from=form.valid_from,
        valid_to=form.valid_to,
        contact=form.contact,
        notes=form.notes,
        measures=tuple(_measure(each, references) for each in form.measures),
    )


def _measure(form: MeasureForm, references: References) -> Measure:
    departments = [code for text in form.departments for code in references.department_codes(text)]
    regions = [code for text in form.regions if (code := references.region_code(text)) is not None]
    bases = [basis for text in form.legal_bases if (basis := references.legal_basis(text)) is not None]
    items = form.items
    return Measure(
        measure_id=form.id,
        no=form.no,
        title=form.title,
        kind=form.kind,
        obligation=form.obligation,
        departments=_once(departments),
        department_inferred=form.department_status == "inferred",
        roles=tuple(dict.fromkeys(form.roles)),
        condition=form.condition,
        items=references.selector(items) if isinstance(items, ItemsChosen) else ItemSelector(everything=True),
        regions=_once(regions),
        legal_basis=tuple(dict.fromkeys(bases)),
        catalogue_no=form.catalogue_no,
        status=form.status,
        sources=form.source,
        valid_from=form.valid_from,
        valid_to=form.valid_to,
        note=form.note,
    )


def _once(words: list[str]) -> tuple[str, ...]:
    """Without repeats, in order: a department may be named beside a group that holds it."""
    return tuple(dict.fromkeys(words))
