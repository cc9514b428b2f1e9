"""What the page shows on a date is what the measures say of it, wherever it came from."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from domain.history import counting
from domain.values import asked_moment
from projections.figure import found
from projections.measures import MEASURES, measured
from projections.why import steps

from .pages import VERIFIED, Opened, entries, made

Show = Callable[..., Opened]

#: Every figure on the page, with the path under which `why` explains it.
_FIGURES = "[...document.querySelectorAll('#page [data-f]')].map(one => [one.dataset.f, one.textContent])"
#: What a page says of a date, but for what depends on the latest one: charts, filters and the marks on the curve.
_TEXT = """() => {
  const page = document.getElementById('page').cloneNode(true);
  page.querySelectorAll('svg, form, .pushes, .legend').forEach(part => part.remove());
  return page.innerText.replace(/\\s+/g, ' ');
}"""


def agrees(shown: str, value: Any) -> bool:
    """Whether a figure is shown as it is, rounded to the digits shown; unknown is a dash, and never a number."""
    if value is None:
        return shown == "–"
    number = re.fullmatch(r"([+−]?)(\d+(?:\.(\d+))?)(%?)", shown)
    if number is None:
        return False
    sign, digits, fraction, share = number.groups()
    told = Decimal(f"{'-' if sign == '−' else ''}{digits}") / (100 if share else 1)
    unit = Decimal(1).scaleb(-len(fraction or "")) / (100 if share else 1)
    return bool(abs(told - Decimal(str(value))) <= unit / 2 + Decimal("1e-9"))


def test_the_agreement_is_no_formality() -> None:
    assert agrees("50%", 0.5)
    assert agrees("−0.02", -0.0249)
    assert not agrees("0", None)
    assert not agrees("–", 0)
    assert not agrees("0.62", 0.626)
    assert not agrees("62%", 0.63)


@pytest.mark.parametrize(("name", "least"), [("i3t", 100), ("leads", 100), ("fell-apart", 60), ("went-alone", 30)])
def test_every_figure_is_that_of_its_view_on_every_date(
    file: Callable[[str], Path], show: Show, name: str, least: int
) -> None:
    page = show(file(name))
    days = page.days()
    for place in sorted({0, 1, len(days) // 3, 2 * len(days) // 3, len(days) - 2, len(days) - 1}):
        page.go(place)
        moment = asked_moment(days[place])
        records = counting(entries(name), moment)
        views = {measure: measured(measure, records, moment) for measure in MEASURES}
        shown = page.page.evaluate(_FIGURES)
        wrong = [(path, text, found(views, steps(path))) for path, text in shown]
        assert [one for one in wrong if not agrees(one[1], one[2])] == [], days[place]
    assert len(shown) >= least


@pytest.mark.parametrize(("name", "share"), [("i3t", 0.6), ("leads", 0.5), ("fell-apart", 0.4), ("went-alone", 0.3)])
def test_moved_to_a_date_it_says_what_the_page_made_for_that_date_says(
    file: Callable[[str], Path], show: Show, tmp_path: Path, name: str, share: float
) -> None:
    page = show(file(name))
    days = page.days()
    place = int(len(days) * share)
    page.go(place)
    other = tmp_path / "other.html"
    other.write_text(made(name, entries(name), days[place], integrity=VERIFIED).html, encoding="utf-8")
    assert page.page.evaluate(_TEXT) == show(other).page.evaluate(_TEXT)


def test_back_and_forth_it_is_as_it_was(file: Callable[[str], Path], show: Show) -> None:
    page = show(file("leads"))
    before = page.page.evaluate("document.getElementById('page').outerHTML")
    latest = len(page.days()) - 1
    for place in (latest - 1, 0, latest // 2, 3, latest - 7, latest):
        page.go(place)
    assert page.page.evaluate("document.getElementById('page').outerHTML") == before
