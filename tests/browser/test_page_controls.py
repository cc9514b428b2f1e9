"""What can be done on the page: by keyboard and pointer, the date, the filters, the colours, the printer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cli.render.page.document import Side, document
from cli.render.page.words import short
from domain.values import asked_moment
from projections.page.reading import Source

from .pages import UNTIL, Opened, entries

Show = Callable[..., Opened]
File = Callable[[str], Path]


def as_of(page: Page) -> str | None:
    return page.locator(".as-of").get_attribute("datetime")


def entries_shown(page: Page) -> int:
    return page.locator("#record-list li[id]:visible").count()


def test_the_date_moves_everything_by_keyboard(file: File, show: Show) -> None:
    opened = show(file("fell-apart"))
    page, days = opened.page, opened.days()
    page.get_by_role("slider", name="Date shown").focus()
    page.keyboard.press("ArrowLeft")
    assert as_of(page) == days[-2]
    page.keyboard.press("Home")
    assert as_of(page) == days[0]
    assert entries_shown(page) == 1
    assert page.locator("#momentum .pushes li").count() == 0
    page.keyboard.press("ArrowRight")
    assert as_of(page) == days[1]
    assert page.get_by_role("slider").get_attribute("aria-valuetext") == "1 Mar 2020"
    page.keyboard.press("End")
    assert as_of(page) == days[-1]
    assert entries_shown(page) == len(entries("fell-apart"))


def test_every_control_can_be_reached_by_keyboard_and_the_reader_hears_of_the_date(file: File, show: Show) -> None:
    page = show(file("went-alone")).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reached = set[str]()
    for _ in range(120):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("[document.activeElement.tagName, document.activeElement.type].join(' ')"))
    assert {"INPUT radio", "A ", "SELECT select-one", "INPUT search", "INPUT checkbox", "INPUT range"} <= reached
    assert {"BUTTON button", "INPUT date"} <= reached
    page.get_by_role("button", name="One change back").press("Enter")
    expect(page.locator("#said")).to_have_text("As of 3 Mar 2022")


def test_a_date_is_gone_to_at_once_and_the_latest_again(file: File, show: Show) -> None:
    opened = show(file("i3t"))
    page = opened.page
    page.get_by_label("Go to a date").fill("2019-04-20")
    assert as_of(page) == max(day for day in opened.days() if day <= "2019-04-20")
    page.get_by_role("button", name="Latest").click()
    assert as_of(page) == "2019-11-30"


def test_of_a_day_on_which_nothing_changed_it_says_which_day_it_shows(file: File, show: Show) -> None:
    opened = show(file("i3t"))
    page, days = opened.page, opened.days()
    held = next(one for one, after in pairwise(days) if (date.fromisoformat(after) - date.fromisoformat(one)).days > 3)
    day = (date.fromisoformat(held) + timedelta(days=2)).isoformat()
    field, between = page.get_by_label("Go to a date"), page.locator(".time .between")
    field.fill(held)
    assert (as_of(page), between.is_visible()) == (held, False)
    field.fill(day)
    assert as_of(page) == held
    words = f"Nothing changed between {short(held)} and {short(day)}; shown as of {short(held)}."
    assert between.inner_text() == words
    expect(page.locator("#said")).to_have_text(words)
    assert field.input_value() == day, "what is typed stays while it is typed"
    page.get_by_role("button", name="One change on").click()
    assert not between.is_visible()
    assert field.input_value() == as_of(page) != day
    field.fill("2001-01-01")
    assert between.inner_text() == f"Nothing was on record before {short(days[0])}; shown as of {short(days[0])}."
    field.fill("2031-01-01")
    assert between.inner_text() == f"This page goes up to {short(days[-1])}; shown as of {short(days[-1])}."
    field.fill("0002-01-01")
    assert as_of(page) == days[-1], "a year of which the first digit is typed is none yet"


def test_where_days_were_left_out_it_does_not_say_that_nothing_changed(show: Show, tmp_path: Path) -> None:
    head = {"coalition": "i3t", "as_of": UNTIL["i3t"], "known_at": None, "version": 133, "weights": "0" * 16}
    moment = asked_moment(UNTIL["i3t"])
    path = tmp_path / "small.html"
    path.write_text(document([Side("i3t", Source(entries("i3t")))], moment, head, room=1).html, encoding="utf-8")
    opened = show(path)
    first = opened.days()[0]
    opened.page.get_by_label("Go to a date").fill("2018-09-01")
    assert opened.page.locator(".time .between").inner_text() == (
        f"To keep the page small, it holds no day from after {short(first)} to 1 Sep 2018; shown as of {short(first)}."
    )


def test_a_chart_is_printed_with_its_key(file: File, show: Show) -> None:
    page = show(file("leads")).page
    page.emulate_media(media="print")
    whole = "one => getComputedStyle(one).breakInside"
    charted = page.locator("#participation .charted:has(.legend):has(.chart)")
    assert charted.count() == 2
    assert {one.evaluate(whole) for one in charted.all()} == {"avoid"}
    assert page.locator("footer").evaluate(whole) == "avoid"


def test_charts_cover_what_was_still_to_come_and_can_be_drawn_across(file: File, show: Show) -> None:
    opened = show(file("i3t"))
    page = opened.page
    assert page.locator(".veil").count() == 0
    chart = page.locator("#momentum .chart svg:visible")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 50, steps=4)
    page.mouse.up()
    middle = as_of(page)
    assert middle is not None
    assert "2018-12" <= middle < "2019-03"
    line = chart.locator(".veil line").bounding_box()
    assert line is not None
    assert abs(line["x"] - box["x"] - box["width"] * 0.5) < box["width"] * 0.05
    assert page.locator("svg[data-plot]").count() == page.locator(".veil").count()


def test_the_record_is_filtered_by_area_party_words_and_doubt(file: File, show: Show) -> None:
    page, whole = show(file("leads")).page, len([1 for one in entries("leads")])
    form = page.locator("#record form")
    every = entries_shown(page)
    assert every == whole
    assert page.locator("#record-list li.withdrawn:visible").count() == 1, "what was retracted is struck out"
    assert page.locator("#record .aside").first.inner_text().startswith(f"{whole - 1} events count; 1 more was taken")
    form.get_by_label("Area").select_option("charter")
    charter = page.locator("#record-list li:visible")
    assert {one.get_attribute("data-lane") for one in charter.all()} == {"charter"}
    form.get_by_label("Party").select_option("pcn-alliance")
    assert 0 < entries_shown(page) < every
    assert form.locator(".found").inner_text() == f"{entries_shown(page)} of {every}"
    form.get_by_label("Area").select_option("")
    form.get_by_label("Party").select_option("")
    form.get_by_label("Words").fill("SOUP")
    assert "soup" in page.locator("#record-list li:visible").first.inner_text().lower()
    form.get_by_label("Words").fill("")
    form.get_by_label("contested or attested").check()
    assert entries_shown(page) == 1


def test_a_link_to_an_event_that_is_filtered_away_shows_it(file: File, show: Show) -> None:
    page = show(file("i3t")).page
    page.locator("#record form").get_by_label("Area").select_option("risks")
    assert not page.locator("#e80").is_visible()
    page.locator("#momentum a[href='#e80']").first.click()
    assert page.locator("#e80").is_visible()
    assert page.evaluate("location.hash") == "#e80"


def test_promises_are_filtered_on_every_date(file: File, show: Show) -> None:
    opened = show(file("i3t"))
    page = opened.page
    page.locator("#promises form").get_by_label("Status").select_option("overdue")
    rows = page.locator("#promises-list tbody tr:visible")
    assert rows.count() == 1
    opened.go(0)
    assert page.locator("#promises").inner_text().count("No promise was on record by then.") == 1
    opened.go(len(opened.days()) - 1)
    assert rows.count() == 1


def test_colours_follow_the_system_until_one_is_chosen(file: File, show: Show) -> None:
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    light = show(file("went-alone"), color_scheme="light").page
    dark = show(file("went-alone"), color_scheme="dark").page
    assert light.evaluate(ground) != dark.evaluate(ground)
    light.get_by_text("Dark", exact=True).click()
    assert light.evaluate(ground) == dark.evaluate(ground)
    dark.get_by_text("Light", exact=True).click()
    dark.get_by_text("Auto", exact=True).click()
    assert light.evaluate(ground) == dark.evaluate(ground)


@pytest.mark.parametrize("width", [360, 800, 1600])
@pytest.mark.parametrize("name", ["i3t", "fell-apart"])
def test_nothing_hangs_over_at_any_width(file: File, show: Show, name: str, width: int) -> None:
    page = show(file(name), viewport={"width": width, "height": 800}).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("#course .chart svg:visible").count() == 1
    narrow = page.locator("#promises-list tbody td:visible").first.evaluate(
        "cell => getComputedStyle(cell.parentElement).display"
    )
    assert narrow == ("grid" if width == 360 else "table-row")


def test_it_prints_on_a4_without_its_controls(file: File, show: Show) -> None:
    page = show(file("went-alone"), color_scheme="dark").page
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    assert b"/MediaBox [0 0 594.95996 841.91998]" in printed or b"/MediaBox [0 0 595" in printed
    page.emulate_media(media="print")
    for hidden in (".time", ".theme", ".contents", "form.filters"):
        assert page.locator(f"{hidden}:visible").count() == 0
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator("#record-list li:visible").count() == 11
