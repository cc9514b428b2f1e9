"""Record and branch side by side: both say what their views say, on every date, and why what differs does."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from cli.render.page import writing
from domain.happened import happened
from domain.values import asked_moment
from engine.scenario import ASSUMPTION, Insert, Replay, Scenario, ScenarioFile, Side, Timeline
from projections.branch import whatif
from projections.consulted import When
from projections.figure import found
from projections.measures import MEASURES, measured
from projections.page.contrast import NAMES
from projections.why import steps

from .pages import UNTIL, Opened, beside, scenario
from .test_page_safety import HOSTILE, hostile
from .test_page_values import agrees

Show = Callable[..., Opened]
Paged = Callable[[str], Path]

SCENARIOS = ("navy-leaves", "without-the-convener")
_FIGURES = "side => [...side.querySelectorAll('[data-f]')].map(one => [one.dataset.f, one.textContent])"


@pytest.fixture(scope="session")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Paged:
    """The page of an example scenario, as a file."""
    folder = tmp_path_factory.mktemp("tried")

    @cache
    def page(name: str) -> Path:
        file, replay = scenario(name)
        path = folder / f"{name}.html"
        path.write_text(beside(name, replay, file).html, encoding="utf-8")
        return path

    return page


def figures(page: Page, sides: str) -> list[tuple[str, str]]:
    return [(path, text) for side in page.locator(sides).all() for path, text in side.evaluate(_FIGURES)]


def differing(replay: Replay, day: str) -> dict[str, Any]:
    """By path, what `coalition whatif --json` says differs on a date, of the views that the page has."""
    told = whatif(replay, When(asked_moment(day)))["differences"]
    return {one["path"]: one for one in told if steps(one["path"])[0] in NAMES}


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_figure_of_both_sides_is_that_of_its_view_on_every_date(tried: Paged, show: Show, name: str) -> None:
    _, replay = scenario(name)
    opened = show(tried(name))
    days = opened.days()
    for place in (0, len(days) // 2, 3 * len(days) // 4, len(days) - 1):
        opened.go(place)
        moment = asked_moment(days[place])
        for side, sides in ((replay.record, ".side:not(.branch)"), (replay.branch, ".side.branch")):
            views = {measure: measured(measure, happened(side.records, moment), moment) for measure in MEASURES}
            shown = figures(opened.page, sides)
            wrong = [(path, text, found(views, steps(path))) for path, text in shown]
            assert [one for one in wrong if not agrees(one[1], one[2])] == [], (days[place], sides)
    assert len(shown) > 20


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_differs_is_what_whatif_says_differs_on_every_date(tried: Paged, show: Show, name: str) -> None:
    _, replay = scenario(name)
    opened = show(tried(name))
    page, days = opened.page, opened.days()
    for place in (0, len(days) // 2, 2 * len(days) // 3, len(days) - 1):
        opened.go(place)
        expected = differing(replay, days[place])
        listed = page.locator("#differs .every .path code").all_text_contents()
        assert len(listed) == min(len(expected), 150)
        assert listed == list(expected)[:150]
        for row in page.locator("#differs table.differs tbody tr").all():
            path = row.locator(".of-record").get_attribute("data-f")
            assert path is not None
            one = expected.get(path) or {"record": None, "branch": None}
            for cell, side in ((".of-record", "record"), (".of-branch", "branch")):
                if isinstance(one[side], (int, float)) and not isinstance(one[side], bool):
                    assert agrees(row.locator(cell).inner_text(), one[side]), (days[place], path)
    assert page.locator("#differs table.differs tbody tr").count() > 0


def test_before_the_two_part_nothing_differs(tried: Paged, show: Show) -> None:
    opened = show(tried("no-sponsor"))
    opened.go(opened.days().index("2018-10-24"))
    page = opened.page
    assert page.locator("#differs").inner_text().count("Nothing differs on this date.") == 1
    record, branch = page.locator("header .side").all()
    assert record.locator(".story").inner_text() == branch.locator(".story").inner_text()
    opened.go(opened.days().index("2018-11-28"))
    assert "Sponsored" in page.locator("#differs table.differs").inner_text()


def test_the_slider_moves_both_sides(tried: Paged, show: Show) -> None:
    opened = show(tried("navy-leaves"))
    page = opened.page
    latest = [side.inner_text() for side in page.locator("#momentum .side .summary").all()]
    page.get_by_role("slider", name="Date shown").focus()
    for _ in range(12):
        page.keyboard.press("ArrowLeft")
    moved = [side.inner_text() for side in page.locator("#momentum .side .summary").all()]
    assert len(moved) == 2
    assert all(one != other for one, other in zip(latest, moved, strict=True))
    assert (
        page.locator(".side.branch svg[data-plot] .veil").count() == page.locator(".side.branch svg[data-plot]").count()
    )
    assert page.locator("#differs .chart .veil").count() == page.locator("#differs .chart svg").count() > 0
    page.get_by_role("button", name="Latest").click()
    assert [side.inner_text() for side in page.locator("#momentum .side .summary").all()] == latest
    assert opened.said == []


def test_back_and_forth_it_is_as_it_was(tried: Paged, show: Show) -> None:
    opened = show(tried("navy-leaves"))
    before = opened.page.evaluate("document.getElementById('page').outerHTML")
    latest = len(opened.days()) - 1
    for place in (latest - 1, 0, latest // 2, 5, latest):
        opened.go(place)
    assert opened.page.evaluate("document.getElementById('page').outerHTML") == before


@pytest.mark.parametrize("name", ["navy-leaves", "without-the-convener"])
def test_what_was_refused_is_told_with_its_rule_and_its_chain(tried: Paged, show: Show, name: str) -> None:
    file, replay = scenario(name)
    told = whatif(replay, When(asked_moment(UNTIL[file.coalition or ""])))
    page = show(tried(name)).page
    for more in page.locator("#changed summary").all():
        more.click()
    orphans = page.locator("#changed .orphans > li")
    assert orphans.locator(".why").all_inner_texts() == [one["sentence"] for one in told["orphans"]]
    refused = [step for step in told["steps"] if step["label"] == "orphaned"]
    assert len(refused) == orphans.count() > 10
    for step, item in zip(refused, orphans.all(), strict=True):
        assert item.locator(".rule code").inner_text() == step["rule"]
        assert item.locator(".rule").inner_text().endswith(step["message"])
        chain = item.locator(".refs").inner_text().removeprefix("It comes from ").split(" ← ")
        assert chain == [str(name) for name in (step["n"], *step["because"])]
    labels = [step["label"] for step in told["steps"] if step["label"] not in ("kept", "orphaned")]
    assert page.locator("#changed .fates tbody tr").count() == len(labels) > 5
    lead = page.locator("header .side.branch .lead").inner_text()
    assert all(str(told["counts"][label]) in lead for label in ("kept", "orphaned"))


def test_events_of_the_branch_go_by_their_names(tried: Paged, show: Show) -> None:
    page = show(tried("navy-leaves")).page
    branch = page.locator("#record .side.branch")
    inserted, appeared = branch.locator("li.inserted"), branch.locator("li.appeared")
    assert inserted.locator(".n").first.inner_text() == "i1"
    assert "inserted by the scenario" in inserted.inner_text()
    assert appeared.locator(".n").first.inner_text() == "new"
    gone = page.locator("#record .side:not(.branch) li.orphaned")
    assert gone.count() == 13
    assert "could not have been recorded under the scenario" in gone.first.inner_text()
    assert branch.locator("li.orphaned").count() == 0
    page.locator("#changed .fates a").first.click()
    assert page.evaluate("document.querySelector(':target').querySelector('.n').textContent") == "i1"


def test_an_outcome_and_the_assumption_are_told(show: Show, tmp_path: Path) -> None:
    page = show(_written(tmp_path, *scenario("navy-leaves"))).page
    head = page.locator("header").first.inner_text()
    assert ASSUMPTION in head
    assert "What would have come of the conflict over the duct" in head
    assert "insert party-withdrew at 2019-05-10" in head
    assert page.title().startswith("Integrated Infrastructure")
    assert "The Navy leaves in May" in page.title()
    assert ASSUMPTION in page.locator("footer").inner_text()


def _written(folder: Path, file: ScenarioFile, replay: Replay) -> Path:
    path = folder / "tried.html"
    path.write_text(beside("i3t", replay, file).html, encoding="utf-8")
    return path


@pytest.mark.parametrize("width", [360, 1000, 1200, 1600])
def test_the_sides_are_stacked_or_beside_each_other_and_nothing_hangs_over(
    tried: Paged, show: Show, width: int
) -> None:
    page = show(tried("without-the-convener"), viewport={"width": width, "height": 900}).page
    for more in page.locator("#changed summary, #differs summary").all():
        more.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    over = "[...document.querySelectorAll('main td, main p, main li')].filter(e => e.offsetParent && !e.closest('.sr')"
    assert page.evaluate(f"{over} && e.getBoundingClientRect().right > innerWidth + 1).length") == 0
    first, second = (one.bounding_box() for one in page.locator("#momentum .side").all())
    assert first is not None
    assert second is not None
    if width >= 1200:
        assert (first["y"], first["x"] + first["width"] < second["x"]) == (second["y"], True)
    else:
        assert (first["x"], first["y"] + first["height"] <= second["y"]) == (second["x"], True)
    assert page.locator("#momentum .side:not(.branch) > .chart svg:visible").count() == 1


@pytest.mark.parametrize(("width", "colours"), [(360, "dark"), (1600, "light")])
def test_axe_finds_nothing_serious(tried: Paged, show: Show, width: int, colours: str) -> None:
    opened = show(tried("navy-leaves"), viewport={"width": width, "height": 900}, color_scheme=colours)
    for place in (len(opened.days()) - 1, len(opened.days()) // 2):
        opened.go(place)
        serious = [
            (one["id"], one["impact"], [node["html"][:160] for node in one["nodes"]][:3])
            for one in Axe().run(opened.page).response["violations"]
            if one["impact"] in ("serious", "critical")
        ]
        assert serious == []


def test_ids_are_told_apart(tried: Paged, show: Show) -> None:
    ids = show(tried("without-the-convener")).page.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)")
    assert len(ids) == len(set(ids))


def test_filters_choose_on_their_own_side(tried: Paged, show: Show) -> None:
    page = show(tried("navy-leaves")).page
    of_record = page.locator("#record .side:not(.branch) li:visible").count()
    page.locator("#record .side.branch form").get_by_label("Area").select_option("conflicts")
    shown = page.locator("#record .side.branch li:visible")
    assert {one.get_attribute("data-lane") for one in shown.all()} == {"conflicts"}
    assert page.locator("#record .side:not(.branch) li:visible").count() == of_record


def test_without_scripts_both_sides_can_be_read(tried: Paged, show: Show) -> None:
    page = show(tried("navy-leaves"), java_script_enabled=False).page
    assert page.locator("header .side .story:visible").count() == 2
    assert page.locator("#differs table.differs tbody tr:visible").count() > 10
    assert page.locator("#changed .orphans > li:visible").count() == 8
    page.locator("#changed summary").first.click()
    assert page.locator("#changed .orphans > li:visible").count() == 13
    assert page.locator(".time:visible").count() == 0


def test_it_prints_both_sides(tried: Paged, show: Show) -> None:
    page = show(tried("navy-leaves"), color_scheme="dark").page
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 960})
    assert page.locator("header .side .figures:visible").count() == 2
    assert page.locator("form.filters:visible, .time:visible").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 680


def test_hostile_text_of_a_scenario_is_inert(show: Show, tmp_path: Path) -> None:
    timeline = Timeline(hostile())
    event = {
        "type": "party-withdrew",
        "at": "2019-05-10",
        "by": "navy",
        "party": "navy",
        "reason": f"No crew. {HOSTILE}",
    }
    file = ScenarioFile(f"Named {HOSTILE}", Scenario((Insert(event),)), f"Asked {HOSTILE}", "i3t")
    path = _written(tmp_path, file, timeline.replay(file.scenario))
    opened = show(path)
    page = opened.page
    for place in (len(opened.days()) // 2, 0, len(opened.days()) - 1):
        opened.go(place)
        assert page.evaluate("window.hacked") is None
        assert page.evaluate("document.querySelectorAll('img, iframe, #page script, #page style').length") == 0
    assert page.evaluate("[document.scripts.length, document.querySelectorAll('style').length]") == [2, 1]
    assert (opened.asked_for, opened.said) == ([path.as_uri()], [])
    assert "<script>window.hacked=1</script>" in page.locator(".question").inner_text()
    assert "<script>window.hacked=1</script>" in page.locator("#record li.inserted").inner_text()
    assert not {"\u202e", "\u2066", "\u2028"} & set(page.evaluate("document.documentElement.textContent"))


def test_pages_stay_below_three_megabytes(tried: Paged) -> None:
    assert all(tried(name).stat().st_size < 1_500_000 for name in SCENARIOS)


def test_what_is_much_is_packed_and_the_page_moves_all_the_same(
    tried: Paged, show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_LARGE", 1000)
    packed = _written(tmp_path, *scenario("navy-leaves"))
    assert packed.stat().st_size < 0.7 * tried("navy-leaves").stat().st_size
    one, other = show(packed), show(tried("navy-leaves"))
    one.page.wait_for_selector(".time:not([hidden])")
    assert one.days() == other.days()
    for place in (len(one.days()) // 2, 3, len(one.days()) - 1):
        one.go(place), other.go(place)
        html = [opened.page.evaluate("document.getElementById('page').outerHTML") for opened in (one, other)]
        assert html[0] == html[1]
    assert (one.asked_for, one.said) == ([packed.as_uri()], [])


def test_both_sides_hold_what_counts(tried: Paged, show: Show) -> None:
    page = show(tried("five-steps-earlier")).page
    _, replay = scenario("five-steps-earlier")
    sides: list[tuple[Side, str]] = [(replay.record, ".side:not(.branch)"), (replay.branch, ".side.branch")]
    for side, which in sides:
        listed = page.locator(f"#record {which} li[id]:not(.withdrawn)").count()
        taken_back = [n for record in side.records for n in record.voids]
        assert page.locator(f"#record {which} li.withdrawn").count() == len(taken_back) == 1
        assert listed == len(happened(side.records, asked_moment(UNTIL["leads"])))
