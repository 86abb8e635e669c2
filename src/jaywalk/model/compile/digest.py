"""A hash of a whole plan: two plans with the same hash make the same run."""

import dataclasses
import hashlib
from typing import Final

import numpy as np

from jaywalk.model.plan import Names, Plan

FORMAT: Final = b"jaywalk plan 1"


def plan_hash(plan: Plan) -> str:
    """BLAKE2b-128 over every field of a plan, names and shapes included, as 32 hexadecimal digits."""
    digest = hashlib.blake2b(FORMAT, digest_size=16)
    for field in dataclasses.fields(plan):
        value = getattr(plan, field.name)
        digest.update(f"\n{field.name}=".encode())
        if isinstance(value, np.ndarray):
            # little-endian on every machine
            table = np.ascontiguousarray(value, dtype=value.dtype.newbyteorder("<"))
            digest.update(f"{table.dtype.str}{table.shape}".encode())
            digest.update(table.tobytes())
        elif isinstance(value, Names):
            digest.update(repr(dataclasses.astuple(value)).encode())
        elif isinstance(value, dict):
            digest.update(repr(list(value.items())).encode())
        else:
            digest.update(repr(int(value)).encode())
    return digest.hexdigest()
