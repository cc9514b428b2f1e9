"""What is optional is optional: who lacks it is told what to install, and everything else works and starts without."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Collection
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from packaging.utils import canonicalize_name

from .scripts import ROOT, loaded

DEPENDENCIES: Any = loaded("docs/reference/dependencies.py")
#: Extras that no command needs: they build the documents and run the tests.
OF_DEVELOPERS = {"docs", "test"}
#: The modules of each extra, and how a command that needs them leaves without.
NEEDED: dict[str, dict[str, int]] = {
    "parquet": {"pyarrow": 1},
    "report": {"jinja2": 1, "vl_convert": 1},
    "postgres": {"psycopg": 1, "psycopg_pool": 1},
    "cluster": {"distributed": 1},
}
#: psycopg does without its compiled half where it finds libpq.
HALVES = {"psycopg_binary"}
COMMANDS: dict[str, list[tuple[str, ...]]] = {
    "parquet": [("export", "i3t", "--format", "parquet", "-o", "out")],
    "report": [("report", "i3t", "-o", "out")],
    "postgres": [("list", "--store", "postgresql://me@localhost:1/ledger")],
    "cluster": [("whatif-sweep", "i3t", "sweep.yaml", "--cluster", "tcp://127.0.0.1:9")],
}
SESSION = ("session", "leads", "developing-coalitions", "--format", "html")
#: Libraries that are always there and take long to load, or are needed by a few commands only.
HEAVY = {"cel", "cryptography", "dateutil", "icalendar", "markdown_it", "platformdirs", "prompt_toolkit", "pygments"}
SWEEP = "outcomes: {state: momentum.state}\nvary: {drop: each}\n"


class Ran(NamedTuple):
    """A command that has run: its exit code, what it printed, and the modules of others that it loaded."""

    code: int
    out: str
    err: str
    loaded: set[str]


def run(folder: Path, *arguments: str, absent: frozenset[str] = frozenset()) -> Ran:
    """Run a command in a process of its own, from which these modules are absent."""
    around = os.environ | {"PYTHONPATH": str(ROOT), "COALITION_USER": "ann", "COALITION_KEY": str(folder / "key.pem")}
    command = [sys.executable, str(Path(__file__).with_name("machine.py")), ",".join(sorted(absent)), *arguments]
    done = subprocess.run(
        command, cwd=folder, env=around, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120
    )
    said, _, names = done.stderr.rpartition("\nloaded: ")
    return Ran(done.returncode, done.stdout, said, set(names.split()))


def modules_of(libraries: Collection[str]) -> set[str]:
    """What is imported of these libraries; what another library brings too is left out."""
    brought = packages_distributions().items()
    return {module for module, names in brought if {canonicalize_name(name) for name in names} <= {*libraries}}


def optional() -> frozenset[str]:
    """What is imported of all libraries that are not always installed."""
    told = DEPENDENCIES.needed_by().items()
    return frozenset(modules_of({name for name, groups in told if groups != ("always",)}))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the example histories in a ledger, made without anything optional."""
    folder = tmp_path_factory.mktemp("bare")
    done = run(folder, "demo", ".", absent=optional())
    assert (done.code, done.err) == (0, "")
    (folder / "demo.db").rename(folder / "coalition.db")
    (folder / "sweep.yaml").write_text(SWEEP, encoding="utf-8")
    return folder


def test_every_extra_is_tried() -> None:
    extras = DEPENDENCIES.groups().keys() - {"always", "building"}
    assert extras == NEEDED.keys() | OF_DEVELOPERS
    for extra, modules in NEEDED.items():
        asked = DEPENDENCIES.groups()[extra]
        named = {canonicalize_name(one.name) for one in asked} | {
            canonicalize_name(f"{one.name}-{part}") for one in asked for part in one.extras
        }
        assert modules_of(named) - HALVES == modules.keys()


@pytest.mark.parametrize(
    ("extra", "module", "arguments", "code"),
    [
        (extra, module, arguments, code)
        for extra, modules in NEEDED.items()
        for module, code in modules.items()
        for arguments in COMMANDS[extra]
    ]
    + [("report", "jinja2", SESSION, 1), ("report", "markupsafe", COMMANDS["report"][0], 1)],
)
def test_a_command_that_lacks_a_library_says_what_to_install(
    made: Path, extra: str, module: str, arguments: tuple[str, ...], code: int
) -> None:
    before = sorted(made.iterdir())
    done = run(made, *arguments, absent=frozenset({module}))
    assert (done.code, done.out) == (code, "")
    assert f"pip install 'coalition-engine[{extra}]'" in done.err
    assert len(done.err.splitlines()) == 1
    assert sorted(made.iterdir()) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("list",),
        ("show", "i3t"),
        ("timeline", "i3t"),
        ("momentum", "leads", "--json"),
        ("why", "i3t", "momentum.score", "--as-of", "2019-11-01"),
        ("session", "leads", "developing-coalitions", "--format", "markdown"),
        ("whatif", "i3t", "--without-party", "navy", "--as-of", "2019-11-01"),
        ("whatif-sweep", "i3t", "sweep.yaml", "--workers", "1", "--as-of", "2019-11-01"),
        ("export", "i3t", "--format", "jsonl"),
        ("export", "i3t", "--format", "csv"),
        ("export", "i3t", "--format", "ocel"),
        ("export", "i3t", "--format", "ical"),
        ("audit", "checkpoint"),
        ("store", "check"),
        ("views", "rebuild"),
        ("minutes", "--template"),
    ],
    ids=" ".join,
)
def test_everything_else_works_without_anything_optional(made: Path, arguments: tuple[str, ...]) -> None:
    done = run(made, *arguments, absent=optional())
    assert done.code == 0, done.err
    assert done.out
    assert "Traceback" not in done.err
    assert not done.loaded & optional()


@pytest.mark.parametrize(
    ("arguments", "besides"),
    [
        (("--help",), {"eventsourcing", "pydantic", "rich", "rpds", "yaml"}),
        (("whatif", "--help"), {"eventsourcing", "rich", "yaml"}),
        (("show", "i3t"), {"yaml"}),
        (("show", "i3t", "--json"), {"rich", "yaml"}),
        (("list",), {"yaml"}),
        (("timeline", "i3t"), {"yaml"}),
    ],
    ids=lambda value: " ".join(sorted(value) if isinstance(value, set) else value),
)
def test_what_is_not_needed_is_not_loaded(made: Path, arguments: tuple[str, ...], besides: set[str]) -> None:
    done = run(made, *arguments)
    assert done.code == 0, done.err
    assert "typer" in done.loaded
    assert not done.loaded & (optional() | HEAVY | besides)


def test_what_is_loaded_by_who_needs_it_is_seen(made: Path) -> None:
    """The test above can fail."""
    assert "icalendar" in run(made, "export", "i3t", "--format", "ical").loaded
    assert {"pyarrow", "icalendar", "cel"} <= optional() | HEAVY
