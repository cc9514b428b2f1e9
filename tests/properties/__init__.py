"""Properties: what holds for every history, tried with arbitrary ones."""
