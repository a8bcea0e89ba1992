"""Files → catalogue, or every fault at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from jointsanction.catalog import files
from jointsanction.catalog.catalog import Catalog, Contents
from jointsanction.catalog.cross_check import cross_check
from jointsanction.catalog.entities import Body, Department, Item, ListClass, Settings
from jointsanction.catalog.forms import (
    BodiesFile,
    DepartmentsFile,
    Form,
    ItemsFile,
    LegalBasesFile,
    LegalBasisForm,
    ListsFile,
    SettingsFile,
)
from jointsanction.catalog.reading import Read, read
from jointsanction.catalog.regions import Regions
from jointsanction.errors import CatalogError, Finding
from jointsanction.model import LegalBasis

FormT = TypeVar("FormT", bound=Form)


def lint_catalog(catalog_files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """Every fault of the catalogue files, file by file in the order of their lines; () when all is well."""
    return _findings(read(catalog_files))


def compile_catalog(catalog_files: Mapping[str, bytes]) -> Catalog:
    """The catalogue; raises CatalogError with every finding. Files that are no catalogue files are passed over."""
    content = read(catalog_files)
    findings = _findings(content)
    if findings or content.regions is None:
        raise CatalogError(f"目录文件有 {len(findings)} 处问题", findings)
    settings = _form(content, files.SETTINGS, SettingsFile)
    departments = _form(content, files.DEPARTMENTS, DepartmentsFile)
    items = _form(content, files.ITEMS, ItemsFile)
    return Catalog(
        Contents(
            lists={each.code: each for each in _lists(_form(content, files.LISTS, ListsFile))},
            departments={
                each.code: Department(each.code, each.name, each.aliases, each.predecessors, each.public, each.groups)
                for each in departments.departments
            },
            bodies={
                each.code: Body(each.code, each.name, each.department, each.region, each.aliases, each.uscc)
                for each in _form(content, files.BODIES, BodiesFile).bodies
            },
            items={each.code: each for each in _items(items)},
            item_types=items.types,
            item_tags=tuple(each.tag for each in items.tags),
            legal_bases={
                each.id: _legal_basis(each) for each in _form(content, files.LEGAL_BASES, LegalBasesFile).legal_bases
            },
            settings=Settings(settings.home_region, settings.legal_basis_gate_from, settings.legal_basis_gate_doc_no),
            regions=Regions(content.regions, home=settings.home_region, aliases=settings.region_aliases),
            prefixes=departments.name_rules.prefixes,
            suffixes=departments.name_rules.suffixes,
        )
    )


def _findings(content: Read) -> tuple[Finding, ...]:
    order = {file: at for at, file in enumerate((*files.REQUIRED, files.REGIONS))}
    found = (*content.findings, *cross_check(content))
    return tuple(sorted(found, key=lambda each: (order[each.place.file], each.place.row, each.place.column)))


def _form(content: Read, file: str, form: type[FormT]) -> FormT:
    found = content.form(file, form)
    if found is None:
        raise CatalogError(f"{file} 没有读入", content.findings)
    return found


def _lists(form: ListsFile) -> list[ListClass]:
    return [
        ListClass(
            each.code,
            each.name,
            each.colour,
            each.aliases,
            each.owner,
            each.term_months,
            each.end_inclusive,
            each.update_days,
            each.legal_note,
            each.source,
            order,
        )
        for order, each in enumerate(form.lists, 1)
    ]


def _items(form: ItemsFile) -> list[Item]:
    return [
        Item(each.code, each.name, each.aliases, each.type, each.tags, each.department, each.body, each.delegated)
        for each in form.items
    ]


def _legal_basis(form: LegalBasisForm) -> LegalBasis:
    return LegalBasis(
        basis_id=form.id,
        name=form.name,
        article=form.article,
        level=form.level,
        doc_no=form.doc_no,
        region=form.region,
        valid_from=form.valid_from,
        valid_to=form.valid_to,
        status=form.status,
    )
