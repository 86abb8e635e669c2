"""The slow, plain model: one resident at a time, Python integers, no compiled code, nothing shared with the engine.

It reads the same plan as the engine and must agree with it in every record, every ledger and every counter.
``simulate.py`` is the week in order; the other files are its stages. It never prunes, never shares a ledger
between worlds and works every score and list out again from all records every week.
"""
