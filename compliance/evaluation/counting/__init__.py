"""Counting simulated streets: what the product counts, held against who walked there."""
