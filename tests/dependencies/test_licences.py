"""The list of dependencies is what the installed libraries say of themselves, and each licence was looked at."""

from __future__ import annotations

import re
import sys
from email.message import Message
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

import pytest

from .scripts import ROOT, loaded

DEPENDENCIES: Any = loaded("docs/reference/dependencies.py")
PAGE = ROOT / "docs" / "reference" / "dependencies.md"
#: What is needed, and so installed, differs between versions of Python.
as_pinned = pytest.mark.skipif(
    sys.version_info[:2] != (3, 11) or sys.platform != "linux", reason="the list is that of Python 3.11 on Linux"
)


class Stated(Distribution):
    """A library that states its licence in some way."""

    def __init__(self, licence_text: str = "", **fields: str | list[str]) -> None:
        self._message, self._text = Message(), licence_text
        for name, value in {"Name": "some-library", "Version": "1.0", **fields}.items():
            for each in [value] if isinstance(value, str) else value:
                self._message[name.replace("_", "-")] = each

    @property
    def metadata(self) -> Any:
        return self._message

    @property
    def files(self) -> Any:
        return [_File(self._text)] if self._text else None

    def read_text(self, filename: str) -> str | None:
        return None

    def locate_file(self, path: Any) -> Any:
        raise AssertionError(f"{path} is looked for, and only what a library states should be")


class _File:
    """The licence file of a library."""

    name = "LICENSE.txt"

    def __init__(self, text: str) -> None:
        self._text = text

    def __str__(self) -> str:
        return "some_library-1.0.dist-info/LICENSE.txt"

    def read_text(self, encoding: str) -> str:
        return self._text


@as_pinned
def test_the_pins_are_what_is_installed() -> None:
    assert DEPENDENCIES.not_as_pinned() == []


@as_pinned
def test_every_library_is_pinned_needed_and_under_a_licence_that_was_looked_at() -> None:
    assert list(DEPENDENCIES.faults(DEPENDENCIES.libraries(), DEPENDENCIES.needed_by())) == []


@as_pinned
def test_the_list_is_not_stale() -> None:
    assert PAGE.read_text(encoding="utf-8") == DEPENDENCIES.page(), (
        "dependencies.md is stale; run: python docs/reference/dependencies.py"
    )


def test_the_list_has_every_pin_with_its_version_and_who_needs_it() -> None:
    rows = re.findall(r"^\| (\S+) (\S+) \| ([^|]+) \| ([^|]+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    listed = {name: version for name, version, _, _ in rows}
    pinned = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").split())
    assert listed == pinned
    told = {name: needed for name, _, _, needed in rows}
    assert {told[name] for name in ("eventsourcing", "pydantic", "icalendar", "cryptography")} == {"always"}
    assert told["pyarrow"] == "parquet"
    assert {told[name] for name in ("psycopg", "psycopg-binary", "psycopg-pool")} == {"postgres"}
    assert "report" in told["Jinja2"]
    assert {told[name] for name in ("hypothesis", "pytest-bdd")} == {"test"}
    assert told["hatchling"] == "building"


@pytest.mark.parametrize(
    ("fields", "text", "licence"),
    [
        ({"License_Expression": "MIT"}, "", "MIT"),
        ({"License_Expression": "MIT", "License": "see the file", "Classifier": "License :: Other"}, "", "MIT"),
        ({"Classifier": "License :: OSI Approved :: Apache Software License"}, "", "Apache-2.0"),
        ({"Classifier": ["Topic :: Database", "License :: OSI Approved :: MIT License"]}, "", "MIT"),
        ({"Classifier": ["License :: A :: MIT License", "License :: A :: ISC License (ISCL)"]}, "", "MIT AND ISC"),
        ({"License": "BSD-3-Clause"}, "", "BSD-3-Clause"),
        ({"License": "BSD"}, "Neither the\nname of the owner nor …", "BSD-3-Clause"),
        ({"Classifier": "License :: OSI Approved :: BSD License"}, "Redistribution and use …", "BSD-2-Clause"),
        ({"Classifier": "License :: OSI Approved :: BSD License"}, "", "BSD"),
        ({"Classifier": "License :: Public"}, "", "Public"),
        ({"License": "Everybody may do with it what they want"}, "", ""),
        ({}, "MIT License\n\nCopyright (c) 2022 Ruslan Iskov, Pamela Fox", ""),
        ({"Name": "axe_playwright_python"}, "MIT License\n\nCopyright (c) 2022 Ruslan Iskov, Pamela Fox …", "MIT"),
        ({"Name": "axe_playwright_python"}, "All rights reserved", ""),
        ({}, "", ""),
    ],
)
def test_a_licence_is_read_from_what_a_library_states(fields: dict[str, Any], text: str, licence: str) -> None:
    assert DEPENDENCIES.licence(Stated(text, **fields)) == licence


@pytest.mark.parametrize(
    ("name", "licence", "accepted"),
    [
        ("any", "MIT", True),
        ("any", "MIT AND PSF-2.0", True),
        ("any", "GPL-3.0-only OR MIT", True),
        ("any", "GPL-3.0-only OR MIT AND BSD-3-Clause", True),
        ("any", "MIT AND GPL-3.0-only", False),
        ("any", "GPL-2.0-or-later", False),
        ("any", "AGPL-3.0-only", False),
        ("any", "LGPL-3.0-only", False),
        ("any", "(MIT OR GPL-3.0-only) AND GPL-3.0-only", False),
        ("any", "(GPL-3.0-only OR MIT OR Zlib) AND GPL-3.0-only", False),
        ("any", "BSD", False),
        ("any", "", False),
        ("psycopg-binary", "LGPL-3.0-only", True),
        ("psycopg_binary", "LGPL-3.0-only", True),
        ("psycopg", "GPL-3.0-only", False),
        ("hypothesis", "MPL-2.0", True),
        ("another", "MPL-2.0", False),
    ],
)
def test_a_licence_is_taken_where_somebody_has_looked_at_it(name: str, licence: str, accepted: bool) -> None:
    assert DEPENDENCIES.acceptable(name, licence) is accepted


def test_what_is_wrong_is_said() -> None:
    known = [
        DEPENDENCIES.Library("fine", "1", "MIT", ("always",)),
        DEPENDENCIES.Library("idle", "1", "MIT", ()),
        DEPENDENCIES.Library("silent", "2", "", ("report",)),
        DEPENDENCIES.Library("grasping", "3", "GPL-3.0-only", ("always",)),
    ]
    needing = {"fine": ("always",), "silent": ("report",), "grasping": ("always",), "loose": ("docs", "test")}
    assert list(DEPENDENCIES.faults(known, needing)) == [
        "idle is pinned, but nothing needs it.",
        "silent 2 states no licence: look it up, and add it to LOOKED_UP.",
        "grasping 3 is under GPL-3.0-only, which is not on the list.",
        "loose is needed (docs, test), but not pinned.",
    ]


def test_what_was_taken_for_a_reason_is_still_there() -> None:
    """A reason that is left over would let somebody in who was never looked at."""
    named = {*DEPENDENCIES.WEAK_COPYLEFT, *DEPENDENCIES.LOOKED_UP, *DEPENDENCIES.INSIDE}
    assert named <= DEPENDENCIES.pins().keys()


def test_who_brings_a_text_with_a_mark_before_it_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "marked-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: marked\nVersion: 1.0\nLicense: BSD\n")
    (folder / "LICENSE").write_bytes("\ufeffNeither the name of the owner …".encode())
    (folder / "RECORD").write_text("marked-1.0.dist-info/METADATA,,\nmarked-1.0.dist-info/LICENSE,,\n")
    assert DEPENDENCIES.licence(Distribution.at(folder)) == "BSD-3-Clause"
