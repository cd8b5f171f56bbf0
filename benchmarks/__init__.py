"""What a page costs: a measured figure for each promise. `python -m benchmarks`; docs/speed.md explains."""
