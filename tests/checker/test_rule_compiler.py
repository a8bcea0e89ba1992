"""Rule sets compiled one after the other say what each says by itself."""

from __future__ import annotations

import pytest
from world import World

from jointsanction.catalog.unreadable import Unreadable
from jointsanction.checker import RuleCompiler, compile_rules
from jointsanction.errors import CatalogError, RulesError


def test_the_catalogue_is_compiled_anew_only_where_its_files_have_changed(world: World) -> None:
    """An edited memorandum is compiled over the catalogue that is there; version and memoranda are as without it."""
    compiler, files = RuleCompiler(), world.directory.rule_files()
    first = compiler.rules(files)
    memorandum = min(name for name in files if name.startswith("memoranda/"))
    edited = {**files, memorandum: files[memorandum] + b"# edited\n"}
    second, alone = compiler.rules(edited), compile_rules(edited)
    assert second.catalog is first.catalog
    assert (second.version, second.rulebook.memoranda) == (alone.version, alone.rulebook.memoranda)
    assert second.version != first.version
    lists = files["catalog/lists.yaml"] + b"# edited\n"
    assert compiler.rules({**files, "catalog/lists.yaml": lists}).catalog is not first.catalog


def test_faults_are_told_as_without_a_compiler_and_leave_it_as_it_was(world: World) -> None:
    """After a faulty set the next sound one is compiled right."""
    compiler, files = RuleCompiler(), world.directory.rule_files()
    version = compiler.rules(files).version
    unreadable = Unreadable()
    for name, content, error in (
        ("catalog/items.yaml", b"id: [", CatalogError),
        ("memoranda/faulty.yaml", b"id: [", RulesError),
        ("memoranda/faulty.yaml", b"", RulesError),
        ("memoranda/faulty.yaml", unreadable, RulesError),
        ("catalog/items.yaml", unreadable, CatalogError),
    ):
        faulty = {**files, name: content}
        with pytest.raises(error) as told:
            compiler.rules(faulty)
        with pytest.raises(error) as alone:
            compile_rules(faulty)
        assert told.value.findings == alone.value.findings
        assert compiler.rules(files).version == version
