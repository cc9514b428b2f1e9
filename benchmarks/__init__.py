"""Benchmarks: how long things take, each against a yardstick timed beside it in the same run. Not part of the tests."""
