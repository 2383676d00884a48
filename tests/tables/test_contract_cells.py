"""The cells of the contract, sentence by sentence."""

from __future__ import annotations

import math

import pytest

MET, UNMET = 3, 0
AREA = "public_green_area"


@pytest.mark.parametrize(
    ("text", "value"), [("1.234,5", 1234.5), ("1,234.5", 1234.5), ("42,1", 42.1), ("42.1", 42.1), ("42,1 m2/người", 42.1)]
)  # fmt: skip
def test_decimal_comma_or_point_thousands_and_units(read_column, text, value):
    assert read_column("17.4", text).values[AREA].tolist() == [value]


@pytest.mark.parametrize(("other", "value"), [("12,5", 1234), ("12.5", 1.234)])
def test_an_ambiguous_cell_follows_the_files_other_cells(read_column, other, value):
    assert read_column("17.4", "1.234", other).values[AREA][0] == value


def test_each_ambiguous_cell_is_listed_with_what_would_settle_it(refused):
    found = refused("17.4", "1.234", "2,345", "3.456")
    assert [(p.kind, p.row, p.value) for p in found] == [
        ("ambiguous_number", 2, "1.234"),
        ("ambiguous_number", 3, "2,345"),
        ("ambiguous_number", 4, "3.456"),
    ]
    assert all(p.value.replace(".", "").replace(",", "") in p.remedy for p in found)


@pytest.mark.parametrize(
    ("text", "value", "verdict"),
    [
        ("7/9 thôn", 700 / 9, None),
        ("7/9 thôn (77,8%)", 700 / 9, None),
        ("98,5% - Đạt", 98.5, MET),
        ("Đạt (98,5%)", 98.5, MET),
        ("7/9 thôn - Chưa đạt", 700 / 9, UNMET),
    ],
)
def test_value_and_verdict_in_one_cell(read_column, text, value, verdict):
    table = read_column("4.2", text)
    assert table.values["safe_electricity_household_pct"].tolist() == [value]
    assert [int(v[0]) for v in table.verdicts.values()] == ([] if verdict is None else [verdict])


@pytest.mark.parametrize(
    "text", ["≥ 90%", "≥90", "> 90", "≤ 5%", "~90", "khoảng 90", "trên 90%", "90-95%", "hơn 90"]
)
def test_a_bound_or_a_guess_is_no_figure(refused, text):
    (problem,) = refused("4.2", text)
    assert (problem.kind, problem.value) == ("not_a_number", text)


@pytest.mark.parametrize("word", ["Không", "Không còn", "0", "KHÔNG"])
def test_at_9_1_khong_means_none_and_so_met(read_column, word):
    assert read_column("9.1", word).values["temporary_house_count"].tolist() == [0]


@pytest.mark.parametrize("header", ["4.2", "10", "17.4", "population"])
@pytest.mark.parametrize("word", ["Không", "CĐ", "x", "+"])
def test_what_is_never_guessed_is_asked(refused, header, word):
    (problem,) = refused(header, word)
    assert (problem.kind, problem.value) == ("never_guess", word)
    assert problem.remedy


@pytest.mark.parametrize("header", ["4.2", "8.1", "17.1_appraised", "17"])
@pytest.mark.parametrize("text", ["Phấn đấu đạt", "Dự kiến đạt", "Tiệm cận", "phấn đấu 95%"])
def test_a_plan_in_place_of_a_result_is_asked(refused, header, text):
    assert [p.kind for p in refused(header, text)] == ["plan_not_result"]


@pytest.mark.parametrize("text", ["7/9 (²)", "7/9 (--5)", "7/9 (5-)", "4²", "٣/٩ (¾)"])
def test_odd_digits_are_refused_not_stumbled_over(refused, text):
    assert [p.value for p in refused("4.2", text)] == [text]


@pytest.mark.parametrize(("text", "kind"), [("100,01%", "out_of_range"), ("-1", "out_of_range")])
def test_what_cannot_be_is_an_error_not_a_value(refused, text, kind):
    assert [p.kind for p in refused("4.2", text)] == [kind]


@pytest.mark.parametrize("text", ["", "-", "…", "n/a", "chưa có số liệu", "chưa điều tra"])
@pytest.mark.parametrize("header", ["4.2", "10", "8.1", "population"])
def test_what_is_missing_is_no_zero_and_no_error(read_column, header, text):
    (values,) = read_column(header, text).values.values()
    assert math.isnan(values[0])


@pytest.mark.parametrize("header", ["recognised_on", "as_of"])
def test_a_workbooks_count_of_days_is_refused_with_the_day_it_may_be(csv_file, header):
    """A day may be counted from 1900 or from 1904, so it is not guessed."""
    import ntm_rules as ntm

    path = csv_file([["Xã", "Năm", header, "10"], ["A", 2023, "45291", "42"]])
    with pytest.raises(ntm.InputError, match="NTM221") as caught:
        ntm.read_table(path)
    assert "31/12/2023" in caught.value.problems[0].remedy


def test_an_expiry_counted_in_days_is_refused_likewise(csv_file):
    import openpyxl

    import ntm_rules as ntm

    book = openpyxl.Workbook()
    book.active.append(["Xã", "Năm", "legal_access_standard", "legal_access_standard_expires"])
    book.active.append(["A", 2023, "Đạt", 45657])
    path = csv_file("", "book.xlsx")
    book.save(path)
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(path)
    assert "31/12/2024" in caught.value.problems[0].remedy
