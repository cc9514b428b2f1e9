"""How wide the page gets: as the command writes it, with names that do not break, and on paper, where all is told."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from reference.histories import ROOT, in_file, recorded

from .pages import VERIFIED, Opened, made

Show = Callable[..., Opened]
Written = Callable[..., Path]

#: What hangs over the right edge, but for what no reader sees.
OVER = """[...document.querySelectorAll('main *, footer *')]
    .filter(one => one.offsetParent && !one.closest('.sr') && one.getBoundingClientRect().right > innerWidth + 1)
    .map(one => `${one.tagName} ${one.className} ${one.getBoundingClientRect().right}`)"""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """A page as `coalition report` writes it, of a ledger with a checkpoint; further arguments are the command's."""
    folder = tmp_path_factory.mktemp("written")
    around = {name: value for name, value in os.environ.items() if not name.startswith("COALITION_")}
    around |= {"PYTHONPATH": str(ROOT), "COALITION_KEY": str(folder / "key.pem"), "COALITION_USER": "ann"}

    def coalition(*arguments: str) -> None:
        command = [sys.executable, "-m", "cli.main", *arguments]
        done = subprocess.run(command, cwd=folder, env=around, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr

    coalition("import", str(ROOT / "examples" / "fell-apart.jsonl"), "--attest", "written up afterwards")
    coalition("audit", "checkpoint", "-o", "one.checkpoint")

    @cache
    def page(*more: str) -> Path:
        path = folder / f"{len(list(folder.iterdir()))}.html"
        coalition("report", "fell-apart", "-o", path.name, "--as-of", "2021-07-01", *more)
        return path

    return page


@pytest.mark.parametrize("width", [360, 1000, 1600])
def test_a_page_that_the_command_wrote_hangs_over_nowhere(written: Written, show: Show, width: int) -> None:
    page = show(written(), viewport={"width": width, "height": 900}).page
    told = page.locator("#integrity").inner_text()
    assert "Root" in told
    assert "Checkpoint 1" in told
    assert_within(page, width)


def assert_within(page: Page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(OVER) == []


@pytest.mark.parametrize("width", [320, 360, 700, 1000, 1200, 1600])
@pytest.mark.parametrize("called", ["U.S. Navy", "N" * 300, "國" * 120])
def test_a_name_without_a_blank_hangs_over_nowhere(
    named: Callable[[str], Path], show: Show, called: str, width: int
) -> None:
    page = show(named(called), viewport={"width": width, "height": 900}).page
    assert called[:30] in page.locator("#page").inner_text()
    assert_within(page, width)


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The page of I3T in which a party is called something else."""
    folder = tmp_path_factory.mktemp("named")
    (lines,) = in_file(ROOT / "examples" / "i3t.jsonl").values()

    @cache
    def page(called: str) -> Path:
        path = folder / f"{len(list(folder.iterdir()))}.html"
        records = recorded([_renamed(line, called) for line in lines])
        path.write_text(made("i3t", records, "2019-11-30", integrity=VERIFIED).html, encoding="utf-8")
        return path

    return page


def _renamed(value: Any, called: str) -> Any:
    match value:
        case str():
            return value.replace("U.S. Navy", called)
        case list():
            return [_renamed(one, called) for one in value]
        case dict():
            return {name: _renamed(one, called) for name, one in value.items()}
    return value


def test_only_where_a_word_is_long_may_words_break_anywhere(named: Callable[[str], Path], show: Show) -> None:
    breaks = "getComputedStyle(document.querySelector('.parties tbody th')).overflowWrap"
    assert show(named("U.S. Navy")).page.evaluate(breaks) == "break-word"
    assert show(named("N" * 300)).page.evaluate(breaks) == "anywhere"


SCENARIO = "name: Alone\ncoalition: fell-apart\nedits:\n  - drop: 3\n"


@pytest.fixture
def folded(written: Written, tmp_path: Path) -> Path:
    """A page of a scenario, on which much is folded."""
    file = tmp_path / "alone.yaml"
    file.write_text(SCENARIO, encoding="utf-8")
    return written("--scenario", str(file))


#: What is folded away, of which a text is printed however many lines it takes: its first cell or item.
FOLDED = """[...document.querySelectorAll('details:not([open])')].map(one =>
    one.querySelector('summary ~ * li, summary ~ * tbody th, summary ~ * tbody td').textContent.trim())"""
NO_ROOM = """[...document.querySelectorAll('details')].filter(one => !one.lastElementChild.checkVisibility(
    {contentVisibilityAuto: true}) || one.lastElementChild.getBoundingClientRect().height < 5).length"""


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_what_is_folded_stands_open_on_paper(folded: Path, show: Show, scripts: bool) -> None:
    page = show(folded, java_script_enabled=scripts).page
    hidden = page.evaluate(FOLDED)
    assert len(hidden) > 1
    assert page.evaluate(NO_ROOM) > 1
    page.emulate_media(media="print")
    for _ in range(50):  # without scripts, nothing but waiting tells when it is laid out
        if page.evaluate(NO_ROOM) == 0:
            break
        page.wait_for_timeout(50)
    assert page.evaluate(NO_ROOM) == 0
    page.emulate_media(media="screen")
    assert page.evaluate(FOLDED) == hidden


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_what_is_folded_can_be_read_on_paper(folded: Path, show: Show, scripts: bool, tmp_path: Path) -> None:
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("there is no pdftotext to read paper with")
    page = show(folded, java_script_enabled=scripts).page
    hidden = page.evaluate(FOLDED)
    page.pdf(path=tmp_path / "paper.pdf", prefer_css_page_size=True)
    done = subprocess.run([reader, "paper.pdf", "-"], cwd=tmp_path, capture_output=True, text=True, check=True)
    letters = "".join(done.stdout.split())
    assert [one for one in hidden if "".join(one.split())[:30] not in letters] == []
    assert page.evaluate(FOLDED) == hidden
    assert "▸" not in done.stdout
