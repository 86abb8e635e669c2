"""The final state of every resident, for those who ask for it: synthetic, by district and serial number."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jaywalk.core.layout import STATE, WHO
from jaywalk.model.plan import Plan
from jaywalk.model.state import Block


def final_states(plan: Plan, blocks: Sequence[Block]) -> list[dict[str, NDArray[np.generic]]]:
    """One table a block: district, serial number, cell, and score, tier and lists of each ledger of each world."""
    tables = []
    for block in blocks:
        n = len(block.lines)
        table: dict[str, NDArray[np.generic]] = {
            "district": np.full(n, block.district, np.uint16),
            "serial": np.arange(block.first, block.first + n, dtype=np.uint32),
            "cell": ((block.lines[:, WHO] >> 16) & 255).astype(np.uint8),
        }
        for w, world in enumerate(plan.names.worlds):
            if plan.col_p[w] < 0:
                continue
            for ledger, column in (("p", plan.col_p[w]), ("t", plan.col_t[w]), ("x", plan.col_x[w])):
                word = block.lines[:, STATE + column]
                table[f"{world}_{ledger}_score"] = ((word & 0xFFFF).astype(np.int32) - 32768).astype(np.int16)
                table[f"{world}_{ledger}_tier"] = ((word >> 16) & 15).astype(np.uint8)
                table[f"{world}_{ledger}_lists"] = ((word >> 20) & 255).astype(np.uint8)
        tables.append(table)
    return tables
