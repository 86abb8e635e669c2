"""Jaywalk's speed and memory, and what the same work costs elsewhere: ``python -m benchmarks``."""
