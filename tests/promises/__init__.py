"""Promises of the model, kept by engine and compile step together."""
