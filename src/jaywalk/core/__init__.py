"""Draws, fixed-point numbers, lines, stores: what the kernels stand on. Knows no act."""
