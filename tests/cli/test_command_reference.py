"""Every command and option has help, the reference is fresh, and names all of them."""

from __future__ import annotations

import re

from command import ROOT

from jointsanction.cli.reference import HEAD, commands, reference


def test_every_command_and_option_has_help() -> None:
    """No command, argument or option is without an explanation."""
    lacking = [name for name, command in commands() if not command.help]
    for name, command in commands():
        lacking.extend(f"{name} {each.name}" for each in command.params if each.name != "help" and not each.help)
    assert lacking == []


def test_reference_is_fresh() -> None:
    """docs/commands.md is what its generator makes, and says so in its first line."""
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert text == reference()
    assert text.startswith(HEAD)


def test_reference_names_every_command_and_option() -> None:
    """Each command has a section, and each of its options stands in it."""
    sections = dict(re.findall(r"^## (jointsanction [^\n]+)\n(.*?)(?=^## |\Z)", reference(), re.MULTILINE | re.DOTALL))
    assert list(sections) == [name for name, _ in commands()]
    for name, command in commands():
        words = [word for each in command.params if each.param_type_name == "option" for word in each.opts]
        assert [word for word in words if word not in sections[name] and word not in ("--help", "-h")] == []


def test_commands_of_the_documents_exist() -> None:
    """Each command line in the READMEs, the operator's page and the unit names a command and options that there are."""
    known = {name: {word for each in command.params for word in each.opts} for name, command in commands()}
    pages = ("README.md", "README.zh-CN.md", "docs/operating.md", "examples/README.md")
    for page in (*pages, "examples/systemd/jointsanction.service"):
        text = (ROOT / page).read_text(encoding="utf-8").replace("\\\n", " ")
        lines = re.findall(r"(?:^|`|/bin/)(jointsanction (?!=)[a-z][^#\n`]*)", text, re.MULTILINE)
        assert lines, page
        for line in lines:
            name = next((each for each in sorted(known, key=len, reverse=True) if line.startswith(each)), "")
            assert name, line
            assert set(re.findall(r"(?<= )--?[a-z-]+", line.split(" > ")[0])) <= known[name], line
