"""The signing key: made once, whole, for its owner alone; everything else about it is told in a sentence."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
import threading
from pathlib import Path

import platformdirs
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)

from engine.errors import CannotWrite, EngineError, NoKey, UnsafeKey
from engine.integrity import keys
from engine.integrity.note import Signer, opened

ROOT = Path(__file__).resolve().parents[2]
posix = pytest.mark.skipif(os.name != "posix", reason="modes of files mean nothing here")

#: Reads a key in the folder it stands in as somebody who is not root, to whom nothing is forbidden.
AS_NOBODY = """
import os
from pathlib import Path
from engine.errors import NoKey
from engine.integrity import keys

if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
assert os.geteuid() != 0
assert Path("note").read_text() == "for everybody"
try:
    keys.load(Path("key.pem"))
except NoKey as told:
    print(told)
"""


def raw(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes_raw()


def put(path: Path, data: bytes, mode: int = 0o600) -> Path:
    path.write_bytes(data)
    path.chmod(mode)
    return path


def pem(key: Ed25519PrivateKey | X25519PrivateKey, encryption: KeySerializationEncryption | None = None) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption())


def test_a_key_is_made_on_first_use_and_found_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "down" / "key.pem"
    made = keys.load_or_make(path)
    assert raw(keys.load_or_make(path)) == raw(keys.load(path)) == raw(made)
    assert [item.name for item in path.parent.iterdir()] == ["key.pem"]
    assert opened(Signer("log", made).signed("words\n"), Signer("log", keys.load(path)).verifier) == "words\n"


@posix
def test_only_its_owner_can_read_a_key(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        keys.load_or_make(tmp_path / "keys" / "key.pem")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "keys" / "key.pem").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610, 0o644, 0o666, 0o777])
def test_a_key_that_others_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "key.pem"
    made = keys.load_or_make(path)
    path.chmod(mode)
    with pytest.raises(UnsafeKey, match=f"chmod 600 {re.escape(str(path))}"):
        keys.load_or_make(path)
    path.chmod(0o400)
    assert raw(keys.load(path)) == raw(made)


def test_two_keys_are_not_alike(tmp_path: Path) -> None:
    assert raw(keys.load_or_make(tmp_path / "one")) != raw(keys.load_or_make(tmp_path / "two"))


def test_a_key_is_a_file_that_other_tools_read(tmp_path: Path) -> None:
    keys.load_or_make(tmp_path / "key.pem")
    assert (tmp_path / "key.pem").read_text().startswith("-----BEGIN PRIVATE KEY-----\n")


def test_of_many_that_make_a_key_at_once_one_makes_it(tmp_path: Path) -> None:
    for attempt in range(10):
        path, start, found = tmp_path / f"key-{attempt}", threading.Barrier(8), list[bytes]()

        def use(path: Path = path, start: threading.Barrier = start, found: list[bytes] = found) -> None:
            start.wait()
            found.append(raw(keys.load_or_make(path)))

        threads = [threading.Thread(target=use) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == [raw(keys.load(path))] * 8
    assert len([*tmp_path.iterdir()]) == 10


def test_a_key_made_meanwhile_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, others = tmp_path / "key.pem", Ed25519PrivateKey.generate()
    monkeypatch.setattr(os.path, "lexists", lambda _: False)
    put(path, pem(others))
    assert raw(keys.load_or_make(path)) == raw(others)
    assert [item.name for item in tmp_path.iterdir()] == ["key.pem"]


@posix
def test_a_key_is_on_disk_before_it_has_its_name_and_its_name_before_it_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    link, fsync = os.link, os.fsync

    def linking(draft: str, path: Path) -> None:
        assert Path(draft).parent == path.parent
        assert Path(draft).name.startswith(".key.pem-")
        done.append("named")
        link(draft, path)

    def syncing(descriptor: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        fsync(descriptor)

    monkeypatch.setattr(os, "link", linking)
    monkeypatch.setattr(os, "fsync", syncing)
    keys.load_or_make(tmp_path / "key.pem")
    assert done == ["file", "named", "folder"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a key",
        b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        pem(X25519PrivateKey.generate()),
        pem(Ed25519PrivateKey.generate(), BestAvailableEncryption(b"secret")),
        b"x" * 1_000_000,
    ],
    ids=["empty", "text", "garbage", "other-kind", "passphrase", "long"],
)
def test_what_is_no_key_is_never_overwritten(tmp_path: Path, data: bytes) -> None:
    path = put(tmp_path / "key.pem", data)
    with pytest.raises(UnsafeKey, match="is not an Ed25519 key"):
        keys.load_or_make(path)
    assert path.read_bytes() == data


@posix
def test_what_is_no_file_is_no_key(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    (tmp_path / "folder").mkdir(mode=0o700)
    for name in ("pipe", "folder"):
        with pytest.raises((UnsafeKey, NoKey), match=name):
            keys.load_or_make(tmp_path / name)


@posix
def test_a_link_that_leads_nowhere_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "key.pem").symlink_to(tmp_path / "gone")
    with pytest.raises(NoKey, match="There is no signing key"):
        keys.load_or_make(tmp_path / "key.pem")
    assert [item.name for item in tmp_path.iterdir()] == ["key.pem"]


def test_without_a_key_it_is_said_what_makes_one(tmp_path: Path) -> None:
    with pytest.raises(NoKey, match="It is made by: coalition audit checkpoint"):
        keys.load(tmp_path / "key.pem")
    assert not [*tmp_path.iterdir()]


def test_where_no_key_can_be_made_it_is_said_where_else(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CannotWrite, match=r"Name another place with --key FILE or COALITION_KEY=FILE"):
        keys.load_or_make(tmp_path / "file" / "key.pem")


def test_a_file_system_without_links_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def link(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", link)
    with pytest.raises(CannotWrite, match="Operation not supported"):
        keys.load_or_make(tmp_path / "key.pem")
    assert not [*tmp_path.iterdir()]


@posix
def test_a_key_of_somebody_else_cannot_be_read(tmp_path: Path) -> None:
    tmp_path.chmod(0o711)  # the folders above it need not be entered by who stands in it already
    put(tmp_path / "note", b"for everybody", 0o644), put(tmp_path / "key.pem", b"", 0o000)
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-c", AS_NOBODY],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search("key.pem cannot be read", done.stdout)


def test_errors_about_keys_are_the_engine_s() -> None:
    assert issubclass(NoKey, EngineError)
    assert issubclass(UnsafeKey, EngineError)


def test_where_the_key_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = {"COALITION_KEY": str(tmp_path / "named")}
    assert keys.location(tmp_path / "given", named) == tmp_path / "given"
    assert keys.location(None, named) == tmp_path / "named"
    monkeypatch.chdir(tmp_path)
    assert keys.location("here") == tmp_path / "here"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    found = keys.location(None, {"XDG_DATA_HOME": str(tmp_path / "data")})
    assert found.is_absolute()
    assert found.name == "signing-key.pem"
    assert "coalition" in found.parts
    monkeypatch.setenv("COALITION_KEY", "elsewhere")
    assert keys.location() == tmp_path / "elsewhere"


@posix
def test_a_machine_without_a_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.delenv("HOME")
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)  # as where the user is in no list
    with pytest.raises(NoKey, match=r"no home folder .* Name another place with --key FILE or COALITION_KEY=FILE"):
        keys.location(None, {})
    monkeypatch.setattr(platformdirs, "user_data_path", lambda *_, **__: Path("~/.local/share/coalition"))
    with pytest.raises(NoKey, match="has no home folder"):
        keys.location(None, {})
