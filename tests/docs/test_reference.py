"""The reference is what the code says, and leaves no type, rule, command or option out."""

from __future__ import annotations

import pytest
from doc_console import ROOT, generator

from domain import catalogue
from domain.event import registry

REFERENCE = ROOT / "docs" / "reference"


GENERATE = generator()
PAGES: dict[str, str] = GENERATE.pages()


@pytest.mark.parametrize("name", PAGES)
def test_the_reference_is_not_stale(name: str) -> None:
    assert (REFERENCE / name).read_text(encoding="utf-8") == PAGES[name], (
        f"{name} is stale; run: python docs/reference/generate.py"
    )


def test_every_type_has_its_section_with_every_field() -> None:
    sections = _sections("events.md", "### ")
    for name, event_type in registry().items():
        section = sections[name]
        own = set(event_type.model_fields) - set(catalogue.Event.model_fields)
        assert all(f"| `{field}` |" in section for field in own), name


def test_every_rule_stands_in_the_rules_and_with_the_types_that_it_judges() -> None:
    page, sections = PAGES["rules.md"], _sections("events.md", "### ")
    for entry in catalogue.rules():
        assert f"| `{entry['rule']}` | {entry['sentence']} |" in page
        assert all(f"[`{entry['rule']}`]" in sections[name] for name in entry["types"])


def test_the_readme_counts_them_right() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"{len(registry())} event types and {len(catalogue.rules())} rules" in readme


def test_every_command_has_its_section_with_every_option() -> None:
    sections = _sections("commands.md", "## ") | _sections("commands.md", "### ")
    of_all_types = sections["coalition record"].partition("\n### ")[0]
    for command in GENERATE.commands():
        section = sections[f"coalition {command.name}"]
        if command.words[0] == "record":
            section += of_all_types
        assert command.sentence in section
        for parameter in command.parameters:
            spelled = parameter.opts if parameter.param_type_name == "option" else [parameter.metavar]
            assert all(f"`{name}" in section or f"`[{name}" in section for name in spelled), (command.name, spelled)
            assert parameter.help, f"{command.name}: {spelled} has no help"


def _sections(page: str, mark: str) -> dict[str, str]:
    """The sections of a page by heading, without the sign that the rules derive the type."""
    _, *sections = f"\n{PAGES[page]}".split(f"\n{mark}")
    return {section.partition("\n")[0].removesuffix(" ◆"): section for section in sections}
