"""The Network Session Summary to send round: as Markdown, or as one HTML page. The layout is that of such summaries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cli.render.text import plain
from projections.page.dates import said

#: What Markdown, or HTML in it, would take for more than a character, wherever it stands.
_MEANT = re.compile(r"([\\`*_{}\[\]<>#|~!$^=]|:(?=\w+:)|@(?=\w)|&(?=#?\w+;))")
#: What begins an item of a list, at the beginning of a line.
_ITEM = re.compile(r"^(\d*)([-+.)])")
_SPACE = re.compile(r"\s+")
_UNKNOWN = "–"


def markdown(data: Mapping[str, Any]) -> str:
    """The summary as CommonMark, with tables as on GitHub; text stays text."""
    lines = ["# Network Session Summary", "", *_facts(data)]
    for label, items in _lists(data):
        lines += [f"## {label}", "", *(f"- {_marked(item)}" for item in items), ""]
    for label, columns, row in _tables(data):
        lines += [f"## {label}", "", _row(columns), _row(["--:"] * len(columns), raw=True), _row(row), ""]
    return "\n".join(lines)


def html(data: Mapping[str, Any]) -> str:
    """The summary as one page that asks nothing of a network. Raises ModuleNotFoundError without its libraries."""
    from cli.render.page.document import digest, environment

    folder = Path(__file__).parent
    style = (folder / "summary.css").read_text(encoding="utf-8")
    template = environment(folder).get_template("summary.html")
    facts = [(label, plain(value)) for label, value in _told(data)]
    lists = [(label, [plain(item) for item in items]) for label, items in _lists(data)]
    return template.render(
        topic=plain(data["topic"]),
        facts=facts,
        lists=lists,
        tables=[(label, list(zip(columns, row, strict=True))) for label, columns, row in _tables(data)],
        style=style,
        digest=digest(style),
    )


def _told(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "Session topic", data["topic"]
    yield "Session date", said(data["at"], data["precision"])
    if data["hosts"]:
        yield "Session hosts", " & ".join(data["hosts"])
    if data["next_on"]:
        yield "Next session", said(data["next_on"])


def _facts(data: Mapping[str, Any]) -> Iterator[str]:
    for label, value in _told(data):
        yield f"- **{label}:** {_marked(value)}"
    yield ""


def _lists(data: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[str]]]:
    for label, name in (
        ("Session objectives", "objectives"),
        ("Recommended resources", "resources"),
        ("Session highlights and themes", "highlights"),
    ):
        if data[name]:
            yield label, data[name]


def _tables(data: Mapping[str, Any]) -> Iterator[tuple[str, list[str], list[str]]]:
    """Who came, a column a group, as in the statistics of the summaries that are sent round."""
    statistics = data["statistics"]
    kind = f" {_titled(statistics['participant_kind'])}" if statistics["participant_kind"] else ""
    counted = {f"Total{kind} Participants": statistics["total"]}
    counted |= {f"{_titled(name)}{kind} Participants": count for name, count in statistics["participants_by"].items()}
    counted |= {f"{_titled(name)} Represented": count for name, count in statistics["represented"].items()}
    yield "Session statistics", list(counted), [_count(count) for count in counted.values()]
    came = statistics["attendance"]
    if came:
        names = [plain(party["name"]).replace("\n", " ") for party in came]
        yield "Persons by party", names, [_count(party["headcount"]) for party in came]


def _count(number: int | None) -> str:
    return _UNKNOWN if number is None else str(number)


def _titled(tag: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in tag.split("-"))


def _row(cells: Sequence[str], *, raw: bool = False) -> str:
    return f"| {' | '.join(cells if raw else map(_marked, cells))} |"


def _marked(text: str) -> str:
    """Text that Markdown shows as it is, on one line; what begins like an item of a list is none."""
    line = _SPACE.sub(" ", plain(text)).strip()
    return _ITEM.sub(r"\1\\\2", _MEANT.sub(r"\\\1", line))
