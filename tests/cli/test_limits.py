"""Limits of cells, rows, columns, draws and sweeps: each refused in a line that says the limit, and at once."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

import ntm_rules as ntm
from ntm_rules.errors import Findings, Problem, count_of, worded
from ntm_rules.limits import FIRST_LISTED, LAST_COLUMN, MOST_ALIKE, MOST_CELL_TEXT, MOST_LISTED
from tests.support.books import ods

FIXTURES = Path(__file__).parents[2] / "fixtures"
PLAN = ["--costs", str(FIXTURES / "example-costs.yaml"), "--budgets", str(FIXTURES / "example-budgets.yaml")]
HEAD = "commune,province,year,10\n"


def _refused(run, *arguments):
    start = time.process_time()
    ran = run(*arguments)
    assert time.process_time() - start < 10
    assert (ran.code != 0, ran.out) == (True, "")
    assert "Traceback" not in ran.err
    assert len(ran.err) < 5_000
    return ran.err


@pytest.mark.parametrize("cell", ["1" * 130_000, "1 " * 60_000, "x" * (MOST_CELL_TEXT + 1)])
def test_a_cell_longer_than_a_spreadsheet_holds_is_refused_by_its_place(run, csv_file, cell):
    said = _refused(run, "evaluate", csv_file(f"{HEAD}Xã Mẫu 1,Hòa Bình,2023,{cell}\n"))
    assert "NTM262" in said
    assert "cell D2" in said
    assert "more than 32,767 are not read" in said
    assert "shorten the cell" in said


def test_the_longest_cell_that_is_read_is_read(run, csv_file):
    path = csv_file(f"commune,province,year,10,note\nXã Mẫu 1,Hòa Bình,2023,42,{'x' * MOST_CELL_TEXT}\n")
    assert run("evaluate", path).code == 0


@pytest.mark.parametrize("where", ["header", "name"])
def test_a_header_or_name_without_end_is_refused(run, csv_file, where):
    head, name = ("x" * 1_000_000, "A") if where == "header" else ("note", "A" * 1_000_000)
    said = _refused(
        run, "evaluate", csv_file(f"commune,province,year,{head},10\n{name},Hòa Bình,2023,1,42\n")
    )
    assert "NTM262" in said
    assert "32,767 characters" in said


def test_a_long_cell_of_a_side_table_is_refused_too(run, good, csv_file):
    targets = csv_file(f"commune,year,criteria\nXã An,2024,{'1,' * 60_000}\n".replace("1,", "1;"), "t.csv")
    assert "NTM262" in _refused(run, "risks", good, "--targets", targets)


def test_more_columns_than_a_spreadsheet_has_are_refused(run, csv_file):
    heads = ",".join(f"c{n}" for n in range(LAST_COLUMN))
    said = _refused(run, "evaluate", csv_file(f"commune,province,year,10,{heads}\nA,Hòa Bình,2023,42\n"))
    assert "16,388 columns; more than 16,384 are not read" in said
    assert "give the columns and rows that are needed" in said


def test_json_objects_that_each_bring_other_keys_are_refused(run, tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps([{f"k{n}": 1} for n in range(20_000)]))
    assert "20,000 columns" in _refused(run, "evaluate", path)


def _parquet(path, **columns):
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    pq.write_table(pa.table(columns), path)
    return path


def test_a_parquet_file_that_repeats_one_text_is_refused_before_it_is_written_out(run, tmp_path):
    pa = pytest.importorskip("pyarrow")
    count, text = 200_000, "y" * 20_000
    repeated = pa.DictionaryArray.from_arrays(pa.array([0] * count, pa.int32()), pa.array([text]))
    path = _parquet(
        tmp_path / "big.parquet",
        **{"commune": [f"Xã {n}" for n in range(count)], "year": [2023] * count, "10": [42.0] * count, "note": repeated},
    )  # fmt: skip
    assert path.stat().st_size < 5_000_000
    assert "more than 1000 MB when it is unpacked" in _refused(run, "evaluate", path)


def test_a_parquet_text_that_is_too_long_is_refused_by_its_column(run, tmp_path):
    path = _parquet(
        tmp_path / "a.parquet",
        **{"commune": ["A"], "province": ["Hòa Bình"], "year": [2023], "10": [42.0], "note": ["x" * 200_000]},
    )
    said = _refused(run, "evaluate", path)
    assert "column “note”" in said
    assert "200,000 characters" in said


def test_a_parquet_column_of_lists_is_refused_by_its_name(run, tmp_path):
    path = _parquet(
        tmp_path / "a.parquet", **{"commune": ["A"], "year": [2023], "10": [42.0], "deep": [[[1, 2], [3]]]}
    )
    assert "column “deep”: the column holds lists, objects or bytes" in _refused(run, "evaluate", path)


def test_a_parquet_file_with_texts_and_categories_reads_as_before(run, tmp_path):
    pa = pytest.importorskip("pyarrow")
    path = _parquet(
        tmp_path / "a.parquet",
        **{
            "commune": pa.array(["Xã Mẫu 1", "Xã Mẫu 2", None]).dictionary_encode().slice(0, 2),
            "province": ["Hòa Bình", "Hòa Bình"],
            "year": [2023, 2023],
            "10": [42.0, None],
            "9.1": pa.array(["Không", None]),
        },
    )
    ran = run("evaluate", path, "--format", "json")
    assert ran.code == 0, ran.err
    assert [one["commune"] for one in json.loads(ran.out)["communes"]] == ["Xã Mẫu 1", "Xã Mẫu 2"]


@pytest.mark.parametrize("count", ["1000001", "100000000000", "9" * 30])
def test_more_draws_than_can_be_made_are_refused(run, good, count):
    said = _refused(run, "what-if", good, "--monte-carlo", count, "--se", "10=1")
    assert "Expected: at most 1,000,000 draws" in said


def test_draws_of_very_many_communes_are_refused_together(run, csv_file):
    rows = "".join(f"Xã Mẫu {n},Hòa Bình,2023,40\n" for n in range(1_500))
    said = _refused(run, "what-if", csv_file(HEAD + rows), "--monte-carlo", "1000000", "--se", "10=1")
    assert "1,000,000 draws for each of 1,500 communes" in said
    assert "at most 666,666 draws" in said


@pytest.mark.parametrize("span", ["1:1000000:1", "0:1:0.0000000001", "+0:+" + "9" * 400 + ":1"])
def test_a_sweep_of_too_many_points_is_refused(run, good, span):
    assert "at most 1000 are judged" in _refused(run, "what-if", good, "--sweep", f"10={span}")


def test_a_sweep_of_many_points_over_very_many_rows_is_refused(run, csv_file, monkeypatch):
    monkeypatch.setattr("ntm_rules.scenarios.axes.MOST_SWEPT", 100)
    rows = "".join(f"Xã Mẫu {n},Hòa Bình,2023,40\n" for n in range(20))
    said = _refused(run, "what-if", csv_file(HEAD + rows), "--sweep", "10=30:50:1")
    assert "for so many rows at most 5 are judged" in said


def test_equal_errors_are_counted_and_not_all_kept(run, csv_file, national):
    count = 3 * MOST_ALIKE
    path = csv_file(HEAD + "".join(f"Xã Mẫu {n},Hòa Bình,2023,nhiều\n" for n in range(count)))
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(path, national)
    assert len(caught.value.problems) == MOST_ALIKE
    assert sum(map(count_of, caught.value.problems)) == count
    said = _refused(run, "evaluate", path)
    assert "row 2 (Xã Mẫu 0)" in said
    assert "3000 errors; nothing was written" in said
    assert "2997 more" in said
    assert "3000 cell(s) that cannot be read" in said


def test_lenient_counts_every_cell_that_it_leaves_out(run, csv_file):
    count = 2 * MOST_ALIKE
    path = csv_file(HEAD + "".join(f"Xã Mẫu {n},Hòa Bình,2023,nhiều\n" for n in range(count)))
    ran = run("evaluate", path, "--lenient", "--format", "jsonl")
    assert ran.code == 0
    assert "2000 cell(s) could not be read" in ran.err


def test_findings_of_several_columns_are_kept_apart():
    found = Findings(Problem("not_a_number", "m", column=column) for column in "ab" for _ in range(1_500))
    assert (len(found), found.total) == (2_000, 3_000)
    again = Findings([*found, *found])
    assert again.total == 6_000
    assert "more of this kind" in worded(found)[-1]


@pytest.mark.parametrize("command", ["evaluate", "risks", "recommend"])
def test_a_table_of_very_many_communes_lists_the_first_and_says_how_to_have_all(run, csv_file, command):
    rows = "".join(f"Xã Mẫu {n},Hòa Bình,2023,{30 + n % 20}\n" for n in range(MOST_LISTED + 1))
    ran = run(command, csv_file(HEAD + rows))
    assert ran.code == 0, ran.err
    assert f"The first {FIRST_LISTED} of 2,001 rows are listed. All of them: -o result.csv, or" in ran.out
    assert f"Xã Mẫu {FIRST_LISTED - 1}" in ran.out
    assert f"Xã Mẫu {FIRST_LISTED + 20}\n" not in ran.out
    assert ran.out.count("Xã Mẫu") < 3 * FIRST_LISTED + 200


def test_a_table_of_as_many_communes_as_are_listed_is_whole(run, csv_file, monkeypatch):
    monkeypatch.setattr("ntm_rules.reports.terminal.MOST_LISTED", 3)
    rows = [f"Xã Mẫu {n},Hòa Bình,2023,42\n" for n in range(3)]
    assert "are listed" not in run("evaluate", csv_file(HEAD + "".join(rows))).out


def test_a_workbook_cell_that_is_too_long_is_refused(run, tmp_path):
    path = tmp_path / "a.ods"
    rows = [["commune", "province", "year", "10"], ["A", "Hòa Bình", 2023, "1" * 40_000]]
    path.write_bytes(ods(rows))
    assert "cell D2" in _refused(run, "evaluate", path)


@pytest.mark.parametrize("header", ["-" * 30_000, "1/" * 15_000, "(" * 30_000, "1 " * 15_000, "Đạt " * 6_000])
def test_a_header_as_long_as_a_cell_is_a_note_and_takes_no_time(run, csv_file, header):
    start = time.process_time()
    ran = run("evaluate", csv_file(f"commune,province,year,10,{header}\nXã Mẫu 1,Hòa Bình,2023,42,1\n"))
    assert ran.code == 0, ran.err
    assert "NTM301" in ran.err
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    "option",
    [
        ["evaluate", "--set", "9" * 5_000],
        ["evaluate", "--province-set", "9" * 5_000],
        ["evaluate", "--year", "9" * 5_000],
        ["what-if", "--set-value", "*:10=+" + "9" * 400],
        ["what-if", "--set-value", "*:10=" + "9" * 400],
        ["what-if", "--set-level", "10=" + "9" * 400],
        ["what-if", "--scale", "10=" + "9" * 400],
        ["plan", *PLAN, "--years", "9" * 5_000],
        ["plan", *PLAN, "--years", "2024-" + "9" * 50],
    ],
    ids=lambda option: " ".join(option)[:30],
)
def test_an_option_of_thousands_of_digits_is_refused(run, good, option):
    ran = run(option[0], good, *option[1:])
    assert (ran.code != 0, ran.out) == (True, "")
    assert "Traceback" not in ran.err


def test_a_day_of_thousands_of_digits_is_refused(run, csv_file):
    head = "commune,province,year,10,recognised_on\n"
    said = _refused(run, "evaluate", csv_file(f"{head}Xã Mẫu 1,Hòa Bình,2023,42,{'1' * 30_000}\n"))
    assert "NTM221" in said
