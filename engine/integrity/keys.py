"""The signing key: a file of its own outside the database, made on first use, readable by its owner alone.

Whoever can read it can sign a history that never was; whoever loses it can sign no more. It is never overwritten.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import platformdirs
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from engine.errors import CannotWrite, NoKey, UnsafeKey
from engine.files import new_path

VARIABLE = "COALITION_KEY"
_KEY_AT_MOST = 10_000  # bytes
_ELSEWHERE = f"Name another place with --key FILE or {VARIABLE}=FILE"


def location(given: str | os.PathLike[str] | None = None, environ: Mapping[str, str] = os.environ) -> Path:
    """Where the key lies: the file given, else what COALITION_KEY names, else the user's data folder. Raises NoKey."""
    named = given or environ.get(VARIABLE)
    if named:
        return Path(named).absolute()
    try:
        folder = platformdirs.user_data_path("coalition", appauthor=False)
    except RuntimeError:
        folder = Path()
    if not folder.is_absolute():  # as former releases have it, instead of raising
        raise NoKey(f"This machine has no home folder in which to keep the signing key. {_ELSEWHERE}")
    return folder / "signing-key.pem"


def load_or_make(path: Path) -> Ed25519PrivateKey:
    """The key at a path, made there where there is none. Raises NoKey, UnsafeKey, CannotWrite."""
    if not os.path.lexists(path):
        _make(path)
    return load(path)


def load(path: Path) -> Ed25519PrivateKey:
    """The key at a path. Raises NoKey where there is none, UnsafeKey where it is not one or others can read it."""
    try:
        data = _read(path)
    except FileNotFoundError:
        raise NoKey(f"There is no signing key at {path}. It is made by: coalition audit checkpoint") from None
    except OSError as error:
        raise NoKey(f"The signing key {path} cannot be read: {error.strerror}. {_ELSEWHERE}") from error
    try:
        key = load_pem_private_key(data, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise UnsafeKey(f"{path} is not an Ed25519 key in PEM without a passphrase. {_ELSEWHERE}")
    return key


def _read(path: Path) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))  # a pipe in its place must not hold us up
    with open(descriptor, "rb") as file:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            raise UnsafeKey(f"{path} is not a file. {_ELSEWHERE}")
        if os.name == "posix" and mode & 0o077:
            raise UnsafeKey(
                f"Others on this machine can read or change the signing key {path}. If none of them may have copied "
                f"it, close it with: chmod 600 {path}; else move it away, and a new one is made"
            )
        return file.read(_KEY_AT_MOST)


def _make(path: Path) -> None:
    """Put a new key where there is none, whole or not at all; where another process was faster, its key stays."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError), new_path(path, mode=0o600) as draft:
            draft.write_bytes(_pem(Ed25519PrivateKey.generate()))
    except OSError as error:
        raise CannotWrite(f"The signing key cannot be made at {path}: {error.strerror}. {_ELSEWHERE}") from error


def _pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
