"""Projections: what a history means. Pure folds, one module per measure."""
