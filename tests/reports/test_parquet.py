"""Parquet of an evaluation, opened again."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pandas as pd
import pyarrow.parquet as pq
import pytest

import ntm_rules as ntm


def test_it_holds_the_frame_of_indicators(example):
    found = pd.read_parquet(io.BytesIO(example.to_parquet()))
    assert list(found) == list(example.indicators)
    for name, column in example.indicators.items():
        pd.testing.assert_series_equal(found[name].astype(object), column.astype(object), check_dtype=False)
    assert found.dtypes.map(str).to_dict() == example.indicators.dtypes.map(str).to_dict()


def test_missing_is_null_and_texts_are_dictionaries(example):
    table = pq.read_table(io.BytesIO(example.to_parquet()))
    assert table["value"].null_count == example.indicators["value"].isna().sum()
    assert table["status"].type.value_type == "string"
    assert str(table.schema.field("commune").type).startswith("dictionary")


def test_its_metadata_says_what_it_was_judged_by(example, national):
    metadata = pq.read_schema(io.BytesIO(example.to_parquet())).metadata
    facts = {key.decode().removeprefix("ntm-rules."): value.decode() for key, value in metadata.items()}
    assert facts["schema"] == "ntm-rules/evaluation/1"
    assert (facts["criteria_set"], facts["digest"]) == (national.id, national.digest)
    assert json.loads(facts["illustrative"]) is True
    assert "ILLUSTRATIVE DATA" in json.loads(facts["notes"])


def test_wide_has_one_row_a_commune(example):
    found = pd.read_parquet(io.BytesIO(example.to_parquet(wide=True)))
    assert found["commune"].tolist() == example.communes["commune"].tolist()
    assert found["10"].tolist() == example.criteria.query("criterion == '10'")["status"].tolist()


def test_the_same_evaluation_gives_the_same_bytes(example):
    assert example.to_parquet() == example.to_parquet()


def test_pandas_is_not_imported_to_write_it(tmp_path, csv_file):
    path = csv_file("commune,province,year,10\nA,Hà Nội,2023,42\n")
    code = (
        "import sys, ntm_rules as ntm\n"
        f"ntm.evaluate({str(path)!r}).write({str(tmp_path / 'a.parquet')!r})\n"
        "print('pandas' in sys.modules)"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
        == "False\n"
    )


def test_it_needs_its_extra(example, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ntm.UsageError, match="parquet"):
        example.to_parquet()
