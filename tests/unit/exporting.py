"""Exporting: the histories that exports are tried on, and the text that they have to stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from reference.generate import generate
from reference.histories import REGISTERS, in_file
from reference.histories import recorded as recorded_by_the_rules

from domain.event import Recorded

EXAMPLES = Path(__file__).parents[2] / "examples"
#: Examples, and histories made so that facts arrive late, are attested, corrected and taken back.
HISTORIES = ("i3t", "leads", "fell-apart", "went-alone", "late", "odd", "reconvened")
REGISTER = REGISTERS / "kubernetes-groups.jsonl"

#: Formulas, separators, line ends that text may hold, quotation marks, what is not seen, other scripts, pictures.
HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    " =1",
    "\t=1",
    "\n=1",
    "\tplain",
    "'=1",
    "''=1",
    '"=1"',
    "“=1",
    "\u200b=1",
    "\ufeff=1",
    "\u00a0=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "one;=2",
    "one\n- two\n- three",
    "one\t=2",
    "'tis",
    "'",
    "null",
    "007",
    "1e5",
    "true",
    "[draft]",
    '{"a": 1}',
    "a, b; c",
    'she said "no"',
    "back\\slash \\n \\, \\;",
    "line\nline\n\nline",
    "END:VEVENT\nBEGIN:VEVENT",
    "عقد \u202eabc\u202c",
    "👩‍👩‍👧‍👦 🇨🇦",
    "e\u0301 ﬁ ①",
    "\u2028x\u2029",
    " ",
    "\n",
    "\u3000",
    "x" * 300,
    "é" * 200,
    "日" * 100,
)


def line(event_type: str, at: str = "2020-01-01", by: str = "ash", **fields: Any) -> dict[str, Any]:
    return {"coalition": "c", "type": event_type, "at": at, "by": by, **fields}


def joined(party: str, at: str = "2020-01-01", **fields: Any) -> dict[str, Any]:
    told = {"name": party.title(), "kind": "unit", "standing": "member"} | fields
    return line("party-joined", at, party, party=party, **told)


OPENED = (
    line("coalition-proposed", name="Ducts", purpose="Dig once", convener="ash", origin="grassroots"),
    joined("ash"),
    joined("birch"),
    joined("cedar"),
)


def promised(name: str = "m", due: str | None = "2020-03-01", by: str = "ash", **fields: Any) -> dict[str, Any]:
    told = {"commitment": name, "promisor": by, "promisee": "birch", "what": "maps"} | fields
    return line("commitment-made", by=by, **told) | ({} if due is None else {"due": due})


def recorded(*lines: dict[str, Any], attest: str | None = None) -> list[Recorded]:
    """These lines as recorded."""
    return recorded_by_the_rules(lines, attest)


@cache
def history(name: str) -> tuple[Recorded, ...]:
    """A whole ledger of one coalition."""
    if name in ("late", "odd", "reconvened"):
        lines: Iterable[dict[str, Any]] = generate(
            seed=11, events=260, late=0.3, others=0.2, oddities=name == "odd", reconvened=name == "reconvened"
        )
    else:
        [lines] = in_file(EXAMPLES / f"{name}.jsonl").values()
    return tuple(recorded_by_the_rules(lines))


def register() -> Iterator[tuple[str, list[Recorded]]]:
    """The histories of a real register."""
    for coalition, lines in in_file(REGISTER).items():
        yield coalition, recorded_by_the_rules(lines, "written up")
