"""Columns as Parquet: texts as dictionaries, what they are judged by in the file's metadata."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ntm_rules.engine.columns import Column, Columns, Labels
from ntm_rules.errors import Problem, UsageError
from ntm_rules.i18n import tr

if TYPE_CHECKING:
    import pyarrow as pa


def parquet_bytes(columns: Columns, facts: dict[str, Any]) -> bytes:
    """Columns as a Parquet file; `facts` go into its key-value metadata, texts as they are, others as JSON.

    Raises UsageError where the extra `parquet` is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ModuleNotFoundError:
        message = tr("writing Parquet needs the extra “{extra}”.", extra="parquet")
        remedy = tr('run pip install "ntm-rules[{extra}]", or write CSV', extra="parquet")
        raise UsageError(Problem("wrong_call", message, remedy=remedy)) from None
    metadata = {
        f"ntm-rules.{name}": fact if isinstance(fact, str) else json.dumps(fact, ensure_ascii=False)
        for name, fact in facts.items()
    }
    table = pa.Table.from_arrays(list(map(_array, columns.values())), names=list(columns), metadata=metadata)
    # Least and greatest are of use for numbers alone, and slow to find for texts.
    numbers = [name for name, column in columns.items() if not isinstance(column, Labels)]
    file = io.BytesIO()
    pq.write_table(table, file, compression="zstd", write_statistics=numbers)
    return file.getvalue()


# Arrays are built from their bytes: `pa.array` would import pandas to look at what it is given.


def _array(column: Column) -> pa.Array:
    import pyarrow as pa

    if not isinstance(column, Labels):
        return _numbers(column, ~np.isnan(column))
    return pa.DictionaryArray.from_arrays(_numbers(column.codes, column.codes >= 0), _texts(column.texts))


def _numbers(values: NDArray[Any], given: NDArray[np.bool_]) -> pa.Array:
    """Numbers with a mask of those that are given."""
    import pyarrow as pa

    present = None if given.all() else pa.py_buffer(np.packbits(given, bitorder="little"))
    kind = pa.from_numpy_dtype(values.dtype)
    return pa.Array.from_buffers(kind, len(values), [present, pa.py_buffer(np.ascontiguousarray(values))])


def _texts(texts: tuple[str, ...]) -> pa.Array:
    import pyarrow as pa

    encoded = [text.encode() for text in texts]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int32)
    return pa.StringArray.from_buffers(len(texts), pa.py_buffer(ends), pa.py_buffer(b"".join(encoded)))
