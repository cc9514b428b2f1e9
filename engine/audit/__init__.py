"""Audit: whether a ledger still holds what it held, and proofs of that for those who do not trust who keeps it."""
