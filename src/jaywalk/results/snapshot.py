"""Final states as Parquet: one row group a block, one row a resident, kept only when asked for.

A row says where a synthetic resident stands at the end of a run; its place (district, serial number) means nothing
outside the run. Columns are integers and short labels, never a name.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

FILE: Final = "states.parquet"

#: column -> one value a resident, all of one length
StateTable = Mapping[str, NDArray[Any]]


def write_states(path: Path, tables: Iterable[StateTable]) -> None:
    """Write one row group for each of ``tables``, all with the same columns."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    writer: Any = None
    try:
        for table in tables:
            batch = pa.table({name: pa.array(values) for name, values in table.items()})
            if writer is None:
                # a dictionary on number columns costs three times the space
                words = [name for name, values in table.items() if values.dtype.kind in "OU"]
                writer = pq.ParquetWriter(
                    path, batch.schema, compression="zstd", compression_level=1, use_dictionary=words
                )
            writer.write_table(batch, row_group_size=max(1, batch.num_rows))
    finally:
        if writer is not None:
            writer.close()


def read_states(path: Path) -> Iterator[StateTable]:
    """The row groups of a snapshot, in order."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            table = file.read_row_group(group)
            yield {name: np.asarray(table.column(name).to_numpy()) for name in table.column_names}
