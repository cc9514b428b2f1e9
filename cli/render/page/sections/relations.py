"""Relations: what each party may expect of each other, and who gave to whom, as matrices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias

from cli.render.page.sheet import Section, Sheet, empty
from cli.render.page.tree import Content, Node, h
from cli.render.page.words import number, numbered, share

_MOST = 14  # parties in a matrix
_FEW = 8  # parties of which a matrix has room for on a page of ordinary width
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_KNOWN = 0.995  # uncertainty above which next to nothing is known

#: Of a pair: the path of its figure, what that says, how it is shaded, whether a party overrates the other.
Cell: TypeAlias = "tuple[str, str, str, bool] | None"


def section(sheet: Sheet) -> Section:
    """Trust and reciprocity, and what stands out in them."""
    parties = _shown(sheet)
    if len(parties) < 2:
        return Section("relations", "Trust and reciprocity", _note(), empty("There were no two parties by then."))
    others = len(sheet.views["trust"]["pairs"]) - len(parties)
    body: list[Content] = [
        h("div", _trust(sheet, parties), _gifts(sheet, parties), class_="pair", key="matrices"),
        _left_out(others),
        _findings(sheet),
    ]
    return Section("relations", "Trust and reciprocity", _note(), body)


def _note() -> Content:
    return [
        h("strong", "Trust"),
        ": what the party of the row may expect of that of the column, from 0 to 1, by promises kept and broken, "
        "moments and fractures; it fades to 0.5, not known. ",
        h("strong", "Reciprocity"),
        ": how often the row gave to the column.",
    ]


def _shown(sheet: Sheet) -> list[str]:
    """The parties of the matrices, the same on all sides: of many, those of whom most is known."""
    known: dict[str, float] = {}
    for pairs in (reading.views["trust"]["pairs"] for reading in sheet.readings):
        for party, row in pairs.items():
            for other, pair in row.items():
                known[party] = known.get(party, 0.0) + 1 - pair["uncertainty"]
                known[other] = known.get(other, 0.0) + 1 - pair["uncertainty"]
    return sorted(sorted(known, key=lambda party: (-known[party], party))[:_MOST])


def _left_out(others: int) -> Node:
    words = f"Of {others} more parties less is known; they are left out here." if others > 0 else ""
    return h("p", words, class_="aside", key="left-out")


def _trust(sheet: Sheet, parties: Sequence[str]) -> Node:
    pairs = sheet.views["trust"]["pairs"]

    def cell(row: str, column: str) -> Cell:
        pair = pairs.get(row, {}).get(column)
        if pair is None or (pair["uncertainty"] > _KNOWN and pair["perceived"] is None):
            return None
        path = f"trust.pairs.{row}.{column}.expectation"
        return path, number(pair["expectation"], 2), f"h{_shade(pair['expectation'])}", bool(pair["overconfident"])

    return _matrix(sheet, "Trust", "The row may expect of the column", parties, cell)


def _gifts(sheet: Sheet, parties: Sequence[str]) -> Node:
    pairs = sheet.views["reciprocity"]["pairs"]
    views = (reading.views["reciprocity"]["pairs"] for reading in sheet.readings)
    most = max((pair["given"] for view in views for row in view.values() for pair in row.values()), default=0)

    def cell(row: str, column: str) -> Cell:
        pair = pairs.get(row, {}).get(column)
        if pair is None or not pair["given"]:
            return None
        path = f"reciprocity.pairs.{row}.{column}.given"
        return path, number(pair["given"]), f"g{1 + round(3 * pair['given'] / most)}", False

    return _matrix(sheet, "Reciprocity", "The row gave to the column, times", parties, cell)


def _matrix(sheet: Sheet, title: str, meaning: str, parties: Sequence[str], cell: Callable[[str, str], Cell]) -> Node:
    names = tuple((party, sheet.name(party)) for party in parties)
    cells = {row: tuple(None if row == column else cell(row, column) for column in parties) for row in parties}
    if not any(map(any, cells.values())):
        told = h("p", h("strong", title), " ", meaning)
        return h("div", told, empty("Nothing that tells of it is on record of any two parties by then."), key=title)
    rows = [
        sheet.once((title, row, names, cells[row]), partial(_row, sheet, row, names, cells[row])) for row in parties
    ]
    return sheet.once((title, names, tuple(cells.values())), partial(_framed, title, meaning, names, rows))


def _framed(title: str, meaning: str, names: Sequence[tuple[str, str]], rows: Sequence[Node]) -> Node:
    lettered = zip(names, _LETTERS, strict=False)
    head = [h("th", h("abbr", letter, title=name), scope="col") for (_, name), letter in lettered]
    caption = h("caption", h("strong", title), " ", h("span", meaning))
    corner, class_ = h("td"), "matrix many" if len(names) > _FEW else "matrix"
    return h("table", caption, h("thead", h("tr", corner, head)), h("tbody", rows), class_=class_, key=title)


def _row(sheet: Sheet, row: str, names: Sequence[tuple[str, str]], cells: Sequence[Cell]) -> Node:
    place = [party for party, _ in names].index(row)
    told = [
        h("td", "", class_="self") if party == row else _cell(sheet, cell, name)
        for (party, name), cell in zip(names, cells, strict=True)
    ]
    return h("tr", h("th", h("span", _lettered(_LETTERS[place]), names[place][1]), scope="row"), told, key=row)


def _cell(sheet: Sheet, cell: Cell, column: str) -> Node:
    if cell is None:
        return h("td", "·", class_="none", data_l=column)
    path, words, class_, gap = cell
    return h("td", sheet.said(path, words), h("sup", "!") if gap else None, class_=class_, data_l=column)


def _lettered(letter: str) -> Node:
    """The letter that stands for a party above its column."""
    return h("span", letter, class_="letter", aria_hidden="true")


def _shade(expectation: float) -> int:
    """Around a half nothing is known; below it the other let down, above it did not: five shades."""
    return sum(expectation >= threshold for threshold in (0.4, 0.48, 0.53, 0.68))


def _findings(sheet: Sheet) -> Node:
    told = [h("li", finding, key=str(place)) for place, finding in enumerate(_found(sheet))]
    return h("ul", told, class_="plain findings", key="findings")


def _found(sheet: Sheet) -> Iterator[Content]:
    reciprocity, trust = sheet.views["reciprocity"], sheet.views["trust"]
    if reciprocity["reciprocity"] is not None:
        yield [
            sheet.share("reciprocity.reciprocity"),
            " of what was given is matched by something given back; ",
            sheet.share("reciprocity.density"),
            " of all pairs have given each other anything.",
        ]
    for one in reciprocity["one_way"][:5]:
        yield f"{sheet.name(one['from'])} gave to {sheet.name(one['to'])} {one['given']} times and got nothing back."
    yield from _overrated(sheet, trust["pairs"])
    dug = trust["well"]["dug_before"]
    if dug is not None:
        yield f"{share(dug)} of the good that they know of each other dates from before their first conflict."
    yield from _silos(sheet, reciprocity["silos"])


def _overrated(sheet: Sheet, pairs: Mapping[str, Mapping[str, Any]]) -> Iterable[str]:
    for party, row in pairs.items():
        for other, pair in row.items():
            if pair["overconfident"]:
                yield (
                    f"{sheet.name(party)} rates {sheet.name(other)} at {number(pair['perceived'], 2)}, above the "
                    f"{number(pair['expectation'], 2)} that the record bears out."
                )


def _silos(sheet: Sheet, silos: Sequence[Sequence[str]]) -> Iterable[str]:
    if not silos:
        return
    first = "; ".join(f"{sheet.name(one)} and {sheet.name(other)}" for one, other in silos[:2])
    between = f"{first}" if len(silos) <= 2 else f"{numbered(len(silos), 'pair')}, among them: {first}"
    yield f"No information is on record either way between {between}."
