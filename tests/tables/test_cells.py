"""One cell: the number, counts or verdict it holds, or why it is refused."""

from __future__ import annotations

import math
import unicodedata

import pytest

UNMET, BASICALLY, MET, NOT_APPLICABLE = 0, 2, 3, 4
RATE, MONEY, COUNT, FLAG = "4.2", "income_per_capita", "population", "postal_point"
# A figure that may be of any size, so that only its form is tested.
AREA = "public_green_area"
ELECTRICITY = "safe_electricity_household_pct"


def verdict(table, code, row=0):
    return int(table.verdicts[code, "unstaged"][row])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("42,1", 42.1),
        ("42.1", 42.1),
        ("42", 42),
        ("0,5", 0.5),
        ("0.500", 0.5),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1.234.567", 1234567),
        ("1,234,567", 1234567),
        ("1 234,5", 1234.5),
        ("1\u00a0234,5", 1234.5),
        ("1234,5678", 1234.5678),
        ("  42,1  ", 42.1),
    ],
)
def test_a_figure_is_read_in_either_convention(read_column, text, value):
    assert read_column(AREA, text).values[AREA][0] == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("42,1", 42.1),
        ("42,1 triệu đồng", 42.1),
        ("42,1 triệu đồng/người/năm", 42.1),
        ("42,1 tr.đ", 42.1),
        ("42,1 TRIỆU", 42.1),
    ],
)
def test_money_is_read_with_its_unit(read_column, text, value):
    assert read_column(MONEY, text).values[MONEY][0] == value


@pytest.mark.parametrize(
    ("text", "value"), [("98,5%", 98.5), ("98.5 %", 98.5), ("98,5 phần trăm", 98.5), ("100", 100), ("0", 0)]
)
def test_a_rate_may_carry_its_percent_sign(read_column, text, value):
    assert read_column(RATE, text).values[ELECTRICITY][0] == value


@pytest.mark.parametrize(
    ("header", "variable", "text", "value"),
    [
        ("17.4", "public_green_area", "4,2 m²/người", 4.2),
        ("17.4", "public_green_area", "4,2 m2/người", 4.2),
        ("3.2", "disaster_readiness_score", "75 điểm", 75),
        ("9.1", "temporary_house_count", "2 căn nhà", 2),
        ("population", "population", "5.000.000 người", 5000000),
        ("households", "households", "1200 hộ", 1200),
    ],
)
def test_each_variable_takes_its_own_unit(read_column, header, variable, text, value):
    assert read_column(header, text).values[variable][0] == value


@pytest.mark.parametrize(
    ("header", "text"),
    [(MONEY, "42,1 m2/người"), (MONEY, "3,5 triệu/quý"), (MONEY, "42 USD"), (RATE, "98 hộ")],
)
def test_another_unit_is_refused_not_taken_for_its_own(refused, header, text):
    (problem,) = refused(header, text)
    assert (problem.kind, problem.value, problem.row) == ("not_a_number", text, 2)


@pytest.mark.parametrize("text", ["9 5", "1 23", "12 34 5"])
def test_a_space_inside_a_number_separates_thousands_only(refused, text):
    assert [problem.kind for problem in refused(RATE, text)] == ["not_a_number"]


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        ("7/9 thôn", 7, 9),
        ("7/9", 7, 9),
        ("7 / 9 bản", 7, 9),
        ("29/100 hộ", 29, 100),
        ("12,5/20 km", 12.5, 20),
        ("7/9 thôn (77,8%)", 7, 9),
    ],
)
def test_a_fraction_gives_counts(read_column, text, part, whole):
    table = read_column("2.2", text)
    assert [side[0] for side in table.counts["village_road_hardened_pct"]] == [part, whole]
    assert table.values["village_road_hardened_pct"][0] == part * 100 / whole


@pytest.mark.parametrize("text", ["7/9 triệu", "7/9 điểm", "7/9/2023", "a/9"])
def test_what_only_looks_like_a_fraction_is_refused(refused, text):
    assert [problem.kind for problem in refused(RATE, text)] == ["not_a_number"]


@pytest.mark.parametrize("text", ["9/7 thôn", "7/0 thôn", "-1/9"])
def test_an_impossible_fraction_is_refused(refused, text):
    assert refused(RATE, text)[0].value == text


@pytest.mark.parametrize("text", ["7/9 (không rõ)", "7/9 thôn (Chưa đạt)", "7/9 thôn (50%)"])
def test_nothing_behind_a_fraction_is_dropped_in_silence(read_column, text):
    """A bracket that is neither its rate nor a verdict read along is refused or told of."""
    table = read_column(RATE, text, "98", lenient=True)
    assert table.verdicts or table.warnings


@pytest.mark.parametrize(
    ("text", "value", "said"),
    [
        ("98,5% - Đạt", 98.5, MET),
        ("98,5% – Đạt", 98.5, MET),
        ("98,5 - Chưa đạt", 98.5, UNMET),
        ("98,5%; Đạt", 98.5, MET),
        ("Đạt (98,5%)", 98.5, MET),
        ("Đạt (98.5)", 98.5, MET),
        ("Cơ bản đạt (94%)", 94, BASICALLY),
        ("Chưa đạt (90,1%)", 90.1, UNMET),
        ("Đạt (95/100 hộ)", 95, MET),
        ("95/100 hộ - Đạt", 95, MET),
    ],
)
def test_a_figure_and_a_verdict_in_one_cell_are_both_kept(read_column, text, value, said):
    table = read_column(RATE, text)
    assert table.values[ELECTRICITY][0] == value
    assert verdict(table, "4.2") == said


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_words_match_however_their_accents_are_composed(read_column, form):
    table = read_column(
        RATE, unicodedata.normalize(form, "Đạt (98,5%)"), unicodedata.normalize(form, "Chưa đạt")
    )
    assert [verdict(table, "4.2", row) for row in (0, 1)] == [MET, UNMET]


@pytest.mark.parametrize(
    ("other", "value"), [("42,5", 1234), ("42.5", 1.234), ("1.234,5", 1234), ("1,234.5", 1.234)]
)
def test_an_ambiguous_number_follows_the_files_other_cells(read_column, other, value):
    assert read_column(AREA, "1.234", other).values[AREA][0] == value


@pytest.mark.parametrize(("other", "value"), [("42,5", 1.234), ("42.5", 1234)])
def test_an_ambiguous_comma_follows_the_files_other_cells(read_column, other, value):
    assert read_column(AREA, "1,234", other).values[AREA][0] == value


@pytest.mark.parametrize("cells", [("1.234",), ("1.234", "42"), ("1.234", "42,5", "43.5")])
def test_an_ambiguous_number_nothing_settles_is_refused_by_name(refused, cells):
    (problem,) = refused(AREA, *cells)
    assert (problem.kind, problem.value, problem.column, problem.row) == (
        "ambiguous_number",
        "1.234",
        AREA,
        2,
    )
    assert problem.expected
    assert "1234" in problem.remedy


def test_an_ambiguous_number_follows_cells_of_another_column(csv_file, national):
    import ntm_rules as ntm

    path = csv_file([["commune", "year", AREA, RATE], ["A", 2023, "1.234", "98,5"]])
    assert ntm.read_table(path, national).values[AREA][0] == 1234


def test_unambiguous_cells_of_both_conventions_are_each_read(read_column):
    assert list(read_column(MONEY, "42,5", "43.5").values[MONEY]) == [42.5, 43.5]


@pytest.mark.parametrize(
    ("word", "said"),
    [
        *((word, MET) for word in ("Đạt", "Đ", "đ", "Đạt chuẩn", "Hoàn thành", "Đảm bảo", "Duy trì", "ĐẠT", " đạt ", "dat")),
        *((word, BASICALLY) for word in ("Cơ bản đạt", "CBĐ", "cbđ")),
        *((word, UNMET) for word in ("Chưa đạt", "Không đạt", "KĐ", "Chưa đảm bảo", "CHƯA ĐẠT", "chua dat")),
        *((word, NOT_APPLICABLE) for word in ("Không xét", "Không đánh giá", "Không thuộc đối tượng", "Không có làng nghề")),
    ],
)  # fmt: skip
def test_verdict_words_are_read_in_a_number_column(read_column, word, said):
    table = read_column(RATE, word)
    assert verdict(table, "4.2") == said
    assert math.isnan(table.values[ELECTRICITY][0])


@pytest.mark.parametrize("word", ["có", "Có", "true", "True", "1", "Đạt", "Đ", "Hoàn thành"])
def test_a_flag_is_so(read_column, word):
    table = read_column(FLAG, word)
    assert table.values[FLAG][0] == 1
    assert not table.verdicts, "a flag's Đạt is its measurement, not a verdict on one"


@pytest.mark.parametrize("word", ["chưa có", "không", "Không", "false", "0", "Chưa đạt", "Không đạt", "KĐ"])
def test_a_flag_is_not_so(read_column, word):
    assert read_column(FLAG, word).values[FLAG][0] == 0


@pytest.mark.parametrize(("word", "said"), [("Cơ bản đạt", BASICALLY), ("Không xét", NOT_APPLICABLE)])
def test_a_flag_may_carry_a_verdict_that_is_no_measurement(read_column, word, said):
    table = read_column(FLAG, word)
    assert verdict(table, "8.1") == said
    assert math.isnan(table.values[FLAG][0])


@pytest.mark.parametrize("word", ["2", "0,5", "nửa", "đạt nửa phần"])
def test_a_flag_is_yes_or_no_and_nothing_between(refused, word):
    (problem,) = refused(FLAG, word)
    assert problem.kind in {"not_a_flag", "out_of_range"}
    assert problem.value == word


@pytest.mark.parametrize("header", ["9.1", "temporary_house_count"])
@pytest.mark.parametrize("word", ["Không", "không", "Không còn", "0", "0 nhà"])
def test_no_temporary_house_is_none_of_them(read_column, header, word):
    """At 9.1 both the level and the filled cell read Không: none, so met."""
    assert read_column(header, word).values["temporary_house_count"][0] == 0


def test_at_9_1_unmet_is_still_unmet(read_column):
    assert verdict(read_column("9.1", "Không đạt"), "9.1") == UNMET


@pytest.mark.parametrize("word", ["CĐ", "cđ", "x", "X", "+"])
@pytest.mark.parametrize("header", [RATE, MONEY, FLAG, "4.2_verdict", "2"])
def test_what_may_mean_two_things_is_asked_never_guessed(refused, header, word):
    (problem,) = refused(header, word)
    assert (problem.kind, problem.value, problem.row, problem.column) == ("never_guess", word, 2, header)
    assert problem.remedy


@pytest.mark.parametrize("header", [RATE, MONEY, "17.4", "households"])
def test_khong_in_a_number_column_is_asked(refused, header):
    (problem,) = refused(header, "Không")
    assert problem.kind == "never_guess"
    assert "0" in problem.remedy


@pytest.mark.parametrize(
    "word", ["Phấn đấu", "Phấn đấu đạt", "Dự kiến đạt năm 2025", "Tiệm cận", "phấn đấu 98%"]
)
@pytest.mark.parametrize("header", [RATE, FLAG, "4.2_verdict"])
def test_a_plan_is_no_result(refused, header, word):
    (problem,) = refused(header, word)
    assert (problem.kind, problem.value) == ("plan_not_result", word)


@pytest.mark.parametrize(
    "word", ["", "-", "…", "...", "n/a", "N/A", "chưa có số liệu", "Chưa điều tra", "  "]
)
@pytest.mark.parametrize("header", [RATE, MONEY, FLAG, "9.1"])
def test_blank_is_missing_never_zero(read_column, header, word):
    table = read_column(header, word, "1")
    (values,) = table.values.values()
    assert math.isnan(values[0])
    assert not any(marks[0] for marks in table.invalid.values())


@pytest.mark.parametrize("header", ["4.2_verdict", "2", "10_appraised"])
def test_a_blank_verdict_is_missing(read_column, header):
    (verdicts,) = read_column(header, "-", "Đạt").verdicts.values()
    assert verdicts.tolist() == [-1, MET]


@pytest.mark.parametrize(
    ("header", "text"),
    [
        (RATE, "140"),
        (RATE, "-1"),
        (RATE, "100,1%"),
        ("3.2", "101"),
        (MONEY, "-5"),
        (COUNT, "-1"),
        (COUNT, "12,5"),
        ("9.1", "1,5"),
        ("17.4", "-2"),
    ],
)
def test_what_cannot_be_is_refused(refused, header, text):
    (problem,) = refused(header, text)
    assert (problem.kind, problem.value) == ("out_of_range", text)
    assert problem.expected


@pytest.mark.parametrize(
    "text", ["abc", "nhiều", "42x", "1e3", "inf", "1.23.4", "4,2,1", "--5", "1,2345.6", "NaN"]
)
def test_text_in_a_number_column_is_refused(refused, text):
    (problem,) = refused(MONEY, text)
    assert (problem.kind, problem.value) == ("not_a_number", text)
    assert problem.expected
    assert problem.remedy


def test_a_number_too_great_to_hold_is_refused(refused):
    (problem,) = refused(MONEY, "9" * 400)
    assert problem.kind in {"not_a_number", "out_of_range"}


@pytest.mark.parametrize("text", ["Chưa đạt 98,5%", "98,5 hoặc 99", "khoảng 98", "> 98", "98-99"])
def test_a_figure_among_other_words_is_not_picked_out(refused, text):
    assert [problem.value for problem in refused(RATE, text)] == [text]


def test_every_bad_cell_of_a_column_is_listed(refused):
    problems = refused(RATE, "140", "98", "abc", "CĐ", "Phấn đấu")
    assert [(p.row, p.kind) for p in problems] == [
        (2, "out_of_range"),
        (4, "not_a_number"),
        (5, "never_guess"),
        (6, "plan_not_result"),
    ]
