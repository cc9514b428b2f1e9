"""What the page must not do: ask for anything, run anything but its own script, or keep anyone out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from reference.histories import REGISTERS, ROOT, in_file, recorded

from domain.event import Recorded

from .pages import UNTIL, VERIFIED, Opened, entries, made

Show = Callable[..., Opened]
File = Callable[[str], Path]

#: Script in elements, attributes, data, templates and styles; an end of the data; separators; text turned around.
HOSTILE = (
    "<script>window.hacked=1</script><img src=x onerror=window.hacked=2>\"'><svg onload=window.hacked=3>"
    "</script><!--<script> ${window.hacked=4} {{7*7}} {% raw %} javascript:window.hacked=5 &lt;b&gt; "
    "\u2028\u2029\u202eevil\u202c\u2066x </style><style>*{display:none}"
)


@pytest.mark.parametrize("name", UNTIL)
def test_nothing_is_asked_for_and_nothing_goes_wrong(file: File, show: Show, name: str) -> None:
    opened = show(file(name))
    for place in range(len(opened.days()) - 1, -1, -3):
        opened.go(place)
    assert opened.asked_for == [file(name).as_uri()]
    assert opened.said == []


@pytest.mark.parametrize(
    "script",
    [
        "fetch('https://example.org/').catch(() => {})",
        "{ const one = new Image(); one.src = 'https://example.org/x.png'; }",
        "document.head.append(Object.assign(document.createElement('style'), {textContent: '* { color: red }'}))",
        "document.head.append(Object.assign(document.createElement('link'), {rel: 'stylesheet', href: 'x.css'}))",
        "document.body.append(Object.assign(document.createElement('iframe'), {src: 'https://example.org/'}))",
    ],
)
def test_the_policy_lets_nothing_through(file: File, show: Show, script: str) -> None:
    opened = show(file("went-alone"))
    opened.page.evaluate(script)
    opened.page.wait_for_timeout(50)
    assert any("Content Security Policy" in said for said in opened.said)
    assert [url for url in opened.asked_for if "example.org" in url and "chrome-error" not in url] in (
        [],
        opened.asked_for[1:],
    )


def test_markup_cannot_be_written_into_the_page(file: File, show: Show) -> None:
    page = show(file("went-alone")).page
    with pytest.raises(Exception, match="TrustedHTML"):
        page.evaluate("document.body.innerHTML = '<p>x</p>'")


def hostile() -> list[Recorded]:
    """The I3T history with hostile text in all of its text."""
    (lines,) = in_file(ROOT / "examples" / "i3t.jsonl").values()
    return recorded([{name: _hostile(name, value) for name, value in line.items()} for line in lines])


def _hostile(name: str, value: Any) -> Any:
    """Text is what has a blank in it; ids and dates have none."""
    match value:
        case str() if " " in value or name in ("name", "topic"):
            return f"{value} {HOSTILE}"
        case list():
            return [_hostile(name, one) for one in value]
        case dict():
            return {key: _hostile(key, one) for key, one in value.items()}
    return value


def test_hostile_text_is_inert_on_every_date(show: Show, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(made("i3t", hostile(), "2019-11-30").html, encoding="utf-8")
    opened = show(path)
    page = opened.page
    for place in (*range(len(opened.days()) - 1, -1, -9), len(opened.days()) - 1):
        opened.go(place)
        assert page.evaluate("window.hacked") is None
        assert page.evaluate("document.querySelectorAll('img, iframe, #page script, #page style').length") == 0
    assert page.evaluate("document.scripts.length") == 2
    assert page.evaluate("document.querySelectorAll('style').length") == 1
    assert opened.asked_for == [path.as_uri()]
    assert opened.said == []
    name = page.locator("h1").inner_text()
    assert "<script>window.hacked=1</script>" in name
    assert "{{7*7}}" in name
    assert "&lt;b&gt;" in name
    assert "\\u202eevil" in name
    assert not {"\u202e", "\u2066", "\u2028"} & set(page.evaluate("document.documentElement.textContent"))
    assert page.evaluate(
        "[...document.querySelectorAll('*')].every(one => ![...one.attributes].some(a => /^on/.test(a.name)))"
    )


@pytest.mark.parametrize(("width", "colours"), [(360, "dark"), (1600, "light"), (1600, "dark")])
@pytest.mark.parametrize("name", ["i3t", "fell-apart"])
def test_axe_finds_nothing_serious(file: File, show: Show, name: str, width: int, colours: str) -> None:
    opened = show(file(name), viewport={"width": width, "height": 900}, color_scheme=colours)
    latest = len(opened.days()) - 1
    for place in (latest, latest // 2) if name == "fell-apart" else (latest,):
        opened.go(place)
        found = Axe().run(opened.page).response["violations"]
        serious = [
            (one["id"], one["impact"], [node["html"][:160] for node in one["nodes"]][:3])
            for one in found
            if one["impact"] in ("serious", "critical")
        ]
        assert serious == []


@pytest.mark.parametrize("name", UNTIL)
def test_without_scripts_the_latest_date_can_be_read(file: File, show: Show, name: str) -> None:
    page = show(file(name), java_script_enabled=False).page
    assert page.locator("h1").is_visible()
    assert page.locator(".story").inner_text().startswith(("NASA", "Leadership", "Harbour", "Bright"))
    assert page.locator("#course .chart svg:visible").count() == 1
    assert page.locator("#record-list li:visible").count() == page.locator("#record-list li").count() > 5
    for control in (".time", ".theme", "form.filters"):
        assert page.locator(f"{control}:visible").count() == 0


def test_two_histories_stand_side_by_side(show: Show, tmp_path: Path) -> None:
    path = tmp_path / "beside.html"
    path.write_text(made("fell-apart", entries("fell-apart"), "2021-07-01", sides=2).html, encoding="utf-8")
    opened = show(path)
    page = opened.page
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)")
    assert len(ids) == len(set(ids))
    opened.go(20)
    record, branch = page.locator("#momentum .side").all()
    assert record.locator(".summary").inner_text() == branch.locator(".summary").inner_text()
    first, second = (box for one in (record, branch) if (box := one.bounding_box()))
    assert first["y"] == second["y"]
    assert first["x"] < second["x"]
    assert opened.said == []


def test_integrity_is_told_where_it_was_looked_at(show: Show, tmp_path: Path) -> None:
    found = {
        "size": 11,
        "root": "ab" * 32,
        "faults": [],
        "checkpoints": [{"size": 11, "ok": True, "message": "signed"}],
    }
    path = tmp_path / "verified.html"
    path.write_text(made("went-alone", entries("went-alone"), "2022-04-01", integrity=found).html, encoding="utf-8")
    told = show(path).page.locator("#integrity").inner_text()
    assert "Everything that was looked at holds." in told
    assert "of 11 leaves holds: signed" in told


def test_pages_stay_small(file: File) -> None:
    assert all(file(name).stat().st_size < 700_000 for name in UNTIL)


def test_a_page_of_four_hundred_events_stays_well_below_three_megabytes(show: Show, tmp_path: Path) -> None:
    register = REGISTERS / "kubernetes-enhancements.jsonl"
    if not register.exists():
        pytest.skip(f"the real histories are not at hand: {register} is missing")
    lines = in_file(register)["kubernetes-enhancements"][:400]
    records = recorded(lines, "written up from the register")
    page = made("kubernetes-enhancements", records, "2020-12-31", integrity=VERIFIED)
    assert len(page.html.encode()) < 1_500_000
    assert len(page.dates.days) >= 60
    (tmp_path / "large.html").write_text(page.html, encoding="utf-8")
    opened = show(tmp_path / "large.html")
    opened.go(0)
    assert opened.said == []
    opened.go(len(page.dates.days) - 1)
    for width in (360, 800, 1180, 1600):
        opened.page.set_viewport_size({"width": width, "height": 800})
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
    assert json.loads(opened.page.locator("#dates").text_content() or "")["days"] == page.dates.days
