"""How many problems and warnings are worded, in which order, and how a row is called."""

from __future__ import annotations

import pytest

import ntm_rules as ntm
from ntm_rules.errors import CODES, OF_READING, WORDED, WORDED_OF_KIND, Problem, summed_up, worded


def of(kind: str, count: int, column: str | None = None) -> list[Problem]:
    return [Problem(kind, f"number {n}.", column=column) for n in range(count)]


def test_problems_alike_in_one_column_are_cut_short_with_their_number() -> None:
    lines = worded([*of("out_of_range", 15, "4.2"), *of("not_a_number", 1, "4.2")])
    assert len(lines) == WORDED + 2
    assert lines[-1] == "NTM208 column “4.2”: … and 5 more of this kind."


def test_many_columns_with_the_same_problem_do_not_bury_the_rest() -> None:
    many = [problem for n in range(40) for problem in of("out_of_range", 1, str(n))]
    lines = worded([*many, *of("no_year", 1)])
    assert lines[WORDED_OF_KIND].startswith("NTM204")
    assert lines[-1] == f"NTM208 … and {40 - WORDED_OF_KIND} more of this kind."


def test_one_more_is_worded_in_place_of_saying_that_there_is_one() -> None:
    assert worded(of("out_of_range", WORDED + 1)) == list(map(str, of("out_of_range", WORDED + 1)))


def test_warnings_come_by_kind_and_those_of_the_reading_last() -> None:
    mixed = [
        *of("skipped_sheet", 6),
        *of("not_a_commune", 1),
        *of("unknown_column", 2),
        *of("not_a_commune", 1),
    ]
    numbers = [line.split()[0] for line in summed_up(mixed)]
    assert numbers == ["NTM313", "NTM313", "NTM301", "NTM301", "NTM315", "NTM315", "NTM315", "NTM315"]
    assert summed_up(mixed)[-1] == "NTM315 … and 3 more of this kind."


def test_kinds_of_the_reading_are_kinds() -> None:
    assert set(OF_READING) <= CODES.keys()


@pytest.mark.parametrize("header", ["Xã", "commune"])
def test_a_row_is_called_by_its_commune(csv_file, header) -> None:
    """Where the cell is not the name itself."""
    path = csv_file([[header, "Năm", "4.2"], ["Xã Mẫu 1", 2023, 140], ["", 2023, 50]])
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(path)
    assert [problem.subject for problem in caught.value.problems] == ["Xã Mẫu 1", None]
    assert "row 2 (Xã Mẫu 1), column “4.2”, value “140”" in str(caught.value)


def test_a_column_of_a_commune_is_not_told_twice(csv_file) -> None:
    path = csv_file([["Tiêu chí", "Xã Mẫu 1", "Xã Mẫu 2"], ["4.2", 140, 98], ["9.2", 80, 81], ["10", 42, 43]])
    with pytest.raises(ntm.InputError, match="row 2, column “Xã Mẫu 1”"):
        ntm.read_table(path, year=2023)


def test_a_figure_under_a_criterion_is_sent_to_its_indicators(csv_file) -> None:
    path = csv_file([["Xã", "Năm", "15"], ["A", 2023, "14"]])
    with pytest.raises(ntm.InputError, match=r"its figures under 15\.1, 15\.2, 15\.3, 15\.4"):
        ntm.read_table(path)


def test_equal_errors_of_many_cells_are_one_line_with_the_first_places(csv_file) -> None:
    rows = [[f"Xã Mẫu {n}", 2023, "Đạt", "CĐ" if n % 2 else "Chưa đạt"] for n in range(1, 12)]
    path = csv_file([["Xã", "Năm", "8.1", "15.2_verdict"], *rows])
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(path)
    (line,) = str(caught.value).splitlines()
    assert "row 2 (Xã Mẫu 1), column “15.2_verdict”, value “CĐ”; row 4 (Xã Mẫu 3)" in line
    assert "; row 6 (Xã Mẫu 5), column “15.2_verdict”, value “CĐ”; and 3 more: this can mean" in line
    assert line.count("To do:") == 1


def test_three_equal_errors_stand_each_by_itself(csv_file) -> None:
    rows = [[f"Xã Mẫu {n}", 2023, "CĐ"] for n in range(1, 4)]
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(csv_file([["Xã", "Năm", "15.2_verdict"], *rows]))
    assert len(str(caught.value).splitlines()) == 3


def test_refused_cells_name_the_option_that_lets_them_pass(csv_file, run) -> None:
    path = csv_file([["Xã", "Năm", "8.1", "15.1"], ["Xã Mẫu 1", 2023, "Đạt", "khoảng 90"]])
    refused = run("evaluate", path)
    assert "With --lenient, 1 cell(s) that cannot be read count as unknown." in refused.err
    assert run("evaluate", path, "--lenient").code == 0


def test_a_missing_column_is_nothing_that_leniency_lets_pass(csv_file, run) -> None:
    refused = run("evaluate", csv_file([["Năm", "15.1"], [2023, 90]]))
    assert refused.code != 0
    assert "--lenient" not in refused.err
