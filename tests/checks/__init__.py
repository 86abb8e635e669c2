"""Closed forms: what a scenario must come to, worked out on paper, against runs of it."""
