"""Roles on PostgreSQL: one that reads and appends, and from whom the database itself withholds everything else."""

from __future__ import annotations

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from engine import care, stores
from engine.errors import NotAStore
from engine.ledger import Ledger
from engine.views import view_store
from projections.portfolio import Portfolio

from .postgres import new_schema, server
from .samples import begin, moment, record, record_all, told

LEDGER = ("stored_events", "command", "audit_leaf", "audit_node", "checkpoint")


@pytest.fixture
def schema() -> str:
    """The name of a schema that is not there yet."""
    return new_schema()


@pytest.fixture
def role(schema: str) -> str:
    """A role that may do nothing yet."""
    server().execute(f"CREATE ROLE role_{schema} LOGIN")
    return f"role_{schema}"


@pytest.fixture
def owned(schema: str) -> str:
    """The address of an empty store, as its owner has it."""
    stores.initialise(server().url(schema))
    return server().url(schema)


@pytest.fixture
def shared(schema: str, owned: str, role: str) -> str:
    """The address as the role has it, once it may read and append."""
    stores.initialise(owned, role)
    return server().url(schema, role)


@pytest.fixture(scope="module")
def settled() -> tuple[str, str]:
    """The schema of a store of one coalition and the role that records there, for those who can change nothing."""
    schema, role = new_schema(), f"role_{new_schema()}"
    server().execute(f"CREATE ROLE {role} LOGIN")
    stores.initialise(server().url(schema), role)
    with Ledger(server().url(schema, role)) as ledger:
        begin(ledger)
    return schema, role


def attempt(schema: str, role: str, statement: str) -> None:
    with server().connect(role) as connection:
        connection.execute(f"SET search_path = {schema}")
        connection.execute(statement.encode())


def test_the_role_records_and_reads_all_there_is(shared: str, owned: str) -> None:
    with Ledger(shared) as ledger, Ledger(owned) as owner:
        begin(ledger)
        record_all(ledger, [moment("one"), moment("two")])
        record(owner, moment("three"), command_id="c-3")
        assert record(ledger, moment("three"), command_id="c-3").repeated
        assert told(ledger.stream("alder")) == ["one", "two", "three"]
        assert care.check(ledger)["faults"] == []
        assert ledger.health().events == 6
        with ledger.audit_log(write=True) as log:
            log.close()
            log.keep_checkpoint(7, b"a note")
        with owner.audit_log() as log:
            assert (log.size, log.checkpoints()) == (7, [(7, b"a note")])


def test_a_store_that_is_there_is_opened_by_who_may_not_make_one(shared: str) -> None:
    with Ledger(shared, create=True) as ledger:
        begin(ledger)


@pytest.mark.parametrize("table", [*LEDGER, "layout"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {0} SET {1} = {1}",
        "DELETE FROM {0}",
        "TRUNCATE {0}",
        "DROP TABLE {0}",
        "ALTER TABLE {0} ADD COLUMN x int",
        "ALTER TABLE {0} DISABLE TRIGGER ALL",
        "CREATE RULE mine AS ON INSERT TO {0} DO INSTEAD NOTHING",
        "CREATE TRIGGER mine BEFORE INSERT ON {0} EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "CREATE POLICY mine ON {0} USING (false)",
        "SELECT * FROM {0} FOR UPDATE",
    ],
)
def test_the_database_refuses_the_role_everything_else(settled: tuple[str, str], table: str, statement: str) -> None:
    schema, role = settled
    columns = "SELECT attname FROM pg_attribute WHERE attnum = 1 AND attrelid = '{0}.{1}'::regclass"
    [(column,)] = server().execute(columns.format(schema, table))
    with pytest.raises(InsufficientPrivilege):
        attempt(schema, role, statement.format(table, column))


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO layout VALUES (99)",
        "INSERT INTO stored_events (originator_id, originator_version, topic, state) VALUES ('alder', 1, 'x', 'x') "
        "ON CONFLICT (originator_id, originator_version) DO UPDATE SET state = excluded.state",
        "SELECT setval('stored_events_notification_id_seq', 1)",
        "ALTER SEQUENCE stored_events_notification_id_seq RESTART",
        "CREATE TABLE mine (x int)",
        "DROP INDEX naming",
        "DROP SCHEMA {0} CASCADE",
        "ALTER SCHEMA {0} RENAME TO mine",
        "SET session_replication_role = replica",
        "ALTER SYSTEM SET fsync = off",
    ],
)
def test_the_database_refuses_the_role_every_way_round(settled: tuple[str, str], statement: str) -> None:
    schema, role = settled
    with pytest.raises(InsufficientPrivilege):
        attempt(schema, role, statement.format(schema))


def test_what_was_refused_has_changed_nothing(settled: tuple[str, str]) -> None:
    with Ledger(server().url(*settled)) as ledger:
        before = ledger.version("alder")
        assert record(ledger, moment("a walk")).last == before + 1
        assert care.check(ledger)["faults"] == []


def test_what_was_made_of_the_ledger_is_the_roles_own(shared: str, owned: str) -> None:
    with Ledger(shared) as ledger, Ledger(owned) as owner:
        begin(ledger)
        for reader in (ledger, owner, ledger):
            record(owner, moment("one"))
            Portfolio(reader).catch_up()
            assert Portfolio(ledger).status()["behind"] == 0
            assert Portfolio(owner).rows()[0]["events"] == ledger.version("alder")
        Portfolio(ledger).rebuild()
        Portfolio(owner).rebuild()
        Portfolio(ledger).catch_up()


def test_views_that_their_owner_makes_anew_are_the_roles_own_again(schema: str, shared: str, owned: str) -> None:
    server().execute(f"DROP TABLE {schema}_views.view_row")
    with Ledger(owned) as owner, Ledger(shared) as ledger:
        begin(owner)
        view_store(owner).clear()
        Portfolio(ledger).catch_up()
        assert Portfolio(owner).status()["behind"] == 0


def test_several_roles_may_share_a_ledger(schema: str, shared: str, owned: str) -> None:
    server().execute(f"CREATE ROLE second_{schema} LOGIN")
    stores.initialise(owned, f"second_{schema}")
    with Ledger(shared) as ledger, Ledger(server().url(schema, f"second_{schema}")) as second:
        begin(ledger)
        record(second, moment("a walk"))
        record(ledger, moment("a meal"))
        Portfolio(ledger).catch_up()
        Portfolio(second).rebuild()


def test_naming_a_role_again_takes_away_what_it_was_given_since(
    schema: str, shared: str, owned: str, role: str
) -> None:
    server().execute(f"GRANT ALL ON ALL TABLES IN SCHEMA {schema} TO {role}")
    server().execute(f"GRANT DELETE ON {schema}.command TO PUBLIC")
    stores.initialise(owned, role)
    for statement in ("DELETE FROM command", "UPDATE stored_events SET topic = 'x'"):
        with pytest.raises(InsufficientPrivilege):
            attempt(schema, role, statement)
    with Ledger(shared) as ledger:
        begin(ledger)


def test_the_store_is_made_where_there_is_none(schema: str, role: str) -> None:
    stores.initialise(server().url(schema), role)
    with Ledger(server().url(schema, role)) as ledger:
        begin(ledger)


# Roles that cannot be confined


def refused(owned: str, role: str, told: str) -> None:
    with pytest.raises(NotAStore, match=told):
        stores.initialise(owned, role)


def test_a_role_that_is_not_there_is_named_with_how_to_make_it(owned: str) -> None:
    refused(owned, "no_such_role", "CREATE ROLE no_such_role LOGIN")


def test_nothing_can_be_withheld_from_a_superuser(owned: str, role: str) -> None:
    server().execute(f"ALTER ROLE {role} SUPERUSER")
    refused(owned, role, "superuser")


@pytest.mark.parametrize("through", ["pg_write_all_data", "the owner", "another role"])
def test_a_role_that_may_more_through_another_is_refused(schema: str, owned: str, role: str, through: str) -> None:
    other = f"other_{schema}"
    server().execute(f"CREATE ROLE {other}")
    if through == "pg_write_all_data":
        other = through
    elif through == "the owner":
        for table in LEDGER:
            server().execute(f"ALTER TABLE {schema}.{table} OWNER TO {other}")
    else:
        server().execute(f"GRANT TRUNCATE ON {schema}.command TO {other}")
    server().execute(f"GRANT {other} TO {role}")
    refused(owned, role, f"{role} may still")
    assert server().execute(f"SELECT has_schema_privilege('{role}', '{schema}_views', 'CREATE')") == [(False,)]


def test_a_role_cannot_be_let_in_by_who_does_not_own_the_store(schema: str, shared: str, role: str) -> None:
    server().execute(f"CREATE ROLE third_{schema} LOGIN")
    refused(shared, f"third_{schema}", "owns")
    with pytest.raises(NotAStore, match=f"third_{schema} may not do .* --app-role third_{schema}"):
        Ledger(server().url(schema, f"third_{schema}"))


def test_who_may_make_no_store_is_told_so(schema: str, role: str) -> None:
    with pytest.raises(NotAStore, match="permission denied for database"):
        Ledger(server().url(schema, role), create=True)


def test_a_role_may_have_any_name(owned: str, schema: str) -> None:
    name = f'a "b"; DROP SCHEMA {schema} CASCADE; -- %s {{x}}'
    with server().connect() as connection:
        connection.execute(psycopg.sql.SQL("CREATE ROLE {0}").format(psycopg.sql.Identifier(name)))
    stores.initialise(owned, name)
    assert stores.exists(owned)


def test_a_file_knows_no_roles() -> None:
    with pytest.raises(NotAStore, match="knows no roles"):
        stores.initialise("sqlite:///a.db", "recorder")
