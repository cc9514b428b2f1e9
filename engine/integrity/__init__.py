"""Integrity: the log of the ledger's events, what outsiders keep of it, and how they check it without a database."""
