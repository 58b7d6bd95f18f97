"""Measurements that are run by hand: `python -m tests.benchmarks.layout` (needs PostgreSQL and wrk)."""
