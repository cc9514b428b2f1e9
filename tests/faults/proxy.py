"""A proxy between ledgers and a PostgreSQL server: it passes on what each says, until it is told to do harm."""

from __future__ import annotations

import socket
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

#: The statement that a client wants run → what is done with that.
Rule = Callable[[str], str]

PASS = "pass"
BEFORE = "before"  #: the connection is lost before the server hears it
AFTER = "after"  #: the server hears and answers it, and the connection is lost before the client hears that
LATE = "late"  #: the connection is lost at once, and the server hears it only a while later
LATE_BY = 0.4  # seconds


class Proxy:
    """Listens in a folder of its own, as a server does. Use it in `with`."""

    def __init__(self, server: str) -> None:
        self._server, self.folder = f"{server}/.s.PGSQL.5432", tempfile.mkdtemp(prefix="proxy-")
        self.rule: Rule = lambda statement: PASS
        self.is_away = False
        self._listener = socket.socket(socket.AF_UNIX)
        self._open = set[socket.socket]()

    def __enter__(self) -> Proxy:
        self._listener.bind(f"{self.folder}/.s.PGSQL.5432")
        self._listener.listen()
        self._start(self._accept)
        return self

    def __exit__(self, kind: type[BaseException] | None, value: object, trace: TracebackType | None) -> None:
        _close(self._listener, *self._open)
        Path(f"{self.folder}/.s.PGSQL.5432").unlink()
        Path(self.folder).rmdir()

    def _start(self, work: Callable[..., None], *arguments: object) -> None:
        threading.Thread(target=work, args=arguments, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                if self.is_away:
                    _close(client)
                    continue
                server = socket.socket(socket.AF_UNIX)
                try:
                    server.connect(self._server)
                except OSError:
                    _close(client, server)
                    continue
                self._open |= {client, server}
                swallow = threading.Event()
                self._start(self._from_client, client, server, swallow)
                self._start(self._from_server, client, server, swallow)

    def _from_client(self, client: socket.socket, server: socket.socket, swallow: threading.Event) -> None:
        statements = _Statements()
        with suppress(OSError, EOFError), client.makefile("rb") as stream:
            _pass_on_the_first(stream, server)
            while kind := stream.read(1):
                length = _exactly(stream, 4)
                message = kind + length + _exactly(stream, int.from_bytes(length) - 4)
                statement = statements.run_by(message)
                action = PASS if statement is None else self.rule(statement)
                if action == BEFORE:
                    break
                if action == AFTER:
                    swallow.set()
                if action == LATE:
                    _shut(client)
                    time.sleep(LATE_BY)
                server.sendall(message)
                if action == LATE:
                    time.sleep(LATE_BY)
                    break
        if not swallow.is_set():
            _close(client, server)

    def _from_server(self, client: socket.socket, server: socket.socket, swallow: threading.Event) -> None:
        with suppress(OSError):
            while said := server.recv(1 << 16):
                if swallow.is_set():
                    break
                client.sendall(said)
        _close(client, server)


class _Statements:
    """What a client has said it may want run, by the names that it gave."""

    def __init__(self) -> None:
        self._prepared, self._bound = dict[bytes, str](), ""

    def run_by(self, message: bytes) -> str | None:
        """The statement that a message has the server run, where it is such a message."""
        kind, fields = message[:1], message[5:].split(b"\0")
        if kind == b"P":
            self._prepared[fields[0]] = fields[1].decode()
        elif kind == b"B":
            self._bound = self._prepared[fields[1]]
        elif kind == b"Q":
            return fields[0].decode()
        return self._bound if kind == b"E" else None


def _pass_on_the_first(stream: BinaryIO, server: socket.socket) -> None:
    """Pass on who wants to connect to what, which alone is of no kind."""
    length = _exactly(stream, 4)
    server.sendall(length + _exactly(stream, int.from_bytes(length) - 4))


def _exactly(stream: BinaryIO, number: int) -> bytes:
    data = stream.read(number)
    if len(data) < number:
        raise EOFError
    return data


def _shut(*sockets: socket.socket) -> None:
    for each in sockets:
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)


def _close(*sockets: socket.socket) -> None:
    _shut(*sockets)
    for each in sockets:
        each.close()


def at(number: int, action: str, done: list[str]) -> Rule:
    """Do something with the nth statement; `done` is told what that was."""
    count = [0]

    def rule(statement: str) -> str:
        count[0] += 1
        if count[0] != number:
            return PASS
        done.append(statement)
        return action

    return rule


def where(word: str, action: str, done: list[str]) -> Rule:
    """Do something with the first that holds a word."""

    def rule(statement: str) -> str:
        if done or word not in statement:
            return PASS
        done.append(statement)
        return action

    return rule
