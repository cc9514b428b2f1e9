"""kill -9 while a file is written: there is none of that name, and writing it again gives the whole."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from engine.files import new_file

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")

SIZE = 1 << 20


def main(path: str) -> None:
    """Write a file, in a process to be killed: it says when half of it is written."""
    with new_file(Path(path)) as stream:
        stream.write(b"x" * SIZE)
        stream.flush()
        sys.stdout.write("half\n")
        sys.stdout.flush()
        sys.stdin.read()
        stream.write(b"x" * SIZE)


@pytest.mark.parametrize("strike", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path, strike: signal.Signals) -> None:
    file = tmp_path / "out.csv"
    with subprocess.Popen(
        [sys.executable, __file__, str(file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "half\n"
        assert not file.exists()
        child.send_signal(strike)
    assert child.returncode != 0
    assert not file.exists()
    if strike == signal.SIGINT:
        assert list(tmp_path.iterdir()) == []
    subprocess.run([sys.executable, __file__, str(file)], stdin=subprocess.DEVNULL, capture_output=True, check=True)
    assert file.stat().st_size == 2 * SIZE


def test_who_comes_second_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    with pytest.raises(FileExistsError), new_file(file):
        file.write_bytes(b"early")
    assert file.read_bytes() == b"early"
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


@pytest.mark.parametrize("taken", [False, True])
def test_a_file_system_without_links_gets_its_file_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, taken: bool
) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", no_links)
    file = tmp_path / "out.csv"
    if taken:
        with pytest.raises(FileExistsError), new_file(file):
            file.write_bytes(b"early")
    else:
        with new_file(file) as stream:
            stream.write(b"whole")
    assert file.read_bytes() == (b"early" if taken else b"whole")
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


if __name__ == "__main__":
    main(*sys.argv[1:])
