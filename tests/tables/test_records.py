"""Parquet and JSON records."""

from __future__ import annotations

import json
import sys
from datetime import date

import numpy as np
import pandas as pd
import pytest

import ntm_rules as ntm

INCOME = "income_per_capita"
RECORDS = [
    {"commune": "Xã A", "year": 2023, "10": 42.1, "recognised_on": "2022-05-03", "safety_zone": True},
    {"commune": "Xã B", "year": 2023, "10": "43,5", "safety_zone": None},
]


def test_json_records_are_read(csv_file):
    table = ntm.read_table(csv_file(json.dumps(RECORDS), "communes.json"))
    assert table.values[INCOME].tolist() == [42.1, 43.5]
    assert table.rows.tolist() == [2, 3]
    assert table.identity["recognised_on"].cells.tolist() == [date(2022, 5, 3), None]
    assert table.identity["safety_zone"].cells.tolist() == [True, None]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[{", "it is not JSON"),
        ("{}", "it is not a list of objects"),
        ("[1]", "it is not a list of objects"),
        ("[" * 100_000, "it is not JSON"),
        ("[]", "no rows"),
        ('[{"commune": "A", "commune": "B"}]', "row 2: an object names a column twice"),
        ('[{"commune": "A", "10": [1]}]', "row 2: an object holds a list"),
        ('[{"commune": "A", "10": {"x": 1}}]', "row 2: an object holds a list"),
    ],
)
def test_other_json_is_refused(csv_file, content, words):
    with pytest.raises(ntm.InputError, match=words):
        ntm.read_table(csv_file(content, "communes.json"))


@pytest.fixture
def parquet(tmp_path):
    path = tmp_path / "communes.parquet"
    frame = pd.DataFrame({"commune": ["Xã A", "Xã B"], "year": 2023, "10": [42.1, None]})
    frame.assign(recognised_on=pd.Timestamp(2022, 5, 3)).to_parquet(path)
    return path


def test_parquet_is_read(parquet):
    table = ntm.read_table(parquet)
    assert np.array_equal(table.values[INCOME], [42.1, np.nan], equal_nan=True)
    assert table.text(0, "recognised_on") == date(2022, 5, 3)
    assert table.name == parquet.as_posix()


def test_what_is_no_parquet_says_so(csv_file):
    with pytest.raises(ntm.InputError, match="not a Parquet file"):
        ntm.read_table(csv_file("commune,year,10\n", "communes.parquet"))


def test_without_the_reader_the_extra_is_named(parquet, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ntm.UsageError, match=r"ntm-rules\[parquet\]"):
        ntm.read_table(parquet)


def test_an_empty_parquet_says_so(tmp_path):
    pd.DataFrame({"commune": []}).to_parquet(tmp_path / "none.parquet")
    with pytest.raises(ntm.InputError, match="no rows"):
        ntm.read_table(tmp_path / "none.parquet")


def test_records_have_no_sheets(parquet):
    with pytest.raises(ntm.UsageError, match="only a workbook has sheets"):
        ntm.read_table(parquet, sheet=1)
