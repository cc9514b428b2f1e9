"""Addresses of PostgreSQL stores: a server, a database, a schema of that, and the role that asks.

Where things are stored, and how durably, is told by the address alone. Only what opens the door and keeps others from
listening, a password or a certificate, may come from where PostgreSQL's programs look for it (`PGPASSWORD`,
`~/.pgpass`, `PGSSLMODE`): it does not belong on a command line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from engine.errors import NotAStore

SCHEMA = "coalition"
_FORM = "write postgresql://role@server/database, or postgresql://role@/database?host=/folder/of/its/socket"
#: Names of schemas; with `_views` behind them they are as long as a name may be.
_NAME = re.compile(r"(?!pg_)[a-z_][a-z0-9_]{0,56}")
#: What an address may tell besides the schema: how to reach the server and to trust it, and nothing of how it works.
_TOLD = frozenset(
    [
        "user",
        "password",
        "host",
        "hostaddr",
        "port",
        "dbname",
        "connect_timeout",
        "application_name",
        "target_session_attrs",
        "passfile",
        "channel_binding",
        "require_auth",
        "sslmode",
        "sslnegotiation",
        "sslrootcert",
        "sslcert",
        "sslkey",
        "sslpassword",
        "sslcrl",
        "sslcrldir",
        "sslcompression",
        "sslsni",
        "ssl_min_protocol_version",
        "ssl_max_protocol_version",
        "gssencmode",
        "krbsrvname",
        "keepalives",
        "keepalives_idle",
        "keepalives_interval",
        "keepalives_count",
        "tcp_user_timeout",
    ]
)
#: What is meant where an address does not tell, whatever the environment says; times in seconds, the last in ms.
_MEANT = {
    "hostaddr": "",
    "port": "5432",
    "options": "",
    "application_name": "coalition",
    "client_encoding": "UTF8",
    "target_session_attrs": "any",
    "connect_timeout": "5",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "60000",
}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a store is."""

    parameters: dict[str, str] = field(
        repr=False
    )  #: of the connection, by the names that PostgreSQL's programs have for them
    schema: str  #: that holds the ledger

    @property
    def views(self) -> str:
        """The schema that holds what was made of the ledger."""
        return f"{self.schema}_views"

    def __str__(self) -> str:
        """The address as it may be told to anybody: without the password."""
        of = self.parameters
        is_socket = of["host"].startswith("/")
        server = "" if is_socket else of["host"] if of["port"] == "5432" else f"{of['host']}:{of['port']}"
        told = {"host": of["host"]} if is_socket else {}
        told |= {"schema": self.schema} if self.schema != SCHEMA else {}
        query = f"?{urlencode(told, safe='/')}" if told else ""
        return f"postgresql://{quote(of['user'])}@{server}/{quote(of['dbname'])}{query}"


def address_of(url: str) -> Address:
    """The address that a URL stands for. Raises NotAStore."""
    plain, schema = _parted(url)
    try:
        told = {name: str(value) for name, value in conninfo_to_dict(plain).items() if value not in (None, "")}
    except ProgrammingError:  # whose words may quote a password
        raise NotAStore(f"This is no address of a PostgreSQL store; {_FORM}") from None
    if missing := {"user": "role", "host": "server", "dbname": "database"}.keys() - told:
        names = {"user": "role", "host": "server", "dbname": "database"}
        raise NotAStore(f"The address tells no {' and no '.join(sorted(names[name] for name in missing))}; {_FORM}")
    if strange := sorted(told.keys() - _TOLD):
        raise NotAStore(f"{strange[0]} cannot be told in the address of a store; leave it out")
    if not _NAME.fullmatch(schema):
        raise NotAStore(f"{schema!r} cannot be the schema of a store: use up to 57 of a–z, 0–9 and _, no pg_ in front")
    return Address(_MEANT | told, schema)


def _parted(url: str) -> tuple[str, str]:
    """An address in the form that PostgreSQL's programs take, and the schema, of which they know nothing."""
    try:
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    except ValueError:
        raise NotAStore(f"This is no address of a PostgreSQL store; {_FORM}") from None
    if not url.isprintable() or parts.fragment:
        raise NotAStore(f"This is no address of a PostgreSQL store; {_FORM}")
    schemas = [value for name, value in pairs if name == "schema"]
    rest = urlencode([pair for pair in pairs if pair[0] != "schema"], quote_via=quote)
    place = url.partition("://")[2].partition("?")[0]
    return f"postgresql://{place}?{rest}", schemas[-1] if schemas else SCHEMA
