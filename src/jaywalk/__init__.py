"""Jaywalk: an open laboratory that simulates social scoring on synthetic cities."""

__version__ = "0.1.0"
