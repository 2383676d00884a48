"""The process in which workbooks are read: whatever happens there, the caller gets a message and lives."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

import ntm_rules as ntm
from ntm_rules.tables import apart
from ntm_rules.tables.books import read_book
from tests.support.books import xlsx

ROWS = [["Xã", "Năm", "10"], ["Xã Mẫu 1", 2023, 42]]
READ = {"hidden": [], "sheets": [("Biểu", [], [(1, ROWS[0]), (2, ROWS[1])], [], ([], []))]}
STARTED = "import os, sys, time; sys.stdin.buffer.read(); os.write(1, b'ready\\n'); "


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "communes.xlsx"
    path.write_bytes(xlsx(ROWS))
    return path


def words_of(path):
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(path)
    return str(caught.value)


@pytest.mark.parametrize(
    "end",
    [
        "os.abort()",
        "os._exit(3)",
        "os._exit(0)",
        "print('x')",
        "raise MemoryError",
        "os.write(1, b'\\xff' * 9)",
    ],
)
def test_a_reader_that_ends_badly_is_a_damaged_file(book, monkeypatch, capfd, end):
    monkeypatch.setattr(apart, "_CHILD", STARTED + end)
    assert "the workbook is damaged" in words_of(book)
    assert capfd.readouterr() == ("", "")


def test_a_reader_that_does_not_end_is_ended(book, monkeypatch):
    monkeypatch.setattr(apart, "_CHILD", STARTED + "time.sleep(60)")
    monkeypatch.setattr(apart, "SECONDS", 0.5)
    assert "took more than 0.5 seconds to read" in words_of(book)


@pytest.mark.parametrize("child", ["raise SystemExit(1)", "import no_such_module"])
def test_a_process_that_cannot_start_is_not_the_fault_of_the_file(monkeypatch, child):
    monkeypatch.setattr(apart, "_CHILD", child)
    assert apart.read_apart(xlsx(ROWS), None) == ("read", READ)


@pytest.mark.parametrize(
    ("name", "value"), [("executable", ""), ("executable", "/no/such/python"), ("frozen", True)]
)
def test_where_there_is_no_process_to_be_had_it_is_read_here(monkeypatch, name, value):
    monkeypatch.setattr(sys, name, value, raising=False)
    assert apart.read_apart(xlsx(ROWS), None) == ("read", READ)


def test_both_ways_read_the_same():
    data = xlsx(ROWS)
    assert apart.read_apart(data, None) == read_book(data, None) == ("read", READ)


def test_it_reads_in_many_threads_at_once():
    data = xlsx(ROWS)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: apart.read_apart(data, 1), range(8))) == [("read", READ)] * 8


def test_the_child_loads_none_of_the_heavy_libraries():
    """It starts for each workbook; tens of milliseconds must do."""
    code = "import sys; import ntm_rules.tables.apart; print(*{'numpy', 'pandas', 'pydantic', 'yaml'} & {*sys.modules})"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == ""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not hold to the limit")
def test_the_child_may_not_take_all_memory():
    code = (
        "from ntm_rules.tables import apart; apart._bound_this_process()\n"
        "try:\n    bytearray(apart.MEMORY + 1)\nexcept MemoryError:\n    print('refused')"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "refused\n"
