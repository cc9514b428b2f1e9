"""The engine: keeping histories and replaying them."""
