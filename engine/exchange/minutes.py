"""Minutes: one meeting, written down in a short form of YAML, becomes the events it stands for.

They come in the order in which a meeting makes sense: the session, moments, decisions, commitments, what
was delivered and accepted, quick wins, celebrations, and further events as they stand. Which values make
sense is left to the rules; here is only said which keys there are, and who did what when. A blank is not
filled in and counts for nothing, except among the further events.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce
from typing import Any, BinaryIO

from domain.event import Event, registry
from domain.shape import first_place
from domain.values import instant, written_day
from engine.exchange.line import Fault, Line, kind_of
from engine.exchange.minutes_form import HINTS, TEMPLATE
from engine.exchange.yaml_nodes import Node, nodes, part_of

__all__ = ["TEMPLATE", "read"]

Form = Mapping[str, Node]

_HEAD = ("coalition", "date", "by", "source")
_NEEDED = {"coalition": "the id of the coalition that met", "date": "the day of the meeting, such as 2019-11-20"}
#: The lists of the form whose items are each one event: its type, and the field that tells whose act it is.
_PLAIN = {
    "moments": ("trust-moment", None),
    "commitments": ("commitment-made", "promisor"),
    "delivered": ("commitment-delivered", None),
    "accepted": ("delivery-accepted", None),
    "quick_wins": ("quick-win-delivered", None),
    "celebrations": ("celebration-held", None),
}
_LISTS = ("moments", "decisions", "commitments", "delivered", "accepted", "quick_wins", "celebrations", "events")
#: What every item of the form may say of itself; the coalition is that of the meeting.
_OF_ANY_ITEM = (frozenset(Event.model_fields) | {"attested"}) - {"coalition"}
_OF_AN_OPENING = frozenset(("what", "proposer", "decide_by"))
_OF_ALL_IN_A_DECISION = frozenset(("at", "precision", "source"))
_OF_A_STANCE = frozenset(("stance", "reason")) | _OF_ANY_ITEM
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_COMMA = ": a text that holds a comma goes in quotation marks"
_FLAGS = {True: True, False: False, "yes": True, "no": False}


def read(stream: BinaryIO) -> Iterator[Line | Fault]:
    """The events that minutes stand for, each with the line at which it is written down."""
    node = None
    for node in nodes(stream, HINTS):
        if isinstance(node, Fault):
            yield node
        elif isinstance(node.value, dict):
            yield from _meeting(node.line, node.value)
        else:
            yield Fault(node.line, f"Minutes are a map of keys, not {kind_of(node.value)}: coalition: …, date: …")
    if node is None:
        yield Fault(1, "Nothing is written here: minutes start with coalition: …, date: …")


@dataclass(frozen=True, slots=True)
class _Meeting:
    """What holds for every event of a meeting, unless the event says otherwise."""

    coalition: str
    at: str
    by: str | None
    source: str

    def line(self, number: int, event_type: str | None, fields: Mapping[str, Any], by: Any = None) -> Line:
        """An event of this meeting; `by` is whose act it is."""
        head = {"coalition": self.coalition, "type": event_type, "at": self.at, "by": by or self.by}
        given = {name: value for name, value in head.items() if value is not None}
        assumed = frozenset({"at"} if by else {"at", "by"}) - fields.keys()
        return Line(number, {**given, **fields, "source": fields.get("source", self.source)}, assumed)


class _Wrong(Exception):
    """Something in the minutes that stands for no event."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.fault = Fault(line, message)


def _filled_in(form: Form) -> Form:
    """The form without its blanks; those of an item are taken out where its keys are known."""
    whole = {name: node if _has_items(name, node) else _without_blanks(node) for name, node in form.items()}
    return {name: node for name, node in whole.items() if node.value is not None}


def _has_items(name: str, node: Node) -> bool:
    return name == "events" or (name in _LISTS and isinstance(node.value, list))


def _without_blanks(node: Node) -> Node:
    """The node without what is blank in it; it is blank itself where nothing is left."""
    if isinstance(node.value, dict):
        named = {name: _without_blanks(item) for name, item in node.value.items()}
        return replace(node, value={name: item for name, item in named.items() if item.value is not None} or None)
    if isinstance(node.value, list):
        items = list(map(_without_blanks, node.value))
        return replace(node, value=[item for item in items if item.value is not None] or None)
    return node


def _unknown(form: Form) -> Iterator[Fault]:
    known = (*_HEAD, *_own_fields("session-held"), *_LISTS)
    for name in form:
        if name not in known:
            yield Fault(form[name].line, _not_a_key(name, "minutes", known))


def _meeting(line: int, form: Form) -> Iterator[Line | Fault]:
    unknown = list(_unknown(form))
    form = _filled_in(form)
    wrong = list(_wrong_in_head(line, form))
    yield from (*unknown, *wrong)
    if wrong:
        return
    meeting = _head(form)
    events = [*_session(meeting, form), *(event for name in _LISTS for event in _listed(meeting, name, form))]
    yield from events
    if not events and not unknown:
        yield Fault(line, f"These minutes hold no event yet: fill in session, or one of {', '.join(_LISTS)}.")


def _wrong_in_head(line: int, form: Form) -> Iterator[Fault]:
    for name, what in _NEEDED.items():
        if name not in form:
            yield Fault(line, f"{name} is not filled in: give {what}.")
    for name in (name for name in _HEAD if name in form):
        if not isinstance(form[name].value, str):
            quoted = ": put it in quotation marks" if isinstance(form[name].value, int | Decimal) else ""
            yield Fault(form[name].line, f"{name} should be text, not {kind_of(form[name].value)}{quoted}.")
        elif name == "date":
            yield from _wrong_in_date(form[name])


def _wrong_in_date(date: Node) -> Iterator[Fault]:
    try:
        instant(str(date.value))
    except ValueError as error:
        yield Fault(date.line, f"date: {error}.")


def _head(form: Form) -> _Meeting:
    given = {name: str(form[name].value) for name in _HEAD if name in form}
    source = given.get("source", f"minutes {written_day(given['date'])}")
    return _Meeting(given["coalition"], given["date"], given.get("by"), source)


def _session(meeting: _Meeting, form: Form) -> Iterator[Line | Fault]:
    told = [name for name in form if name in _own_fields("session-held")]
    if "session" in form:
        fields = {name: form[name].plain() for name in told}
        yield _placed(meeting.line(form["session"].line, "session-held", fields), form)
    elif told:
        yield Fault(
            form[told[0]].line, f"{told[0]} tells of a session without an id: fill in session, such as november."
        )


def _listed(meeting: _Meeting, name: str, form: Form) -> Iterator[Line | Fault]:
    """The events of one list of the form, and what is wrong in it."""
    node = form.get(name, Node(0, []))
    if not isinstance(node.value, list):
        yield Fault(node.line, f"{name} should be a list, each item on a line that starts with a hyphen.")
        return
    for item in node.value:
        try:
            yield from _item(meeting, name, item)
        except _Wrong as wrong:
            yield wrong.fault


def _item(meeting: _Meeting, name: str, item: Node) -> list[Line]:
    if name != "events":
        _check_blanks(item, name, _of_a_list(name))
        item = _without_blanks(item)
        if item.value is None:
            return []
    if not isinstance(item.value, dict):
        raise _Wrong(item.line, f"An item of {name} is a map of keys, not {kind_of(item.value)}.")
    if name == "events":
        return [meeting.line(item.line, None, item.plain())]
    if name == "decisions":
        return list(_decision(meeting, item.line, item.value))
    event_type, whose = _PLAIN[name]
    fields = _fields(item.value, name, _of_a_list(name))
    return [_placed(meeting.line(item.line, event_type, fields, _actor(fields, whose)), item.value)]


def _placed(line: Line, form: Form) -> Line:
    """The event, at the line of the first entry in it that has not the form of its type, where there is one."""
    fields = {name: value for name, value in line.fields.items() if name not in ("type", "attested")}
    name, *inner = first_place(registry()[line.fields["type"]], fields) or ("",)
    if (node := form.get(str(name))) is None:
        return line
    return replace(line, number=reduce(part_of, inner, node).line)


def _actor(fields: Mapping[str, Any], whose: str | None) -> str | None:
    """Whose act it is, by the field that tells; what is no id is wrong in that field, and is told of it alone."""
    named = fields.get(whose) if whose else None
    return named if isinstance(named, str) and _ID.fullmatch(named) else None


def _decision(meeting: _Meeting, line: int, item: Form) -> Iterator[Line]:
    """A proposal, unless it was made at an earlier meeting; how the parties stand to it; and its closing."""
    opens = not _OF_AN_OPENING.isdisjoint(item)
    own = _own_fields("proposal-made") | _OF_ANY_ITEM if opens else _OF_ALL_IN_A_DECISION | {"proposal", "by"}
    what = "decisions" if opens else "decisions on what was proposed earlier"
    fields = _fields(item, what, own | {"stances", "close"})
    stances, close = _stances(item), _flag(item, "close")
    if not (opens or stances or close):
        raise _Wrong(line, "A decision says what is proposed, how the parties stand (stances), or close: true.")
    common = {name: value for name, value in fields.items() if name in _OF_ALL_IN_A_DECISION | {"proposal"}}
    whose = fields.get("by") or _actor(fields, "proposer")
    if opens:
        yield meeting.line(line, "proposal-made", {name: fields[name] for name in fields if name in own}, whose)
    for party, stance in stances.items():
        taken = {**common, "party": party, **_stance(stance)}
        yield meeting.line(stance.line, "stance-taken", taken, _actor(taken, "party"))
    if close:
        yield meeting.line(item["close"].line, "proposal-closed", common, whose)


def _stances(item: Form) -> Form:
    node = item.get("stances", Node(0, {}))
    if not isinstance(node.value, dict):
        raise _Wrong(node.line, f"stances is a map from parties to stances, not {kind_of(node.value)}: {{navy: agree}}")
    return node.value


def _stance(node: Node) -> dict[str, Any]:
    """How one party stands: a word, or a map with that word and the reason."""
    if not isinstance(node.value, dict):
        return {"stance": node.plain()}
    return _fields(node.value, "a stance", _OF_A_STANCE)


def _flag(item: Form, name: str) -> bool:
    value = item[name].value if name in item else False
    if not isinstance(value, bool | str) or value not in _FLAGS:
        raise _Wrong(item[name].line, f"{name} should be true or false.")
    return _FLAGS[value]


def _fields(item: Form, what: str, known: Collection[str]) -> dict[str, Any]:
    """The fields of an item without their lines. Raises _Wrong where one of them is not known."""
    for name, node in item.items():
        if name not in known:
            raise _Wrong(node.line, _not_a_key(name, what, known))
    return {name: _attested(node) if name == "attested" else node.plain() for name, node in item.items()}


def _attested(node: Node) -> Any:
    """Why an item is kept although it breaks a rule: the reason, alone or as events have it."""
    return {"reason": node.value} if isinstance(node.value, str) else node.plain()


def _check_blanks(item: Node, what: str, known: Collection[str]) -> None:
    """A key that is not known and blank may be the rest of a text, cut at a comma: it is not passed over.

    Raises _Wrong.
    """
    fields = item.value if isinstance(item.value, dict) else {}
    for name, node in fields.items():
        if name not in known and _without_blanks(node).value is None:
            beside = [other for other in fields.values() if other.line == node.line]
            raise _Wrong(node.line, _not_a_key(name, what, known, in_braces=len(beside) > 1))
    stances = fields.get("stances", item).value
    if what == "decisions" and isinstance(stances, dict):
        for stance in stances.values():
            _check_blanks(stance, "a stance", _OF_A_STANCE)


def _not_a_key(name: str, what: str, known: Collection[str], *, in_braces: bool = False) -> str:
    near = difflib.get_close_matches(name[:80], known, n=1)
    hint = f" (did you mean {near[0]}?)" if near else _COMMA if in_braces else ""
    return f"{name[:80]!r} is not a key of {what}{hint}. Its keys: {', '.join(sorted(known))}."


def _of_a_list(name: str) -> frozenset[str]:
    """The keys that an item of a list of the form may have at all."""
    if name == "decisions":
        return _own_fields("proposal-made") | _OF_ANY_ITEM | {"stances", "close"}
    return _own_fields(_PLAIN[name][0]) | _OF_ANY_ITEM


def _own_fields(event_type: str) -> frozenset[str]:
    """The fields that a type has beside those of every event."""
    return frozenset(registry()[event_type].model_fields) - frozenset(Event.model_fields)
