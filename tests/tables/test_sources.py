"""From a path, or standard input, to the reader of what it is."""

from __future__ import annotations

import codecs
import io
import json

import docx
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import ntm_rules as ntm
from ntm_rules.tables import sources
from tests.support.books import ods, xls, xlsx

HEAD, ROW = ["commune", "year", "10"], ["Xã A", "2023", "42,5"]
CSV = ";".join(HEAD) + "\n" + ";".join(ROW) + "\n"
JSON = json.dumps([dict(zip(HEAD, ROW, strict=True))])


def document() -> bytes:
    file, out = docx.Document(), io.BytesIO()
    table = file.add_table(rows=2, cols=3)
    for line, texts in zip(table.rows, (HEAD, ROW), strict=True):
        for cell, text in zip(line.cells, texts, strict=True):
            cell.text = text
    file.save(out)
    return out.getvalue()


def parquet() -> bytes:
    out = io.BytesIO()
    pd.DataFrame([ROW], columns=HEAD).to_parquet(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        CSV.encode(),
        codecs.BOM_UTF16_LE + CSV.encode("utf-16-le"),
        JSON.encode(),
        codecs.BOM_UTF8 + b"\n" + JSON.encode(),
        codecs.BOM_UTF16_BE + JSON.encode("utf-16-be"),
        parquet(),
        document(),
        xlsx([HEAD, ROW]),
        xls([HEAD, ROW]),
        ods([HEAD, ROW]),
    ],
    ids=["CSV", "CSV in UTF-16", "JSON", "JSON with BOM", "JSON in UTF-16", "Parquet", "DOCX", "XLSX", "XLS", "ODS"],
)  # fmt: skip
def test_standard_input_is_read_whatever_it_is(monkeypatch, data):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert ntm.read_table("-").values["income_per_capita"].tolist() == [42.5]


def test_a_sheet_is_asked_of_a_workbook_or_document_alone(csv_file):
    for name, content in (("a.csv", CSV), ("a.json", JSON)):
        with pytest.raises(ntm.UsageError, match="only a workbook has sheets"):
            ntm.read_table(csv_file(content, name), sheet="1")


def test_a_file_above_the_stated_size_is_refused_unread(csv_file, monkeypatch):
    monkeypatch.setattr(sources, "MOST_UNPACKED", 1_000_000)
    with pytest.raises(ntm.InputError, match="larger than 1 MB"):
        ntm.read_table(csv_file(b"x" * 1_000_001))


def test_a_parquet_file_that_repeats_one_value_without_end_is_refused_unread(tmp_path):
    path = tmp_path / "bomb.parquet"
    column = pa.DictionaryArray.from_arrays(np.zeros(21_000_000, np.int8), ["Xã A"])
    pq.write_table(pa.table({"commune": column}), path)
    assert path.stat().st_size < 100_000
    with pytest.raises(ntm.InputError, match="21,000,000 rows"):
        ntm.read_table(path)
