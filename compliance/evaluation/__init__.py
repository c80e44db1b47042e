"""Measuring: scores, simulated streets, replays, benchmarks."""
