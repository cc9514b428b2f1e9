"""Impurity: what makes the answer of code depend on when, where or in which process it runs, found in its source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

#: Modules that tell the time, the place or the dice.
MODULES = frozenset(
    ("time", "random", "secrets", "uuid", "os", "locale", "zoneinfo", "platform", "getpass", "socket", "sched")
)
#: What tells the time though its module does more than that.
NAMES = frozenset(
    f"datetime.{kind}.{name}"
    for kind in ("datetime", "date")
    for name in ("now", "utcnow", "today", "fromtimestamp", "utcfromtimestamp")
)
_DYNAMIC = frozenset(("eval", "exec", "compile", "__import__", "globals", "vars"))


class Impurity(NamedTuple):
    """Something that code does or names, and in which line."""

    what: str
    line: int


def impurities(source: str) -> list[Impurity]:
    """Everything in a module's source that tells the time, the place or the dice, or could do so unseen."""
    tree = ast.parse(source)
    known = _imported(tree)
    found = [*_imports(tree), *_names(tree, known), *_calls(tree, known)]
    return sorted(set(found), key=lambda impurity: (impurity.line, impurity.what))


def _imported(tree: ast.AST) -> dict[str, str]:
    """What a name stands for that was imported, or given another name, anywhere in the module."""
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                tops = {name.name.partition(".")[0] for name in names if not name.asname}
                known |= {name.asname: name.name for name in names if name.asname} | {top: top for top in tops}
            case ast.ImportFrom(module=module, names=names):
                known |= {name.asname or name.name: f"{module}.{name.name}" for name in names}
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=alias)], value=ast.Name() | ast.Attribute() as value):
                known.setdefault(alias, _dotted(value, known))
    return known


def _imports(tree: ast.AST) -> Iterator[Impurity]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules = [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [str(node.module)]
            yield from (
                Impurity(f"{node.module}.now", node.lineno)
                for name in node.names
                if str(node.module).startswith("engine") and name.name == "now"
            )
        else:
            continue
        yield from (Impurity(module, node.lineno) for module in modules if module.partition(".")[0] in MODULES)


def _names(tree: ast.AST, known: dict[str, str]) -> Iterator[Impurity]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.Attribute, ast.Name)) and (dotted := _dotted(node, known)) in NAMES:
            yield Impurity(dotted, node.lineno)


def _calls(tree: ast.AST, known: dict[str, str]) -> Iterator[Impurity]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute):
            yield from _method(node, node.func)
        if isinstance(node.func, ast.Name) and node.func.id in _DYNAMIC:
            yield Impurity(node.func.id, node.lineno)
        if _dotted(node.func, known) in ("getattr", "importlib.import_module"):
            texts = {str(argument.value) for argument in node.args if isinstance(argument, ast.Constant)}
            hidden = texts & (MODULES | {name.rpartition(".")[2] for name in NAMES})
            yield from (Impurity(f"by name: {name}", node.lineno) for name in hidden)


def _method(call: ast.Call, func: ast.Attribute) -> Iterator[Impurity]:
    """`astimezone()` means the zone of the machine where none is given; names of months are those of its language."""
    if func.attr == "astimezone" and not call.args and not call.keywords:
        yield Impurity("astimezone()", call.lineno)
    if func.attr == "strftime":
        yield Impurity("strftime", call.lineno)


def _dotted(node: ast.AST, known: dict[str, str]) -> str:
    """The full name of what is named, as far as the imports tell it."""
    if isinstance(node, ast.Name):
        return known.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value, known)}.{node.attr}"
    return ""
