"""Damaged files of every kind: nothing comes out but a table or an error of ours, and nothing is printed."""

from __future__ import annotations

import io
import json

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ntm_rules as ntm
from ntm_rules.tables import workbooks
from ntm_rules.tables.books import read_book
from tests.support.books import ods, xls, xlsx
from tests.support.mutations import damaged
from tests.support.nasty import all_files
from tests.support.nasty.texts import TEXT

pytestmark = pytest.mark.slow

ROWS = [["Xã", "Năm", "10", "4.2"], ["Xã Mẫu 1", 2023, 42.1, 0.985], ["Xã Mẫu 2", 2023, 43, 100]]
HUGE = ("zip-bomb", "sheet-of-300-mb", "formatted-rows")


def parquet() -> bytes:
    out = io.BytesIO()
    pd.DataFrame(ROWS[1:], columns=ROWS[0]).to_parquet(out)
    return out.getvalue()


SOUND = {
    "csv": TEXT.encode(),
    "json": json.dumps([dict(zip(ROWS[0], row, strict=True)) for row in ROWS[1:]]).encode(),
    "parquet": parquet(),
    "xls": xls(ROWS, {(1, 3): "0.0%"}),
    "ods": ods(ROWS),
    "xlsx": xlsx(ROWS, lambda book: book.worksheets()[0].write_formula("D2", "=C2*2", None, 3)),
}
# Each XLSX starts a process; the other readers are in Python, or end in an exception.
FEW = {"xlsx": 20, "parquet": 50}
IN_PROCESS = ("xls", "ods")


def try_to_read(path, data: bytes) -> None:
    path.write_bytes(data)
    try:
        ntm.read_table(path)
    except ntm.NtmRulesError as error:
        str(error)


@pytest.mark.parametrize("kind", SOUND)
def test_the_sound_file_is_read(tmp_path, kind):
    path = tmp_path / f"communes.{kind}"
    path.write_bytes(SOUND[kind])
    assert len(ntm.read_table(path)) == 2


@pytest.mark.parametrize("kind", SOUND)
def test_a_damaged_file_gives_a_table_or_a_clean_error(tmp_path, monkeypatch, capfd, kind):
    if kind in IN_PROCESS:
        monkeypatch.setattr(workbooks, "read_apart", read_book)
    for seed in range(FEW.get(kind, 60)):
        try_to_read(tmp_path / f"communes.{kind}", damaged(SOUND[kind], seed))
    assert capfd.readouterr() == ("", "")


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in all_files() if not name.startswith(HUGE)])
def test_nasty_files_damaged_further_give_a_table_or_a_clean_error(tmp_path, capfd, name):
    data = all_files()[name].make()
    for seed in range(12):
        try_to_read(tmp_path / name, damaged(data, seed))
    assert capfd.readouterr() == ("", "")


@pytest.mark.slow
@pytest.mark.parametrize("kind", SOUND)
def test_hundreds_of_damaged_files_give_a_table_or_a_clean_error(tmp_path, monkeypatch, capfd, kind):
    if kind in IN_PROCESS:
        monkeypatch.setattr(workbooks, "read_apart", read_book)
    for seed in range(1_000, 1_000 + (200 if kind in FEW else 1_000)):
        try_to_read(tmp_path / f"communes.{kind}", damaged(SOUND[kind], seed))
    assert capfd.readouterr() == ("", "")


CELLS = st.one_of(
    st.text(max_size=12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(
        ["Đạt", "42,1", "1.234", "7/9 thôn", "Đạt (98,5%)", "#N/A", "", "Xã Mẫu 1", "2023", "Cộng"]
    ),
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELLS, max_size=5), max_size=5))
def test_any_cells_in_an_ods_give_a_table_or_a_clean_error(tmp_path, rows):
    texts = [
        ["".join(c for c in cell if c.isprintable()) if isinstance(cell, str) else cell for cell in row]
        for row in rows
    ]
    texts = [
        ["" if isinstance(cell, str) and cell.startswith("<") else cell for cell in row] for row in texts
    ]
    kind, _ = read_book(ods(texts), None)
    assert kind == "read"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workbooks, "read_apart", read_book)
        try_to_read(tmp_path / "communes.ods", ods([ROWS[0], *texts]))


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=200), kind=st.sampled_from(["csv", "json", "parquet", "xls"]))
def test_any_bytes_give_a_clean_error(tmp_path, data, kind):
    try_to_read(tmp_path / f"communes.{kind}", data)
