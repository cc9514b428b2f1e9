"""`report` and the session summary to send round: what is written, what is refused, and that text stays text."""

from __future__ import annotations

import html
import re
import sys
from pathlib import Path

import pytest
from command_line import joined, new, on_terminal, run

HOSTILE = "<script>alert(1)</script> **bold** [x](javascript:y) `code` | cell # :boom: &amp; {{7*7}} \u202eevil"


def test_a_page_is_written_once_and_never_over_another_file(examples: Path) -> None:
    done = run("report", "went-alone", "-o", "page.html", "--as-of", "2022-04-01")
    size = len(Path("page.html").read_bytes())
    assert done == (0, f"Wrote page.html: {size / 1000:,.0f} kB, with 11 dates.\n", "")
    again = run("report", "went-alone", "-o", "page.html")
    assert (again.code, again.out) == (2, "")
    assert "page.html exists already; it is left as it is" in again.err
    assert len(Path("page.html").read_bytes()) == size


def test_a_link_that_leads_nowhere_is_left_as_it_is(examples: Path) -> None:
    Path("page.html").symlink_to("gone.html")
    done = run("report", "went-alone", "-o", "page.html", "--as-of", "2022-04-01")
    assert (done.code, done.out) == (2, "")
    assert "page.html exists already; it is left as it is" in done.err
    assert not Path("gone.html").exists()


def test_the_same_page_comes_out_again(examples: Path) -> None:
    for name in ("one.html", "other.html"):
        run("report", "went-alone", "-o", name, "--as-of", "2022-04-01")
    assert Path("one.html").read_bytes() == Path("other.html").read_bytes()


def test_a_program_is_told_what_the_page_holds(examples: Path) -> None:
    told = run("report", "went-alone", "-o", "page.html", "--as-of", "2022-04-01", "--json").json
    assert told["bytes"] == len(Path("page.html").read_bytes())
    assert (told["coalition"], told["file"], told["version"]) == ("went-alone", "page.html", 11)
    assert (told["dates"][0], told["dates"][-1], told["dates_of"]) == ("2022-01-10", "2022-04-01", 11)


def test_the_page_is_as_of_as_known_at_and_at_a_version(examples: Path) -> None:
    run("report", "i3t", "-o", "early.html", "--as-of", "2018-06-01")
    assert "1 June 2018" in Path("early.html").read_text(encoding="utf-8")
    run("report", "i3t", "-o", "version.html", "--as-of", "2018-06-01", "--at-version", "5")
    page = Path("version.html").read_text(encoding="utf-8")
    assert 'id="e5"' in page
    assert 'id="e6"' not in page
    run("report", "went-alone", "-o", "unknown.html", "--as-of", "2022-04-01", "--known-at", "2022-04-01")
    page = Path("unknown.html").read_text(encoding="utf-8")
    assert "Nothing was on record yet." in page
    assert "As known at" in page


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("nobody", "-o", "x.html"), 2, "The ledger holds no coalition 'nobody'"),
        (("went-alone",), 2, "Missing option '-o'"),
        (("went-alone", "-o", "x.html", "--as-of", "soon"), 2, "neither a date"),
        (("went-alone", "-o", "nowhere/x.html"), 1, "nowhere/x.html"),
        (("went-alone", "-o", "x.html", "--weights", "none.toml"), 2, "There is no file none.toml"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    examples: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    done = run("report", *arguments)
    assert (done.code, done.out) == (code, "")
    assert message in done.err
    assert not list(Path().glob("**/*.html"))


@pytest.mark.parametrize("missing", ["jinja2", "vl_convert"])
def test_a_library_that_is_missing_is_named_with_how_to_install_it(
    examples: Path, missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    monkeypatch.delitem(sys.modules, "cli.render.page.document", raising=False)
    done = run("report", "went-alone", "-o", "page.html")
    assert done.code == 1
    assert f"This needs {missing}" in done.err
    assert "pip install 'coalition-engine[report]'" in done.err
    assert not Path("page.html").exists()


def test_the_page_names_what_may_run_and_style_and_nothing_else(examples: Path) -> None:
    run("report", "went-alone", "-o", "page.html", "--as-of", "2022-04-01")
    page = Path("page.html").read_text(encoding="utf-8")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    told = html.unescape(policy[1]).split("; ")
    assert told[0] == "default-src 'none'"
    assert re.fullmatch(r"script-src 'sha256-[\w+/=]{44}'", told[1])
    assert re.fullmatch(r"style-src 'sha256-[\w+/=]{44}'", told[2])
    assert not re.search(
        r"<[^>]+\sstyle=|<[^>]+\son\w+=|<link|<img|<iframe|@import|url\(|https?://(?!www\.w3\.org)", page
    )


def test_a_summary_in_markdown_is_that_of_the_seed(examples: Path) -> None:
    written = run("session", "leads", "developing-coalitions", "--format", "markdown").out
    headings = re.findall(r"^#+ .*$", written, re.MULTILINE)
    assert headings == [
        "# Network Session Summary",
        "## Session objectives",
        "## Recommended resources",
        "## Session highlights and themes",
        "## Session statistics",
    ]
    assert "| 24 | 6 | 4 | 4 | 9 | 1 | 15 |" in written
    assert "| Total Physician Participants | North Zone Physician Participants |" in written


def test_a_summary_in_html_asks_nothing_of_a_network(examples: Path) -> None:
    written = run("session", "leads", "developing-coalitions", "--format", "html").out
    assert written.startswith("<!DOCTYPE html>")
    assert "default-src &#39;none&#39;" in written or "default-src 'none'" in written
    assert "<h1>LEADS: Developing Coalitions</h1>" in written
    assert "<dt>Total Physician Participants</dt><dd>24</dd>" in written
    assert not re.search(r"<script|<link|<img|style=|url\(", written)


def test_a_format_that_is_none_is_refused(examples: Path) -> None:
    done = run("session", "leads", "developing-coalitions", "--format", "word")
    assert (done.code, done.out) == (2, "")
    assert "there is: text, markdown, html" in done.err


def test_text_of_a_session_stays_text() -> None:
    new(), joined("nasa")
    held = ("--session", "one", "--topic", HOSTILE, "--kind", "dialogue", "--attendance", '{"nasa": 2}')
    more = ("--highlights", f"- {HOSTILE}", "--highlights", "1. first", "--hosts", HOSTILE)
    assert run("record", "session-held", "g", "--by", "nasa", "--at", "2019-01-03", *held, *more).code == 0
    written = run("session", "g", "one", "--format", "html").out
    assert "<script>" not in written
    assert html.escape("<script>alert(1)</script> **bold**", quote=False) in written
    assert "{{7*7}}" in written
    marked = run("session", "g", "one", "--format", "markdown").out
    assert (
        r"\<script\>alert(1)\</script\> \*\*bold\*\* \[x\](javascript:y) \`code\` \| cell \# \:boom: \&amp;" in marked
    )
    assert r"- \- \<script" in marked
    assert r"- 1\. first" in marked
    for text in (written, marked):
        assert "\u202e" not in text
        assert "\\u202e" in text.replace("\\\\", "\\")


def test_on_a_terminal_progress_goes_to_the_other_channel(examples: Path) -> None:
    code, written = on_terminal("report", "went-alone", "-o", "page.html", "--as-of", "2022-04-01")
    assert code == 0
    assert "Wrote page.html" in written
