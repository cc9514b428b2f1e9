"""`report` and the session summary to send round: what is written, what is refused, and that text stays text."""

from __future__ import annotations

import html
import re
import sys
from pathlib import Path

import pytest
from command_line import Done, joined, new, on_terminal, run

from cli.render.page import drawing

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
        drawing.plotted.cache_clear()
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
    run("report", "went-alone", "-o", "known.html", "--as-of", "2022-04-01", "--known-at", "2024-06-01")
    assert "As known at" in Path("known.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("dates", "begun"),
    [
        (("--as-of", "2022-01-09"), "it was proposed on 2022-01-10"),
        (("--as-of", "2022-04-01", "--known-at", "2022-04-01"), "its first entry was recorded on 2024-06-01"),
    ],
)
def test_before_there_was_anything_it_says_what_show_says_and_writes_nothing(
    examples: Path, dates: tuple[str, ...], begun: str
) -> None:
    done = run("report", "went-alone", "-o", "page.html", *dates)
    assert done == run("show", "went-alone", *dates)
    assert done == (0, f"went-alone: {begun}; by then nothing that counts was on record\n", "")
    told = run("report", "went-alone", "-o", "page.html", *dates, "--json").json
    assert (told["file"], told["bytes"], told["dates"], told["dates_of"]) == (None, 0, [], 0)
    assert not Path("page.html").exists()


def test_before_there_was_anything_a_scenario_may_have_it_earlier(examples: Path) -> None:
    Path("later.yaml").write_text("name: Later\ncoalition: went-alone\nedits:\n  - drop: 8\n", encoding="utf-8")
    Path("earlier.yaml").write_text(
        "name: Earlier\ncoalition: went-alone\nedits:\n  - shift: 1 by -30d\n", encoding="utf-8"
    )
    asked = ("report", "went-alone", "-o", "page.html", "--as-of", "2021-12-31", "--scenario")
    assert "by then nothing that counts was on record" in run(*asked, "later.yaml").out
    assert not Path("page.html").exists()
    assert run(*asked, "earlier.yaml").out.endswith("with 2 dates, record and branch side by side.\n")
    assert Path("page.html").exists()


def test_one_date_is_told_as_one(examples: Path) -> None:
    assert run("report", "went-alone", "-o", "page.html", "--as-of", "2022-01-10").out.endswith(" kB, with 1 date.\n")


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


NO_SPONSOR = """name: No sponsor
question: Would the group have held together without a sponsor?
coalition: i3t
edits:
  - drop: sponsor
expect: phase == 'chartered'
"""
#: Where the date does not matter: a page of few dates.
EARLY = ("--as-of", "2018-06-15")


def tried(written: str = NO_SPONSOR, *more: str) -> Done:
    """The page of a scenario."""
    Path("what-if.yaml").write_text(written, encoding="utf-8")
    return run("report", "i3t", "-o", "page.html", "--as-of", "2019-11-30", "--scenario", "what-if.yaml", *more)


def test_a_page_of_a_scenario_has_record_and_branch(examples: Path) -> None:
    done = tried()
    size = len(Path("page.html").read_bytes())
    assert done == (
        0,
        f"Wrote page.html: {size / 1000:,.0f} kB, with 132 dates, record and branch side by side.\n"
        "Expected: phase == 'chartered'. It holds.\n",
        "",
    )
    page = Path("page.html").read_text(encoding="utf-8")
    assert page.count('class="side-name">As recorded<') == page.count('class="side-name">What if<') > 8
    assert "Would the group have held together without a sponsor?" in page
    assert 'id="integrity"' in page
    assert size < 3_000_000


def test_the_same_page_of_a_scenario_comes_out_again(examples: Path) -> None:
    tried()
    first = Path("page.html").read_bytes()
    Path("page.html").unlink()
    drawing.plotted.cache_clear()
    tried()
    assert Path("page.html").read_bytes() == first


def test_a_program_is_told_what_became_of_the_scenario(examples: Path) -> None:
    told = tried(NO_SPONSOR, "--json").json
    asked = run("whatif", "i3t", "--scenario", "what-if.yaml", "--as-of", "2019-11-30", "--json").json
    for name in ("scenario", "after", "counts", "expectation", "version", "weights", "as_of"):
        assert told[name] == asked[name], name
    assert told["scenario"]["edits"] == ["drop sponsor"]
    assert len(told["dates"]) == told["dates_of"] == 132


def test_an_expectation_that_does_not_hold_is_written_all_the_same(examples: Path) -> None:
    done = tried(NO_SPONSOR.replace("phase == 'chartered'", "phase == 'dissolved'"), *EARLY)
    assert done.code == 4
    assert done.out.endswith("Expected: phase == 'dissolved'. It does not hold.\n")
    page = Path("page.html").read_text(encoding="utf-8")
    assert "It does not hold" in page


def test_a_scenario_without_an_expectation_is_no_claim(examples: Path) -> None:
    done = tried(NO_SPONSOR.partition("expect:")[0], *EARLY)
    assert (done.code, "Expected" in done.out) == (0, False)


def test_a_scenario_is_made_of_what_was_known_and_had_been_recorded(examples: Path) -> None:
    told = tried(NO_SPONSOR, "--at-version", "60", "--json").json
    assert (told["version"], told["counts"]["kept"], told["counts"]["dropped"]) == (60, 59, 1)
    page = Path("page.html").read_text(encoding="utf-8")
    assert 'id="e60"' in page
    assert 'id="e61"' not in page


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (NO_SPONSOR.replace("i3t", "leads"), "what-if.yaml is about leads, not i3t"),
        (NO_SPONSOR.replace("drop: sponsor", "drop: 999"), "There is no event 999"),
        (NO_SPONSOR.replace("drop: sponsor", "drop: 1"), "drop 1"),
        (NO_SPONSOR.replace("phase ==", "phasee =="), "did you mean phase"),
        (NO_SPONSOR.replace("phase == 'chartered'", "phase =="), "phase =="),
        (NO_SPONSOR.replace("phase == 'chartered'", "momentum.score"), "momentum.score"),
        (NO_SPONSOR + "wrong: 1\n", "'wrong' is not known here"),
        (NO_SPONSOR.replace("edits:", "edits: [{"), "what-if.yaml: Line"),
        ("", "The file is empty"),
        ("name: nothing but a name\nedits: 3\n", "edits is a list of maps"),
    ],
)
def test_a_scenario_that_makes_no_sense_is_wrong_usage(examples: Path, written: str, message: str) -> None:
    done = tried(written)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert "Traceback" not in done.err
    assert not Path("page.html").exists()


def test_a_scenario_file_that_is_not_there_is_wrong_usage(examples: Path) -> None:
    done = run("report", "i3t", "-o", "page.html", "--scenario", "none.yaml")
    assert (done.code, done.out) == (2, "")
    assert "There is no file none.yaml" in done.err
    nothing = tried(NO_SPONSOR, "--known-at", "2001-01-01")
    assert nothing.code == 2
    assert "Nothing was known of i3t by then" in nothing.err
    assert not Path("page.html").exists()


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
