"""Benchmarks: what a run costs beside plain reading, and how the cost grows."""
