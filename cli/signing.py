"""Signing: the keys of the log, and the receipts signed with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from cli.conventions import readable, wrong_usage

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from engine.integrity.note import Verifier
    from engine.ledger import Ledger

_KEY_FILE_AT_MOST = 10_000  # bytes


def write_receipt(
    ledger: Ledger, coalition: str, number: int, output: Path, key: Path | None, under: int | None = None
) -> dict[str, Any]:
    """Write the receipt of an event: `{"coalition", "n", "index", "size", "key"}`.

    `under` is the size of the checkpoint that it is to rest on, where that is not the last.
    """
    from engine.audit.signing import proved
    from engine.files import write_whole
    from engine.integrity.checkpoint import opened as opened_note

    private = signing_key(key)
    receipt, verifier = proved(ledger, coalition, number, private, under), public_key(ledger, private)
    write_whole(output, receipt.proof.written())
    size = opened_note(receipt.proof.note, verifier).size
    return {"coalition": coalition, "n": number, "index": receipt.proof.index, "size": size, "key": str(verifier)}


def signing_key(key: Path | None) -> Ed25519PrivateKey:
    """The key that is signed with: the one in the file given, else one's own, made where there is none."""
    from engine.integrity import keys

    return keys.load_or_make(keys.location(key))


def public_key(ledger: Ledger, private: Ed25519PrivateKey) -> Verifier:
    """The key with which others verify what is signed with that one."""
    from engine.audit.signing import verifier_of

    return verifier_of(ledger, private)


def parsed_key(key: str) -> Verifier:
    """A verifier key, or the one that a file holds; wrong usage where it is none."""
    from engine.integrity.note import Verifier
    from engine.integrity.strict import Unsound

    text = key
    if not ("+" in key and not Path(key).is_file()):
        with readable(key) as file:
            text = file.read(_KEY_FILE_AT_MOST).decode(errors="replace").strip()
    if "PRIVATE KEY" in text:
        wrong = "That is the signing key: show it to nobody. Give the verifier key, which coalition audit key prints"
        raise typer.BadParameter(wrong, param_hint="--key")
    with wrong_usage(Unsound, option="--key"):
        return Verifier.parsed(text)
