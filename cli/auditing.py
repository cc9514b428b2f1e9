"""Auditing: whether the ledger still holds what it held, and proofs of that for those who do not trust its keeper."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from cli.completing import coalitions
from cli.conventions import (
    DOES_NOT_HOLD,
    AsOf,
    AtVersion,
    CoalitionId,
    Json,
    KnownAt,
    Maybe,
    Store,
    answer,
    asked,
    heading,
    history,
    opened,
    pinned,
    readable,
    say,
    stream,
)
from cli.render.patience import patience

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from engine.integrity.note import Verifier
    from engine.ledger import Ledger

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Prove that nothing was lost or changed unseen.")

MaybeId = Annotated[Maybe, typer.Argument(metavar="ID", help="Only this coalition.", autocompletion=coalitions)]
File = Optional[Path]  # noqa: UP045
Signing = Annotated[
    File,
    typer.Option("--key", metavar="FILE", help="The signing key. Else $COALITION_KEY, else one in your data folder."),
]
Verifying = Annotated[
    Maybe,
    typer.Option("--key", metavar="KEY", help="The log's verifier key, or a file that holds it."),
]
_KEY_FILE_AT_MOST = 10_000  # bytes


def add_to(main: typer.Typer) -> None:
    """Add these commands."""
    main.add_typer(app, name="audit")


@app.command()
def verify(
    coalition: MaybeId = None,
    against: Annotated[
        list[Path], typer.Option("--against", metavar="FILE", help="A checkpoint that you kept. Repeatable.")
    ] = [],  # noqa: B006 (typer copies it)
    leaves: Annotated[File, typer.Option("--leaves", metavar="FILE", help="The leaf hashes that you kept.")] = None,
    key: Verifying = None,
    hashes_only: Annotated[
        bool, typer.Option("--hashes-only", help="Do not put the histories before the rules again.")
    ] = False,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Recompute everything from the stored bytes and report all faults; exit 4 where there are any.

    Example: coalition audit verify --against march.checkpoint
    """
    from cli.render.audit import verified as render
    from engine.audit.verifying import Held
    from engine.audit.verifying import verify as check

    held_checkpoints = [_note(file) for file in against]
    with opened(store) as ledger, patience("Verifying") as tell:
        if coalition is not None:
            ledger.known(coalition)
        held_leaves = {} if leaves is None else _leaves(leaves, ledger)
        held = Held(held_checkpoints, held_leaves, verifier_for(ledger, key), strict=key is not None)
        data = check(
            ledger, held, coalition=coalition, histories=not hashes_only, progress=lambda done: tell(f"{done} leaves")
        )
        if coalition is None and not hashes_only:
            data["faults"] += _spoilt_views(ledger)
    answer(as_json, data | {"signatures": held.verifier is not None}, lambda: render(data, held.verifier is not None))
    if data["faults"]:
        raise typer.Exit(DOES_NOT_HOLD)


@app.command()
def checkpoint(
    output: Annotated[File, typer.Option("-o", "--output", metavar="FILE", help="Where it is written.")] = None,
    leaves: Annotated[File, typer.Option("--leaves", metavar="FILE", help="Write the leaf hashes there too.")] = None,
    key: Signing = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Sign what the ledger holds now; give the checkpoint to someone outside, who can hold the ledger against it later.

    Example: coalition audit checkpoint -o march.checkpoint
    """
    from cli.render.audit import signed as render
    from engine.audit import leaf_file
    from engine.audit.signing import signed
    from engine.files import write_whole

    with opened(store) as ledger:
        now = signed(ledger, _signing_key(key))
    if output is not None:
        write_whole(output, now.note)
    if leaves is not None:
        hashes = [now.tree.leaf(idx) for idx in range(now.head.size)]
        write_whole(leaves, leaf_file.written(now.head.origin, hashes))
    data = {
        "origin": now.head.origin,
        "size": now.head.size,
        "root": now.head.root.hex(),
        "key": str(now.verifier),
        "fingerprint": now.verifier.fingerprint,
        "note": now.note.decode(),
    }
    answer(as_json, data, lambda: render(data, output is not None))


@app.command()
def prove(
    coalition: CoalitionId,
    number: Annotated[int, typer.Argument(metavar="N", help="The number of the event.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="Where the receipt is written.")],
    key: Signing = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Write the receipt of one event: it shows that event to anyone with the key, and nothing of the others.

    Example: coalition audit prove i3t 12 -o promise.tlog-proof
    """
    from cli.render.audit import proved as render

    with opened(store) as ledger:
        data = write_receipt(ledger, coalition, number, output, key)
    answer(as_json, data, lambda: render(data, output))


@app.command()
def pack(
    ids: Annotated[list[str], typer.Argument(metavar="ID…", help="The coalitions.", autocompletion=coalitions)],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="Where the pack is written, a .zip.")],
    key: Signing = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Write an evidence pack: all events of whole coalitions with their proofs, checked offline by anyone with the key.

    Example: coalition audit pack i3t -o i3t.zip
    """
    from cli.render.audit import packed as render
    from engine.audit.signing import packed
    from engine.files import write_whole

    with patience("Packing"), opened(store) as ledger:
        private = _signing_key(key)
        data = packed(ledger, ids, private)
        told = {"coalitions": {one: ledger.version(one) for one in sorted(set(ids))}, "bytes": len(data)}
        verifier = _public(ledger, private)
    write_whole(output, data)
    told |= {"key": str(verifier), "fingerprint": verifier.fingerprint}
    answer(as_json, told, lambda: render(told, output))


@app.command()
def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A checkpoint, a receipt or an evidence pack.")],
    key: Annotated[str, typer.Option("--key", metavar="KEY", help="The log's verifier key, or a file that holds it.")],
    as_json: Json = False,
) -> None:
    """Check what somebody handed over, offline: what of it holds, and what does not; exit 4 where anything does not.

    Example: coalition audit check i3t.zip --key log.key
    """
    from cli.render.audit import checked as render
    from engine.integrity.check import check as examine

    with readable(file) as given:
        found = examine(given.read(), _parsed_key(key))
    data = {
        "kind": found.kind,
        "holds": found.holds,
        "findings": [finding._asdict() for finding in found.findings],
        "coalitions": dict(found.coalitions),
        "left_out": list(found.left_out),
        "event": None if found.event is None else found.event,
    }
    answer(as_json, data, lambda: render(data))
    if not found.holds:
        raise typer.Exit(DOES_NOT_HOLD)


@app.command()
def breaches(
    coalition: MaybeId = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """List what was accepted although it broke rules: by rule, by party, with the reason and the evidence.

    Example: coalition audit breaches i3t
    """
    from cli.render.audit import breached as render
    from projections.breaches import breaches as view

    about = asked(as_of, known_at, None)
    with opened(store) as ledger:
        if coalition is not None:
            ledger.known(coalition)
        streams = list(ledger.streams()) if coalition is None else [coalition]
        data = view(history(ledger, one, about) for one in streams)
    dates = {"as_of": about.as_of.isoformat(), "known_at": known_at}
    answer(as_json, {"coalition": coalition, **dates} | data, lambda: render(data, coalition is None))


@app.command()
def log(
    coalition: CoalitionId,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    at_version: AtVersion = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Tell who recorded what, when, how late and on what evidence, with the accounts that differ beside it.

    Example: coalition audit log i3t
    """
    from cli.render.audit import logged as render
    from projections.audit_log import audit_log

    about = asked(as_of, known_at, at_version)
    happened_by = None if as_of is None else about.as_of
    with opened(store) as ledger:
        about = pinned(ledger, coalition, about)
        entries = stream(ledger, coalition, about)
        head = heading(ledger, coalition, about)
    data = audit_log(entries, happened_by, about.known_at)
    answer(as_json, head | data, lambda: render(data))


@app.command("key")
def key_(key: Signing = None, store: Store = None, as_json: Json = False) -> None:
    """Print the key with which others verify what this ledger's log signs; it is made where there is none.

    Example: coalition audit key > log.key
    """
    from cli.render.text import line

    with opened(store) as ledger:
        verifier = _public(ledger, _signing_key(key))
    data = {"key": str(verifier), "fingerprint": verifier.fingerprint}
    answer(as_json, data, lambda: line(str(verifier)))


def write_receipt(ledger: Ledger, coalition: str, number: int, output: Path, key: Path | None) -> dict[str, Any]:
    """Write the receipt of an event: `{"coalition", "n", "index", "size", "key"}`."""
    from engine.audit.signing import proved
    from engine.files import write_whole
    from engine.integrity.checkpoint import opened as opened_note

    private = _signing_key(key)
    receipt, verifier = proved(ledger, coalition, number, private), _public(ledger, private)
    write_whole(output, receipt.proof.written())
    size = opened_note(receipt.proof.note, verifier).size
    return {"coalition": coalition, "n": number, "index": receipt.proof.index, "size": size, "key": str(verifier)}


def _signing_key(key: Path | None) -> Ed25519PrivateKey:
    from engine.integrity import keys

    return keys.load_or_make(keys.location(key))


def _public(ledger: Ledger, private: Ed25519PrivateKey) -> Verifier:
    from engine.audit.signing import verifier_of

    return verifier_of(ledger, private)


def verifier_for(ledger: Ledger, key: str | None) -> Verifier | None:
    """The key that signatures are verified with: the one given, else one's own, else none."""
    from engine.errors import Damaged, NoKey, NothingToSign
    from engine.integrity import keys

    if key is not None:
        return _parsed_key(key)
    try:
        return _public(ledger, keys.load(keys.location(None)))
    except (NoKey, NothingToSign, Damaged):
        return None


def _parsed_key(key: str) -> Verifier:
    from engine.integrity.note import Verifier
    from engine.integrity.strict import Unsound

    text = key
    if not ("+" in key and not Path(key).is_file()):
        with readable(key) as file:
            text = file.read(_KEY_FILE_AT_MOST).decode(errors="replace").strip()
    if "PRIVATE KEY" in text:
        wrong = "That is the signing key: show it to nobody. Give the verifier key, which coalition audit key prints"
        raise typer.BadParameter(wrong, param_hint="--key")
    try:
        return Verifier.parsed(text)
    except Unsound as unsound:
        raise typer.BadParameter(str(unsound), param_hint="--key") from None


def _leaves(file: Path, ledger: Ledger) -> dict[int, str]:
    """The leaf hashes in a file; wrong usage where it is none, or of another ledger."""
    from engine.audit import leaf_file
    from engine.audit.origin import origin_of
    from engine.errors import Damaged, NothingToSign
    from engine.integrity.strict import Unsound

    try:
        given = leaf_file.parsed(_read(file))
    except Unsound as unsound:
        raise typer.BadParameter(str(unsound), param_hint="--leaves") from None
    with suppress(Damaged, NothingToSign), ledger.audit_log() as log:
        if origin_of(log) != given.origin:
            say(f"The leaves in {file} are those of another ledger, or the first event of this one was changed since.")
    return given.leaves


def _note(file: Path) -> bytes:
    """A checkpoint that somebody kept; wrong usage where the file is none."""
    from engine.integrity import checkpoint, note
    from engine.integrity.strict import Unsound

    data = _read(file)
    try:
        checkpoint.parsed(note.parsed(data).text)
    except Unsound as unsound:
        raise typer.BadParameter(f"{file} is no checkpoint: {unsound}", param_hint="--against") from None
    return data


def _spoilt_views(ledger: Ledger) -> list[dict[str, Any]]:
    """Where what is stored of the portfolio is not what the events make."""
    from engine.audit.faults import Faults
    from projections.portfolio import Portfolio

    found, faults = list[dict[str, Any]](), Faults()
    with faults.noting("view"):
        found = Portfolio(ledger).faults()
    return found + [fault.told() for fault in faults]


def _read(file: Path) -> bytes:
    with readable(file) as given:
        return given.read()
