"""Auditing: whether the ledger still holds what it held, and proofs of that for those who do not trust its keeper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from cli.asking import DATES, Asking, EventNumber, asks
from cli.completing import coalitions
from cli.conventions import (
    AsOf,
    CoalitionId,
    Json,
    KnownAt,
    Maybe,
    Store,
    answer,
    asked,
    history,
    leave_where_false,
    opened,
    readable,
    say,
)
from cli.render.patience import patience

if TYPE_CHECKING:
    from engine.audit.signing import Signed
    from engine.integrity.findings import Checked
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
Against = Annotated[
    list[Path], typer.Option("--against", metavar="FILE", help="A checkpoint that you kept. Repeatable.")
]


def add_to(main: typer.Typer) -> None:
    """Add these commands."""
    main.add_typer(app, name="audit")


@app.command()
def verify(
    coalition: MaybeId = None,
    against: Against = [],  # noqa: B006 (typer copies it)
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
    from cli.kept import checkpoint_in, leaves_in, spoilt_views
    from cli.render.audit import verified as render
    from engine.audit.verifying import Held
    from engine.audit.verifying import verify as check
    from engine.processes import processors

    held_checkpoints = [checkpoint_in(file) for file in against]
    with opened(store) as ledger, patience("Verifying") as tell:
        if coalition is not None:
            ledger.known(coalition)
        held_leaves = {} if leaves is None else leaves_in(leaves, ledger)
        held = Held(held_checkpoints, held_leaves, verifier_for(ledger, key), strict=key is not None)
        data = check(
            ledger,
            held,
            coalition=coalition,
            histories=not hashes_only,
            processes=processors(),
            progress=lambda done: tell(f"{done} leaves"),
        )
        if coalition is None and not hashes_only:
            data["faults"] += spoilt_views(ledger)
    answer(as_json, data | {"signatures": held.verifier is not None}, lambda: render(data, held.verifier is not None))
    leave_where_false(not data["faults"])


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
    from cli.signing import signing_key
    from engine.audit import leaf_file
    from engine.audit.signing import signed
    from engine.files import write_whole

    with opened(store) as ledger:
        now = signed(ledger, signing_key(key))
    if output is not None:
        write_whole(output, now.note)
    if leaves is not None:
        hashes = [now.tree.leaf(idx) for idx in range(now.head.size)]
        write_whole(leaves, leaf_file.written(now.head.origin, hashes))
    data = _signed(now)
    answer(as_json, data, lambda: render(data, output is not None))


def _signed(now: Signed) -> dict[str, Any]:
    return {
        "origin": now.head.origin,
        "size": now.head.size,
        "root": now.head.root.hex(),
        "key": str(now.verifier),
        "fingerprint": now.verifier.fingerprint,
        "note": now.note.decode(),
    }


@app.command()
def prove(
    coalition: CoalitionId,
    number: EventNumber,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="Where the receipt is written.")],
    under: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(
            "--checkpoint",
            metavar="SIZE",
            min=1,
            help="Under the checkpoint of this size, which somebody holds. Else the last.",
        ),
    ] = None,
    key: Signing = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Write the receipt of one event: it shows that event to anyone with the key, and nothing of the others.

    It tells nothing of what was recorded later. Where the event was retracted since, that is said here.

    Example: coalition audit prove i3t 12 -o promise.tlog-proof
    """
    from cli.render.audit import proved as render
    from cli.render.audit import taken_back as sentence
    from cli.signing import write_receipt
    from engine.audit.taken_back import taken_back

    with opened(store) as ledger:
        data = write_receipt(ledger, coalition, number, output, key, under)
        since = taken_back(ledger.stream(coalition), number) if ledger.retracts(coalition) else None
    answer(
        as_json,
        data | {"retracted": since and {"n": since.n, "instead": since.instead}},
        lambda: render(data, output),
    )
    if since is not None:
        say(sentence(coalition, number, since))


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
    from cli.signing import public_key, signing_key
    from engine.audit.signing import packed
    from engine.files import write_whole

    with patience("Packing"), opened(store) as ledger:
        private = signing_key(key)
        data = packed(ledger, ids, private)
        told = {"coalitions": {one: ledger.version(one) for one in sorted(set(ids))}, "bytes": len(data)}
        verifier = public_key(ledger, private)
    write_whole(output, data)
    told |= {"key": str(verifier), "fingerprint": verifier.fingerprint}
    answer(as_json, told, lambda: render(told, output))


@app.command()
def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A checkpoint, a receipt or an evidence pack.")],
    key: Annotated[str, typer.Option("--key", metavar="KEY", help="The log's verifier key, or a file that holds it.")],
    against: Against = [],  # noqa: B006 (typer copies it)
    as_json: Json = False,
) -> None:
    """Check what somebody handed over, offline: what of it holds, and what does not; exit 4 where anything does not.

    With a checkpoint that you kept it also tells whether that was in the log when you were given it; exit 4 where
    the file cannot show that it fits.

    Example: coalition audit check i3t.zip --key log.key --against march.checkpoint
    """
    from cli.kept import checkpoint_in
    from cli.render.audit import checked as render
    from cli.signing import parsed_key
    from engine.integrity.check import check as examine

    kept = [checkpoint_in(one) for one in against]
    with readable(file) as given:
        found = examine(given.read(), parsed_key(key), kept)
    data = _checked(found)
    answer(as_json, data, lambda: render(data))
    leave_where_false(found.fits)


def _checked(found: Checked) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "holds": found.holds,
        "findings": [finding._asdict() for finding in found.findings],
        "coalitions": dict(found.coalitions),
        "left_out": list(found.left_out),
        "event": found.event,
        "against": [one._asdict() for one in found.against],
    }


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
@asks(*DATES)
def log(asking: Asking) -> None:
    """Tell who recorded what, when, how late and on what evidence, with the accounts that differ beside it.

    Example: coalition audit log i3t
    """
    from cli.render.audit import logged as render
    from projections.audit_log import audit_log

    about = asking.about()
    with asking.read(about) as reading:
        entries, head = reading.stream(), reading.heading()
    data = audit_log(entries, asking.happened_by(about), about.known_at)
    asking.answer(head | data, lambda: render(data))


@app.command("key")
def key_(key: Signing = None, store: Store = None, as_json: Json = False) -> None:
    """Print the key with which others verify what this ledger's log signs; it is made where there is none.

    Example: coalition audit key > log.key
    """
    from cli.render.text import line
    from cli.signing import public_key, signing_key

    with opened(store) as ledger:
        verifier = public_key(ledger, signing_key(key))
    data = {"key": str(verifier), "fingerprint": verifier.fingerprint}
    answer(as_json, data, lambda: line(str(verifier)))


def verifier_for(ledger: Ledger, key: str | None) -> Verifier | None:
    """The key that signatures are verified with: the one given, else one's own, else none.

    It goes by the log's first leaf; that this cannot be read is found, and told, by what verifies the log.
    """
    from eventsourcing.persistence import PersistenceError

    from cli.signing import parsed_key, public_key
    from engine.errors import Damaged, NoKey, NothingToSign
    from engine.integrity import keys

    if key is not None:
        return parsed_key(key)
    try:
        return public_key(ledger, keys.load(keys.location(None)))
    except (NoKey, NothingToSign, Damaged, PersistenceError):
        return None
