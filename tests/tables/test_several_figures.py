"""Several figures in one cell are read where the cell says whose each is; else a verdict beside them decides."""

from __future__ import annotations

import pytest

import ntm_rules as ntm

WATER, CENTRAL = "clean_water_household_pct", "centralised_water_household_pct"
WASTES = ("pesticide_packaging_treated_pct", "medical_waste_treated_pct")


@pytest.mark.parametrize(
    "text",
    [
        "63%; Nam 65%, nữ 61%",
        "63% (nam: 65%; nữ: 61%)",
        "63,0% (trong đó: nữ 61%, nam 65%)",
        "Chung 63%; Nữ 61%; Nam 65%",
    ],
)
def test_a_share_and_its_sexes_in_one_cell(read_column, text):
    table = read_column("12.1", text)
    found = [table.values[f"trained_labour_pct{end}"].tolist() for end in ("", "_male", "_female")]
    assert found == [[63], [65], [61]]


@pytest.mark.parametrize(
    "text",
    [
        "45% (trong đó: 28% từ hệ thống cấp nước tập trung)",
        "45%; trong đó nước tập trung 28%",
        "45% (trong đó cấp nước tập trung: đạt 28%)",
    ],
)
def test_a_share_and_the_part_of_it_that_is_asked_too(read_column, text):
    table = read_column("17.1", text)
    assert (table.values[WATER].tolist(), table.values[CENTRAL].tolist()) == ([45], [28])


@pytest.mark.parametrize("share", [100, 0])
def test_all_or_nothing_of_two_wastes_is_that_of_each(read_column, share):
    table = read_column("17.7", f"{share}%", "Đạt")
    assert [table.values[name].tolist()[0] for name in WASTES] == [share, share]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("17.7", "95%"),
        ("17.1", "100%"),
        ("17.1", "45%"),
        ("5", "100%"),
        ("17.1", "45% (28% giếng khoan)"),
        ("17.1", "45%; 28%"),
    ],
)
def test_a_share_that_does_not_say_whose_it_is_is_refused(refused, code, text):
    assert [problem.value for problem in refused(code, text)] == [text]


@pytest.mark.parametrize(
    ("code", "text"),
    [("6.3", "63%; Nam 65%, nữ 61%"), ("12.1", "63%; Nam 65%, trẻ em 61%"), ("12.1", "63% nam 65% nữ 61%")],
)
def test_sexes_are_read_where_they_are_asked_and_said_clearly(refused, code, text):
    assert [problem.value for problem in refused(code, text)] == [text]


def test_a_verdict_beside_a_figure_without_a_name_decides_and_it_is_told(csv_file):
    rows = [
        ["Xã", "Tỉnh", "Năm", "5", "5 Thẩm định"],
        ["Xã Mẫu 1", "Lai Châu", 2023, "3/4 trường (75%)", "Đạt"],
    ]
    evaluation = ntm.evaluate(csv_file(rows))
    assert evaluation.criteria.set_index("criterion").loc["5", "status"] == "met"
    assert [w.value for w in evaluation.warnings if w.code == "NTM356"] == ["3/4 trường (75%)"]


def test_without_a_verdict_beside_it_such_a_figure_is_refused(csv_file):
    rows = [["Xã", "Tỉnh", "Năm", "5", "5 Thẩm định"], ["Xã Mẫu 1", "Lai Châu", 2023, "3/4 trường (75%)", ""]]
    with pytest.raises(ntm.InputError, match="NTM217"):
        ntm.evaluate(csv_file(rows))
