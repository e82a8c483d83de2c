"""Benchmarks: what jcluster does and what one would do without it, measured in turn in one run."""
