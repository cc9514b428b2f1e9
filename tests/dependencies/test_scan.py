"""The scan for known vulnerabilities: what was not looked up is never taken for clean."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from .scripts import ROOT, loaded

SCAN: Any = loaded(".ci/scan.py")
PINNED = {"alder": "1.0", "birch": "2.0"}
BAD = SCAN.Vulnerability("PYSEC-1", ("CVE-1",), ("1.1", "1.2"))

#: A pip-audit that knows one library of two, and one of its vulnerabilities, from the first source only.
TOOL = """#!{python}
import json, sys
if sys.argv[-1] == "osv":
    sys.exit("Traceback (most recent call last):\\nrequests.exceptions.ConnectionError: Pool(host='x.example')")
vulnerability = {{"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["1.1"], "description": "…"}}
known = {{"name": "alder", "version": "1.0", "vulns": {vulns}}}
print(json.dumps({{"dependencies": [known, {second}], "fixes": []}}))
"""


def scanned(answers: dict[str, Any], pinned: dict[str, str] = PINNED) -> tuple[int, list[str]]:
    """The exit code, and what is said, where the sources give these answers."""
    said: list[str] = []
    return SCAN.scan(pinned, lambda source: answers[source], said.append), said


def test_all_is_clean_where_every_pin_was_looked_up() -> None:
    answer = SCAN.Answer({"alder": [], "birch": []})
    assert scanned({"pypi": answer}) == (0, ["Scanned: 2 pins, none of them known to be vulnerable."])


def test_one_source_answers_where_another_does_not() -> None:
    answers = {"pypi": SCAN.Answer({"birch": []}), "osv": SCAN.Answer({"alder": []})}
    assert scanned(answers)[0] == 0


def test_a_known_vulnerability_is_told_once_with_what_to_do() -> None:
    again = SCAN.Vulnerability("GHSA-1", ("CVE-1",), ())
    answers = {"pypi": SCAN.Answer({"alder": [BAD]}), "osv": SCAN.Answer({"alder": [again], "birch": []})}
    assert scanned(answers) == (1, ["VULNERABLE: alder 1.0: PYSEC-1 (CVE-1), fixed in 1.1, 1.2."])
    answers = {"pypi": SCAN.Answer({"alder": [], "birch": [SCAN.Vulnerability("PYSEC-2", (), ())]})}
    assert scanned(answers) == (1, ["VULNERABLE: birch 2.0: PYSEC-2, not fixed in any release."])


def test_what_does_no_harm_here_is_left_out_by_any_of_its_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SCAN.HARMLESS, "CVE-1", "the part that has it is never called")
    assert scanned({"pypi": SCAN.Answer({"alder": [BAD], "birch": []})})[0] == 0


def test_nobody_who_answers_is_not_clean() -> None:
    nobody = {"pypi": SCAN.Answer({}), "osv": SCAN.Answer({}, "it cannot be reached (ConnectionError)")}
    code, said = scanned(nobody)
    assert code == 75
    assert said == [
        "NOT SCANNED: 2 of 2 pins could not be looked up "
        "(pypi: it does not know them; osv: it cannot be reached (ConnectionError)).",
        "Nothing is known about them, which is not the same as clean: alder, birch",
    ]


def test_a_part_that_was_not_looked_up_is_not_clean() -> None:
    code, said = scanned({"pypi": SCAN.Answer({"alder": []}), "osv": SCAN.Answer({})})
    assert code == 75
    assert said[0].startswith("NOT SCANNED: 1 of 2 pins could not be looked up")
    assert said[1].endswith(": birch")


def test_a_vulnerability_counts_though_the_rest_was_not_looked_up() -> None:
    code, said = scanned({"pypi": SCAN.Answer({"alder": [BAD]}), "osv": SCAN.Answer({})})
    assert code == 1
    assert [line.partition(":")[0] for line in said[:2]] == ["VULNERABLE", "NOT SCANNED"]


def test_no_pins_are_not_clean_either() -> None:
    assert scanned({"pypi": SCAN.Answer({})}, {})[0] == 75


@pytest.mark.parametrize("printed", ["", "No known vulnerabilities found", "[]", "{}", '{"dependencies": 3}', "null"])
def test_what_is_no_answer_is_none(printed: str) -> None:
    assert SCAN.read(printed) == SCAN.Answer({}, "it gave no answer")


def test_a_library_that_was_skipped_was_not_looked_up() -> None:
    """The tool leaves with 0 and says that no vulnerabilities are known where it could look nothing up."""
    skipped = {"name": "alder", "skip_reason": "Dependency not found and could not be audited: alder (1.0)"}
    assert SCAN.read(json.dumps({"dependencies": [skipped], "fixes": []})) == SCAN.Answer({})


@pytest.mark.parametrize(
    ("vulns", "second", "code", "words"),
    [
        ("[vulnerability]", '{"name": "birch", "skip_reason": "not found"}', 1, "VULNERABLE: alder 1.0: PYSEC-1"),
        ("[]", '{"name": "birch", "skip_reason": "not found"}', 75, "osv: it cannot be reached (ConnectionError)"),
        ("[]", '{"name": "birch", "version": "2.0", "vulns": []}', 0, "Scanned: 2 pins"),
    ],
)
def test_the_tool_is_asked_about_the_pins(tmp_path: Path, vulns: str, second: str, code: int, words: str) -> None:
    tool, file = tmp_path / "pip-audit", tmp_path / "pins.txt"
    tool.write_text(TOOL.format(python=sys.executable, vulns=vulns, second=second), encoding="utf-8")
    tool.chmod(0o755)
    file.write_text("# pinned\nAlder==1.0\nbirch==2.0  # the second\n", encoding="utf-8")
    said: list[str] = []
    pinned = SCAN.pins(file.read_text(encoding="utf-8"))
    assert pinned == PINNED
    assert SCAN.scan(pinned, SCAN.asking(file, tool), said.append) == code
    assert words in said[0]
    assert not any("example" in line or "Traceback" in line for line in said)


def test_a_tool_that_is_not_there_or_hangs_gives_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = SCAN.asking(tmp_path / "pins.txt", tmp_path / "pip-audit")
    assert ask("pypi") == SCAN.Answer({}, "no answer (FileNotFoundError)")
    (tmp_path / "pip-audit").write_text("#!/bin/sh\nsleep 60\n", encoding="utf-8")
    (tmp_path / "pip-audit").chmod(0o755)
    monkeypatch.setattr(SCAN, "_PATIENCE", 0.01)
    assert ask("pypi") == SCAN.Answer({}, "no answer (TimeoutExpired)")


def test_where_the_tool_cannot_be_installed_nothing_was_scanned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(SCAN, "TOOL", tmp_path)
    monkeypatch.setattr(SCAN.venv, "create", lambda *_, **__: None)

    def fail(command: Sequence[object]) -> None:
        raise subprocess.CalledProcessError(1, [str(part) for part in command])

    monkeypatch.setattr(SCAN, "_run", fail)
    assert SCAN.main([]) == 75
    assert capsys.readouterr().out == "NOT SCANNED: pip-audit cannot be installed here (CalledProcessError).\n"


def test_the_tool_is_installed_once_and_again_when_its_pins_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[Sequence[object]] = []
    monkeypatch.setattr(SCAN.venv, "create", lambda *_, **__: None)
    monkeypatch.setattr(SCAN, "TOOL_PINS", tmp_path / "scan.txt")
    for pins, installations in (("pip_audit==1\n", 1), ("pip_audit==1\n", 1), ("pip_audit==2\n", 2)):
        (tmp_path / "scan.txt").write_text(pins, encoding="utf-8")
        assert SCAN.installed(tmp_path, commands.append) == tmp_path / "bin" / "pip-audit"
        assert len(commands) == installations
    assert [*commands[0]][-2:] == ["--requirement", tmp_path / "scan.txt"]


def test_the_tool_is_no_part_of_the_project() -> None:
    pinned = SCAN.pins((ROOT / "constraints.txt").read_text(encoding="utf-8"))
    assert "pip-audit" not in pinned
    assert "pip-audit" in SCAN.pins((ROOT / ".ci" / "scan.txt").read_text(encoding="utf-8"))


def test_a_run_of_ci_fails_for_a_vulnerability_and_tells_where_nothing_was_scanned(tmp_path: Path) -> None:
    """.ci/run, with a `make` and a scan that only leave with a code."""
    (tmp_path / ".ci").mkdir()
    (tmp_path / ".ci" / "run").write_bytes((ROOT / ".ci" / "run").read_bytes())
    for place, code in (("bin/make", "exit 0"), (".venv/bin/python", 'echo "$@"; exit "$CODE"')):
        script = tmp_path / place
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text(f"#!/bin/sh\n{code}\n", encoding="utf-8")
        script.chmod(0o755)
    for given, left, words in ((0, 0, ""), (75, 0, "without a scan"), (1, 1, ""), (2, 2, "")):
        around = {"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin", "CODE": str(given)}
        command = ["bash", str(tmp_path / ".ci" / "run")]
        done = subprocess.run(command, env=around, capture_output=True, text=True, check=False, timeout=60)
        assert (done.returncode, done.stderr) == (left, "")
        assert done.stdout.startswith(".ci/scan.py\n")
        assert words in done.stdout
