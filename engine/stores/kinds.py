"""Kinds of stores: which database a URL means, asked only when a store of its kind is meant."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from eventsourcing.persistence import InfrastructureFactory

from engine.errors import NotAStore, Unavailable
from engine.stores import sqlite

NEEDS_POSTGRES = "A PostgreSQL store needs what is not installed here. Run: pip install 'coalition-engine[postgres]'"


def factory_for(url: str, *, create: bool = False) -> InfrastructureFactory[Any]:
    """The factory of the store at this URL; with `create`, made first where there is none.

    Raises NoStore, NotAStore; PersistenceError where a server does not answer.
    """
    factory: InfrastructureFactory[Any] = _kind(url).factory_for(url, create=create)
    return factory


def exists(url: str) -> bool:
    """Whether there is anything at the store's address. Raises PersistenceError where a server does not answer."""
    return bool(_kind(url).exists(url)) if is_shared(url) else sqlite.sqlite_path(url).exists()


def initialise(url: str, app_role: str | None = None) -> None:
    """Make a store where there is none, and let a role of its server read and append, and nothing else.

    Raises NotAStore where the role cannot be confined to that.
    """
    if is_shared(url):
        _kind(url).initialise(url, app_role)
    elif app_role is not None:
        raise NotAStore("A file knows no roles: --app-role is for a store at postgresql://…")
    else:
        factory_for(url, create=True).close()


def is_shared(url: str) -> bool:
    """Whether the address is that of a server."""
    return url.partition("://")[0].lower() in ("postgresql", "postgres")


def shown(url: str) -> str:
    """The address as it may be told to anybody: without a password."""
    return str(_kind(url).address_of(url)) if is_shared(url) else url


def _kind(url: str) -> ModuleType:
    """The module that knows the database. Raises NotAStore where what it needs is not installed."""
    if not is_shared(url):
        return sqlite
    try:
        from engine.stores import postgres
    except ImportError as missing:
        raise Unavailable(f"{NEEDS_POSTGRES} ({missing})") from missing
    return postgres
