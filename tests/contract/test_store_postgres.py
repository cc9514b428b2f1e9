"""The PostgreSQL store: which addresses name one, what is opened, how durably, and what is left alone."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest
from eventsourcing.persistence import OperationalError, PersistenceError

from domain.refusal import Refused
from engine import care, stores
from engine.errors import CannotWrite, Damaged, NoStore, NotAStore
from engine.ledger import Ledger
from engine.stores import postgres_connections
from engine.stores.postgres_address import address_of

from .postgres import new_schema, server
from .samples import Clock, begin, begun, moment, opened, proposed, record, record_all


@pytest.fixture
def schema() -> str:
    """The name of a schema that is not there yet."""
    return new_schema()


@pytest.fixture
def url(schema: str) -> str:
    """The address of a store with one coalition, in that schema."""
    return begun(server().url(schema))


def relations(schema: str) -> list[tuple[Any, ...]]:
    return server().execute(f"SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace('{schema}')")


def datastore(ledger: Ledger) -> Any:
    """The connections of a ledger."""
    return cast(Any, ledger.recorder).datastore


# Addresses


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("postgresql://localhost/ledger", "tells no role;"),
        ("postgresql://me@localhost", "tells no database;"),
        ("postgresql://me@/ledger", "tells no server;"),
        ("postgresql://", "no database and no role and no server"),
        ("postgresql:///ledger", "no role and no server"),
        ("postgresql://me:p%zz@localhost/ledger", "no address"),
        ("postgresql://[::1/ledger", "no address"),
        ("postgresql://me@localhost/ledger#x", "no address"),
        ("postgresql://me@localhost/led\0ger", "no address"),
        ("postgresql://me@localhost/ledger?sslmode", "no address"),
        ("postgresql://me@localhost/ledger?nonsense=1", "no address"),
        ("postgresql://me@localhost/ledger?options=-c%20fsync%3Doff", "options cannot"),
        ("postgresql://me@localhost/ledger?service=x", "service cannot"),
        ("postgresql://me@localhost/ledger?client_encoding=latin1", "client_encoding cannot"),
        ("postgresql://me@localhost/ledger?schema=", "''"),
        ("postgresql://me@localhost/ledger?schema=Ledger", "'Ledger'"),
        ("postgresql://me@localhost/ledger?schema=pg_ledger", "'pg_ledger'"),
        (f"postgresql://me@localhost/ledger?schema={'x' * 58}", "up to 57"),
        ("postgresql://me@localhost/ledger?schema=a%22b", "'a\"b'"),
    ],
)
def test_an_address_that_names_no_store_is_told_so(address: str, told: str) -> None:
    for use in (Ledger, stores.exists, stores.shown):
        with pytest.raises(NotAStore, match=told):
            use(address)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://me:secret@db.example.org/ledger", "postgresql://me@db.example.org/ledger"),
        ("postgres://me@db:6543/ledger?schema=coalition", "postgresql://me@db:6543/ledger"),
        ("PostgreSQL://me@db/ledger?password=secret&sslmode=require", "postgresql://me@db/ledger"),
        (
            "postgresql://a%20b@/c%20d?host=/var/run&schema=other",
            "postgresql://a%20b@/c%20d?host=/var/run&schema=other",
        ),
        ("postgresql://me@one:1,two:2/ledger?target_session_attrs=read-write", "postgresql://me@one,two:1,2/ledger"),
    ],
)
def test_an_address_is_told_without_its_password(address: str, shown: str) -> None:
    assert stores.shown(address) == shown


def test_a_role_may_have_any_name_and_password() -> None:
    parameters = address_of("postgresql://b%C3%A4r%40x:p%2Fw%3F@db/l%25").parameters
    assert (parameters["user"], parameters["password"], parameters["dbname"]) == ("bär@x", "p/w?", "l%")


def test_no_password_is_told_with_an_error_or_with_the_health(url: str) -> None:
    secret = url.replace("postgres@", "postgres:sesame@")
    with Ledger(secret) as ledger:
        assert ledger.health().url == url
    for wrong in (secret.replace("/postgres?", "/none?"), secret.replace("host=", "host=/none"), secret + "x"):
        with pytest.raises((PersistenceError, NoStore)) as told:
            Ledger(wrong)
        assert "sesame" not in str(told.value)


def test_where_no_server_answers_it_is_said_at_once() -> None:
    with pytest.raises(OperationalError, match=r"postgresql://me@localhost:1/ledger cannot be reached.*refused"):
        Ledger("postgresql://me@localhost:1/ledger")


def test_what_is_not_installed_is_named_with_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("engine.stores.postgres")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr(stores, "postgres", raising=False)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(NotAStore, match=r"pip install 'coalition-engine\[postgres\]'"):
        Ledger("postgresql://me@localhost/ledger")


def test_who_uses_a_file_loads_nothing_of_a_server() -> None:
    loaded = (
        "import sys, engine.ledger; sys.exit(sum(name.split('.')[0].startswith('psycopg') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", loaded], check=False, timeout=60).returncode == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PGHOST", "nowhere.invalid"),
        ("PGHOSTADDR", "203.0.113.1"),
        ("PGPORT", "1"),
        ("PGUSER", "nobody"),
        ("PGDATABASE", "none"),
        ("PGOPTIONS", "-c synchronous_commit=off -c search_path=public -c default_transaction_read_only=on"),
        ("PGCLIENTENCODING", "LATIN1"),
        ("PGTARGETSESSIONATTRS", "standby"),
    ],
)
def test_nothing_but_the_address_says_where_a_store_is(
    url: str, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with Ledger(url) as ledger:
        record(ledger, moment("ein Gespräch über Bäume 🌲"))
        assert ledger.version("alder") == 4
        assert ledger.health().settings["synchronous_commit"] == "on"


# Making and opening


def test_without_a_store_nothing_is_made(schema: str) -> None:
    url = server().url(schema)
    with pytest.raises(NoStore, match="coalition store init"):
        Ledger(url)
    assert not stores.exists(url)
    assert server().execute(f"SELECT to_regnamespace('{schema}')") == [(None,)]


def test_ledgers_may_share_a_database(url: str) -> None:
    with Ledger(server().url(new_schema()), create=True) as other:
        assert list(other.streams()) == []
        begin(other)
    with Ledger(url) as ledger:
        assert ledger.version("alder") == 3


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize("theirs", ["stored_events (x int)", "layout (version int)", "other (x int)"])
def test_what_is_no_store_is_refused_and_left_as_it_is(schema: str, theirs: str, create: bool) -> None:
    server().execute(f"CREATE SCHEMA {schema}")
    server().execute(f"CREATE TABLE {schema}.{theirs}")
    with pytest.raises(NotAStore, match="is not a coalition store"):
        Ledger(server().url(schema), create=create)
    assert relations(schema) == [(theirs.split()[0],)]


def test_a_schema_that_somebody_has_made_ready_is_made_a_store(schema: str) -> None:
    server().execute(f"CREATE SCHEMA {schema}")
    with pytest.raises(NoStore):
        Ledger(server().url(schema))
    with Ledger(server().url(schema), create=True) as ledger:
        begin(ledger)


@pytest.mark.parametrize(("statement", "told"), [("UPDATE", "newer version"), ("DELETE FROM", "nothing tells")])
def test_a_store_whose_layout_is_not_known_is_refused(url: str, schema: str, statement: str, told: str) -> None:
    server().execute(f"{statement} {schema}.layout {'SET version = 99' if statement == 'UPDATE' else ''}")
    for create in (False, True):
        with pytest.raises(NotAStore, match=told):
            Ledger(url, create=create)


def test_a_store_that_says_it_is_older_than_any_is_refused(url: str, schema: str) -> None:
    server().execute(f"UPDATE {schema}.layout SET version = 1")
    with pytest.raises(NotAStore, match="no version of this engine made a layout 1"):
        Ledger(url)


def _make(url: str, number: int, ready: Any) -> None:
    ready.wait()
    with Ledger(url, create=True) as ledger:
        begin(ledger, f"c-{number}")


def test_many_threads_that_make_one_store_at_once_all_find_it(schema: str) -> None:
    ready = threading.Barrier(8)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: _make(server().url(schema), number, ready), range(8)))
    with Ledger(server().url(schema)) as ledger:
        assert len(list(ledger.streams())) == 8
        assert ledger.health().settings["layout"] == 2


def test_two_processes_that_make_one_store_at_once_both_succeed(schema: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    ready = spawn.Barrier(2)
    running = [spawn.Process(target=_make, args=(server().url(schema), number, ready)) for number in range(2)]
    for process in running:
        process.start()
    for process in running:
        process.join()
    assert [process.exitcode for process in running] == [0, 0]
    with Ledger(server().url(schema)) as ledger:
        assert list(ledger.streams()) == ["c-0", "c-1"]


def test_a_store_is_made_whole_or_not_at_all(schema: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.stores import postgres

    monkeypatch.setattr(postgres, "VIEW_STATEMENTS", ("CREATE NONSENSE",))
    with pytest.raises(PersistenceError):
        Ledger(server().url(schema), create=True)
    assert server().execute(f"SELECT to_regnamespace('{schema}')") == [(None,)]
    monkeypatch.undo()
    with Ledger(server().url(schema), create=True) as ledger:
        begin(ledger)


# Durability


@contextmanager
def configured(setting: str, value: str) -> Iterator[None]:
    """The server with another setting, for a while."""
    server().configure(setting, value)
    try:
        yield
    finally:
        server().configure(setting, None)


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
def test_a_server_that_cannot_keep_things_is_refused(url: str, setting: str) -> None:
    with configured(setting, "off"), pytest.raises(NotAStore, match=f"not be durable: {setting} is off"):
        Ledger(url)
    with Ledger(url) as ledger:
        assert ledger.health().settings[setting] == "on"


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
def test_a_server_that_no_longer_keeps_things_takes_nothing_more(url: str, setting: str) -> None:
    with Ledger(url) as ledger:
        record(ledger, moment("kept"))
        with configured(setting, "off"):
            with pytest.raises(NotAStore, match=f"not be durable: {setting} is off"):
                record(ledger, moment("not kept"))
            assert ledger.version("alder") == 4
        record(ledger, moment("kept again"))


def test_commits_wait_for_the_disk_whatever_a_role_is_used_to(url: str) -> None:
    server().execute("ALTER ROLE postgres SET synchronous_commit = off")
    try:
        with Ledger(url) as ledger:
            with datastore(ledger).transaction(commit=True) as cursor:
                assert cursor.execute("SHOW synchronous_commit").fetchone() == ("on",)
            with datastore(ledger).get_connection() as connection:
                connection.execute("SET synchronous_commit = off")  # as who shares connections with others may find
            with datastore(ledger).transaction(commit=True) as cursor:
                assert cursor.execute("SHOW synchronous_commit").fetchone() == ("on",)
    finally:
        server().execute("ALTER ROLE postgres RESET synchronous_commit")


def test_commits_that_wait_for_more_than_the_disk_go_on_doing_so(url: str) -> None:
    with configured("synchronous_commit", "remote_apply"), Ledger(url) as ledger:
        assert ledger.health().settings["synchronous_commit"] == "remote_apply"
        with datastore(ledger).transaction(commit=True) as cursor:
            assert cursor.execute("SHOW synchronous_commit").fetchone() == ("remote_apply",)


@pytest.mark.parametrize("table", ["stored_events", "command", "audit_leaf"])
def test_a_table_that_a_crash_would_empty_is_refused(url: str, schema: str, table: str) -> None:
    server().execute(f"ALTER TABLE {schema}.{table} SET UNLOGGED")
    with pytest.raises(NotAStore, match=f"{table} is not logged"):
        Ledger(url)


def test_a_database_that_cannot_keep_every_text_is_refused() -> None:
    name = new_schema()
    server().execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING SQL_ASCII LOCALE 'C'")
    with pytest.raises(NotAStore, match="SQL_ASCII"):
        Ledger(server().url(name, database=name), create=True)


def test_what_is_acknowledged_outlives_a_power_cut(url: str) -> None:
    with Ledger(url) as ledger:
        receipts = [record(ledger, moment(str(number))) for number in range(20)]
        server().stop("immediate")
        server().start()
        assert ledger.version("alder") == receipts[-1].last == 23
        assert care.check(ledger)["faults"] == []


# Transactions


def test_texts_are_compared_byte_by_byte_whatever_the_language(url: str, schema: str) -> None:
    columns = server().execute(
        "SELECT attrelid::regclass::text, attname FROM pg_attribute JOIN pg_collation c ON c.oid = attcollation "
        f"WHERE attrelid IN ('{schema}.stored_events'::regclass, '{schema}.command'::regclass) AND collname = 'C'"
    )
    assert {name for _, name in columns} == {"originator_id", "id", "stream"}


def test_events_their_command_and_their_leaves_are_stored_together_or_not_at_all(url: str, schema: str) -> None:
    for table in ("command", "audit_leaf"):
        server().execute(f"ALTER TABLE {schema}.{table} ADD CONSTRAINT full_up CHECK (false) NOT VALID")
        with Ledger(url) as ledger:
            with pytest.raises(CannotWrite, match="full_up"):
                record_all(ledger, opened("beech"))
            assert list(ledger.streams()) == ["alder"]
            assert len(list(ledger.commands())) == 1
            with ledger.audit_log() as log:
                assert log.size == 3
        server().execute(f"ALTER TABLE {schema}.{table} DROP CONSTRAINT full_up")
    with Ledger(url) as ledger:
        assert record(ledger, moment("a walk")).last == 4


@pytest.mark.parametrize("table", ["stored_events", "command", "audit_leaf"])
def test_who_holds_rows_back_is_found_and_nothing_is_acknowledged(url: str, schema: str, table: str) -> None:
    server().execute(f"CREATE RULE mine AS ON INSERT TO {schema}.{table} WHERE false DO INSTEAD NOTHING")
    with Ledger(url) as ledger:
        faults = care.check(ledger)["faults"]
        assert any(f"{table} has a rule, mine" in fault["message"] for fault in faults)
    server().execute(f"DROP RULE mine ON {schema}.{table}")
    function = f"{schema}.nothing"
    server().execute(f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'")
    server().execute(
        f"CREATE TRIGGER mine BEFORE INSERT ON {schema}.{table} FOR EACH ROW EXECUTE FUNCTION {function}()"
    )
    with Ledger(url) as ledger:
        with pytest.raises(CannotWrite, match="a trigger or a rule"):
            record(ledger, moment("a walk"))
        assert (ledger.version("alder"), len(list(ledger.commands()))) == (3, 1)
        assert any(f"{table} has a trigger, mine" in fault["message"] for fault in care.check(ledger)["faults"])


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("ALTER TABLE {0}.command DROP CONSTRAINT command_pkey", "command has no valid primary key"),
        ("ALTER TABLE {0}.stored_events ENABLE ROW LEVEL SECURITY", "stored_events has policies"),
        (
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = '{0}.naming'::regclass",
            "naming is no valid index",
        ),
    ],
)
def test_what_no_longer_keeps_events_as_it_should_is_found(url: str, schema: str, statement: str, told: str) -> None:
    server().execute(statement.format(schema))
    with Ledger(url) as ledger:
        assert any(told in fault["message"] for fault in care.check(ledger)["faults"])


def test_a_sound_store_tells_of_its_health(url: str) -> None:
    with Ledger(url) as ledger:
        begin(ledger, "beech")
        health = ledger.health()
        assert (health.events, health.coalitions, health.faults, health.url) == (6, 2, (), url)
        assert health.bytes > 8192
        assert {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "layout": 2}.items() <= (
            health.settings.items()
        )


def test_a_row_that_is_not_what_it_says_is_damaged_and_hides_no_other(url: str, schema: str) -> None:
    with Ledger(url) as ledger:
        begin(ledger, "beech")
    server().execute(f"UPDATE {schema}.stored_events SET state = '\\x00' WHERE originator_id = 'alder'")
    with Ledger(url) as ledger:
        with pytest.raises(Damaged, match="stored alder event 1 cannot be read"):
            ledger.stream("alder")
        assert [(listed.coalition, listed.name) for listed in ledger.list()] == [("alder", None), ("beech", "Alder")]


def test_ids_have_gaps_and_followers_pass_nothing_by(url: str, schema: str) -> None:
    with Ledger(url) as ledger:
        for number in range(3):
            server().execute(f"SELECT setval('{schema}.stored_events_notification_id_seq', {100 * (number + 1)})")
            record(ledger, moment(str(number)))
        assert ledger.recorder.max_notification_id() == 301
        ids = [each.id for each in ledger.recorder.select_notifications(None, 10)]
        assert ids == [1, 2, 3, 101, 201, 301]
        with ledger.audit_log() as log:
            assert [leaf.idx for leaf in log.leaves()] == [0, 1, 2, 3, 4, 5]


def test_who_reads_sees_one_state_of_everything(url: str) -> None:
    with Ledger(url) as ledger, Ledger(url) as other, ledger.audit_log() as log:
        size = log.size
        record(other, moment("meanwhile"))
        assert log.size == size == len(list(log.leaves())) == 3


def test_a_writer_who_vanishes_keeps_others_waiting_for_less_than_they_wait(url: str) -> None:
    timeout = "SELECT setting::int FROM pg_settings WHERE name = 'idle_in_transaction_session_timeout'"
    with Ledger(url) as ledger:
        with datastore(ledger).transaction(commit=True) as cursor:
            assert 0 < cursor.execute(timeout).fetchone()[0] < postgres_connections.LOCK_TIMEOUT * 1000
        with datastore(ledger).transaction() as cursor:
            assert cursor.execute(timeout).fetchone() == (0,)


def test_writers_wait_for_each_other_and_readers_for_nobody(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_connections, "LOCK_TIMEOUT", 0.1)
    with Ledger(url) as slow, Ledger(url) as other:
        with datastore(slow).transaction(commit=True):
            assert other.version("alder") == 3
            with pytest.raises(OperationalError, match="busy"):
                record(other, moment("a walk"))
        assert record(other, moment("a walk")).last == 4


def test_whoever_asks_for_a_turn_waits_for_those_who_asked_before_and_for_nobody_else(url: str) -> None:
    order = list[str]()

    def wait(ledger: Ledger, name: str) -> None:
        with cast(Any, ledger.recorder).in_turn("alder"):
            order.append(name)

    with Ledger(url) as one, Ledger(url) as two, ThreadPoolExecutor(3) as pool:
        with cast(Any, one.recorder).in_turn("alder"):
            waiting = [pool.submit(wait, ledger, name) for ledger, name in ((one, "same"), (two, "other"))]
            record(two, moment("without a turn"))
            with Ledger(url) as third, cast(Any, third.recorder).in_turn("beech"):
                order.append("first")
        for each in waiting:
            each.result()
        assert order[0] == "first"
        assert sorted(order[1:]) == ["other", "same"]


def test_where_there_is_no_turn_to_be_had_one_goes_on_without(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Ledger(url) as ledger, cast(Any, ledger.recorder).in_turn("alder"):
        server().execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE application_name = 'coalition' AND query LIKE '%advisory_lock%'"
        )
        assert record(ledger, moment("a walk")).last == 4
    with Ledger(url) as ledger:
        monkeypatch.setattr(postgres_connections, "LOCK_TIMEOUT", 0.1)
        with (
            Ledger(url) as other,
            cast(Any, ledger.recorder).in_turn("alder"),
            cast(Any, other.recorder).in_turn("alder"),
        ):
            assert record(other, moment("a meal")).last == 5


def test_transactions_that_read_and_then_write_wait_for_each_other(url: str) -> None:
    with Ledger(url) as ledger:

        def read_then_write(number: int) -> None:
            with datastore(ledger).transaction(commit=True) as cursor:
                [count] = cursor.execute("SELECT COUNT(*) FROM command").fetchone()
                cursor.execute("INSERT INTO command VALUES (%s, 'alder', %s, 1)", (f"c-{number}", count))

        with ThreadPoolExecutor(16) as pool:
            list(pool.map(read_then_write, range(100)))
        firsts = sorted(command.first for command in ledger.commands() if command.id.startswith("c-"))
        assert firsts == list(range(1, 101))


def test_more_events_than_are_sent_at_once_are_one_recording(schema: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.stores import postgres_events

    monkeypatch.setattr(postgres_events, "_PAGE", 2)
    with Ledger(server().url(schema), create=True) as ledger:
        record_all(ledger, [*opened(), *(moment(str(number)) for number in range(6))])
        assert [entry.n for entry in ledger.stream("alder")] == list(range(1, 10))
        with pytest.raises(Refused):
            record_all(ledger, [*(moment(str(number)) for number in range(6)), proposed()])
        with ledger.audit_log() as log:
            assert [leaf.version for leaf in log.leaves()] == list(range(1, 10))


def test_one_ledger_serves_more_threads_than_it_has_connections(url: str) -> None:
    with Ledger(url, clock=Clock()) as ledger, ThreadPoolExecutor(30) as pool:
        assert set(pool.map(lambda _: ledger.version("alder"), range(100))) == {3}
        held = server().execute("SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = 'coalition'")
        assert held[0][0] <= 10


def test_a_ledger_that_is_closed_leaves_no_connection(url: str, schema: str) -> None:
    for _ in range(3):
        with Ledger(url) as ledger:
            ledger.version("alder")
    left = f"SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = 'coalition' AND query LIKE '%{schema}%'"
    while server().execute(left + " AND pid <> pg_backend_pid()") != [(0,)]:  # a backend takes its time to go
        pass


@pytest.mark.parametrize("interrupt", [KeyboardInterrupt, ValueError])
def test_what_is_broken_off_leaves_nothing(url: str, interrupt: type[BaseException]) -> None:
    with Ledger(url) as ledger:

        def break_off() -> None:
            with datastore(ledger).transaction(commit=True) as cursor:
                cursor.execute("INSERT INTO command VALUES ('x', 'alder', 1, 1)")
                raise interrupt

        with pytest.raises(interrupt):
            break_off()
        assert len(list(ledger.commands())) == 1
        record(ledger, moment("a walk"))


# Backups


def test_what_the_programs_of_the_server_dump_and_take_back_is_the_same_ledger(
    url: str, schema: str, tmp_path: Path
) -> None:
    dump, elsewhere = str(tmp_path / "dump.sql"), new_schema()
    server().run("pg_dump", "-n", f"{schema}*", "-f", dump, "postgres")
    server().execute(f"CREATE DATABASE {elsewhere}")
    server().run("psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", dump, elsewhere)
    with Ledger(url) as ledger, Ledger(url.replace("/postgres?", f"/{elsewhere}?")) as again:
        assert again.stream("alder") == ledger.stream("alder")
        assert list(again.commands()) == list(ledger.commands())
        assert care.check(again)["faults"] == []
        record(again, moment("a walk"))
