"""The domain: what can happen to a coalition, and when it may. Pure: no I/O, no clock, no chance."""
