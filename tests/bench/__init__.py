"""Benchmarks: each prints our figure and the peer's from the same run, and their ratio."""
