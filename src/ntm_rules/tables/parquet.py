"""Parquet files into a grid, within bounds: a few bytes of one can stand for gigabytes."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from typing import Any

from ntm_rules.errors import InputError, Problem, UsageError
from ntm_rules.i18n import tr
from ntm_rules.limits import MEGABYTE, MOST_CELL_TEXT, MOST_DECODED
from ntm_rules.tables.cell_texts import cell_too_long, grid_in_plain_text, refuse_area, shorten_the_cell
from ntm_rules.tables.grid import Grid, from_frame


def parquet_grid(data: bytes, name: str) -> tuple[Grid, list[Problem]]:
    """Read a Parquet file, and warnings of what was done to its texts.

    Raises InputError where it is none, or goes beyond the limits; UsageError where its reader is missing.
    """
    try:
        import pandas as pd  # noqa: F401
        import pyarrow.parquet as pq
    except ModuleNotFoundError:
        message = tr("reading Parquet needs the extra “{extra}”.", extra="parquet")
        remedy = tr('run pip install "ntm-rules[{extra}]", or save the table as CSV', extra="parquet")
        raise UsageError(Problem("wrong_call", message, file=name, remedy=remedy)) from None
    try:
        shape = pq.read_metadata(io.BytesIO(data))
        refuse_area(shape.num_rows, shape.num_columns, name)
        _refuse_unpacked(shape, name)
        table = _table(data)
        _refuse_nested(table, name)
        _refuse_texts(table, name)
        grid = from_frame(table.to_pandas(), name)
    except InputError:
        raise
    except Exception:
        # Beside Arrow's own errors, whatever pandas stumbles over in the notes it keeps in such a file.
        message = tr("it is not a Parquet file that can be read.")
        remedy = tr("write the file again, or save the table as CSV")
        raise InputError(Problem("unreadable_file", message, file=name, remedy=remedy)) from None
    grid, notes = grid_in_plain_text(grid)
    return replace(grid, sha256=hashlib.sha256(data).hexdigest()), notes


def _table(data: bytes) -> Any:
    """The file as an Arrow table, in which each different text of a column stands once."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pq.read_schema(io.BytesIO(data))
    texts = [
        field.name for field in schema if pa.types.is_string(field.type) or pa.types.is_binary(field.type)
    ]
    return pq.read_table(io.BytesIO(data), read_dictionary=texts)


def _refuse_unpacked(shape: Any, name: str) -> None:
    unpacked = sum(shape.row_group(group).total_byte_size for group in range(shape.num_row_groups))
    if unpacked > MOST_DECODED:
        raise InputError(_too_large(name))


def _refuse_nested(table: Any, name: str) -> None:
    import pyarrow as pa

    for field in table.schema:
        if pa.types.is_nested(field.type) or pa.types.is_fixed_size_binary(field.type):
            message = tr("the column holds lists, objects or bytes.")
            remedy = tr("give columns of texts, numbers and dates")
            raise InputError(Problem("unreadable_file", message, file=name, column=field.name, remedy=remedy))


def _refuse_texts(table: Any, name: str) -> None:
    """Refuse texts that are too long, or too much when written out as often as they are named."""
    import pyarrow as pa
    import pyarrow.compute as pc

    decoded = 0
    for field, column in zip(table.schema, table.columns, strict=True):
        if not pa.types.is_dictionary(field.type):
            decoded += column.nbytes
            continue
        for chunk in column.chunks:
            if not pa.types.is_string(chunk.dictionary.type) or not len(chunk.dictionary):
                continue
            lengths = pc.binary_length(chunk.dictionary)
            longest = pc.max(lengths).as_py() or 0
            # Bytes, of which a letter takes up to four.
            if longest > 4 * MOST_CELL_TEXT:
                raise InputError(
                    Problem(
                        "too_large",
                        cell_too_long(longest),
                        file=name,
                        column=field.name,
                        remedy=shorten_the_cell(),
                    )
                )
            decoded += pc.sum(lengths.take(chunk.indices)).as_py() or 0
    if decoded > MOST_DECODED:
        raise InputError(_too_large(name))


def _too_large(name: str) -> Problem:
    message = tr("the table takes more than {most} MB when it is unpacked, the most that is read.", most=MOST_DECODED // MEGABYTE)  # fmt: skip
    remedy = tr("give the columns and rows that are needed")
    return Problem("too_large", message, file=name, remedy=remedy)
