"""A table written as CSV in any convention of the contract reads back equal."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from hypothesis import given, settings

import ntm_rules as ntm
from tests.support.strategies import Written, written_tables


@settings(max_examples=80, deadline=None)
@given(written_tables())
def test_what_is_written_in_any_convention_is_read_back(written: Written) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "communes.csv"
        path.write_bytes(written.data)
        table = ntm.read_table(path)
    assert not [w for w in table.warnings if w.kind not in ("verdict_conflict", "shares_below_one")]
    for variable, figures in written.figures.items():
        expected = np.array([np.nan if figure is None else figure for figure in figures])
        np.testing.assert_array_equal(table.values[variable], expected)
    assert table.values["satisfaction_pct"].tolist() == [98.5] * len(table)
