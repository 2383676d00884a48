"""Evaluations that the writers are tried on."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

import ntm_rules as ntm

EXAMPLE = Path(__file__).resolve().parents[2] / "fixtures" / "example-district-2023.csv"


@pytest.fixture(scope="session")
def example(national):
    """The bundled, invented district."""
    return ntm.evaluate(EXAMPLE, national)


@pytest.fixture
def opened():
    """A workbook's bytes, opened again."""
    return lambda data: openpyxl.load_workbook(io.BytesIO(data))


@pytest.fixture
def hostile(national, csv_file):
    """Names that a spreadsheet would run, or that a viewer would take for markup."""
    names = ["=1+1", "@x", "+84", "-1", "=cmd|' /C calc'!A0", "Xã <b>A|B</b> *x* [y](z)"]
    rows = [[name, name, 2023, 42, "?!"] for name in names]
    return ntm.evaluate(csv_file([["commune", "district", "year", "10", "=odd"], *rows]), national)
