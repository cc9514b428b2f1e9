"""Roles of a PostgreSQL store: one that reads and appends, from whom the database itself withholds everything else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from psycopg.sql import SQL, Composed, Identifier

from engine.errors import NotAStore
from engine.stores.postgres_events import LEDGER_TABLES

if TYPE_CHECKING:
    from engine.stores.postgres import Cursor, Datastore

#: In the order in which they are run; {role}, {ledger} and {views} are names.
_GRANTS = (
    "REVOKE ALL ON SCHEMA {ledger}, {views} FROM {role}, PUBLIC",
    "REVOKE ALL ON ALL TABLES IN SCHEMA {ledger} FROM {role}, PUBLIC",
    "REVOKE ALL ON ALL SEQUENCES IN SCHEMA {ledger} FROM {role}, PUBLIC",
    "GRANT USAGE ON SCHEMA {ledger} TO {role}",
    "GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA {ledger} TO {role}",
    "REVOKE INSERT ON {ledger}.layout FROM {role}",
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA {ledger} TO {role}",
    "GRANT ALL ON SCHEMA {views} TO {role}",
    "GRANT ALL ON ALL TABLES IN SCHEMA {views} TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA {views} GRANT ALL ON TABLES TO {role}",
)
#: What a role may do that reads and appends and nothing else, whatever other roles it belongs to: a row for each
#: right that it has too much, or lacks.
_TABLES = (
    "(SELECT c.oid, c.relname, c.relkind, c.relowner FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = %(schema)s AND (c.relname = ANY(%(tables)s) OR c.relkind = 'S')) AS t"
)
_TOO_MUCH = f"""
    SELECT privilege || ' ' || relname FROM {_TABLES},
        LATERAL unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS privilege
        WHERE relkind = 'r' AND has_table_privilege(%(role)s, oid, privilege)
    UNION ALL SELECT 'UPDATE ' || relname FROM {_TABLES}
        WHERE CASE relkind WHEN 'S' THEN has_sequence_privilege(%(role)s, oid, 'UPDATE') END
    UNION ALL SELECT 'ALTER ' || relname FROM {_TABLES} WHERE pg_has_role(%(role)s, relowner, 'MEMBER')
    UNION ALL SELECT 'CREATE in ' || %(schema)s WHERE has_schema_privilege(%(role)s, %(schema)s, 'CREATE')
    ORDER BY 1"""
_TOO_LITTLE = f"""
    SELECT privilege || ' ' || relname FROM {_TABLES}, LATERAL unnest(ARRAY['SELECT', 'INSERT']) AS privilege
        WHERE relkind = 'r' AND NOT (relname = 'layout' AND privilege = 'INSERT')
        AND NOT has_table_privilege(%(role)s, oid, privilege)
    ORDER BY 1"""


def grant(datastore: Datastore, role: str) -> None:
    """Let a role read and append, and nothing else. Raises NotAStore where that cannot be, and grants nothing."""
    with datastore.transaction(commit=True) as cursor:
        _check_role(cursor, role)
        for statement in _grants(datastore, role):
            cursor.execute(statement)
        given = {"schema": datastore.address.schema, "tables": list(LEDGER_TABLES), "role": role}
        if too_much := [right for (right,) in cursor.execute(_TOO_MUCH, given).fetchall()]:
            raise NotAStore(
                f"{role} may still {too_much[0]}, by owning it or through another role that it belongs to. "
                "Take that away, or name a role of its own"
            )
        if too_little := [right for (right,) in cursor.execute(_TOO_LITTLE, given).fetchall()]:
            who = datastore.address.parameters["user"]
            raise NotAStore(f"{who} cannot let {role} {too_little[0]}: ask as the role that owns the store")


def _check_role(cursor: Cursor, role: str) -> None:
    row = cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
    if row is None:
        raise NotAStore(f"There is no role {role} on the server. Make one first: CREATE ROLE {role} LOGIN PASSWORD '…'")
    if row[0]:
        raise NotAStore(f"{role} is a superuser, from whom nothing can be withheld. Name a role of its own")


def _grants(datastore: Datastore, role: str) -> Iterator[Composed]:
    names = {"ledger": datastore.address.schema, "views": datastore.address.views, "role": role}
    identifiers = {name: Identifier(value) for name, value in names.items()}
    return (SQL(statement).format(**identifiers) for statement in _GRANTS)
