"""Columns told apart by a word beside the number: ticks, stages, results and plans, by sex, counts."""

from __future__ import annotations

import unicodedata

import pytest

import ntm_rules as ntm
from ntm_rules.tables.headers import HeaderMatcher, Target

TITLE = "Tỷ lệ hộ được sử dụng nước sạch theo quy chuẩn"


@pytest.fixture(scope="module")
def match(national):
    return HeaderMatcher(national).match


@pytest.fixture
def read(csv_file):
    def table(headers, *rows, **how):
        body = [[f"Xã {n}", 2023, *row] for n, row in enumerate(rows)]
        return ntm.read_table(csv_file([["Xã", "Năm", *headers], *body]), **how)

    return table


@pytest.mark.parametrize(
    ("word", "stage"),
    [
        ("Tự đánh giá", "self"),
        ("Xã tự đánh giá", "self"),
        ("Thẩm tra", "verified"),
        ("Huyện thẩm tra", "verified"),
        ("Thẩm định", "appraised"),
        ("Kết quả thẩm định", "appraised"),
        ("KẾT QUẢ THẨM ĐỊNH", "appraised"),
        ("Đánh giá", "unstaged"),
        ("Kết luận", "unstaged"),
        ("Đạt/Chưa đạt", "unstaged"),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_stage_is_told_by_its_word_beside_number_or_title(match, word, stage, form):
    for header in (
        f"17.1 {word}",
        f"{word} 17.1",
        f"17.1. {TITLE} - {word}",
        f"{TITLE} ({word})",
        f"17,1\n{word}",
    ):
        assert match(unicodedata.normalize(form, header)) == Target("verdict", "17.1", stage), header


@pytest.mark.parametrize("word", ["Kết quả", "Số liệu", "Thực hiện", "Kết quả thực hiện"])
def test_the_result_is_what_a_bare_number_holds(match, read, word):
    assert match(f"17.1 {word}") == Target("number", "17.1")
    assert read([f"10 {word}", "10 Thẩm định"], ["42,5", "Đạt"]).values["income_per_capita"].tolist() == [
        42.5
    ]


@pytest.mark.parametrize("word", ["Kế hoạch", "Mục tiêu", "Kế hoạch năm 2024", "KH 2024", "Kế hoạch 2023"])
def test_a_plan_is_left_out_and_said(read, word):
    table = read([f"10 {word}", "10 Kết quả"], ["60", "42,5"])
    assert table.values["income_per_capita"].tolist() == [42.5]
    (warning,) = table.warnings
    assert (warning.kind, warning.column) == ("plan_column", f"10 {word}")
    assert f'--map "10 {word}=10"' in warning.remedy


def test_a_plan_that_the_law_asks_for_is_no_plan_column(match, national):
    """13.4 and 18.6 ask for a plan; their titles and aliases hold the word."""
    for header in ("13.4", "18.6"):
        (title,) = national.indicators[header].titles
        assert match(title.vi) == Target("number", header)
    assert match("18.6 Kế hoạch bồi dưỡng kiến thức").role != "plan"


@pytest.mark.parametrize("mark", ["x", "X", "+", "v", "V", "✓", " x ", "Đạt"])
def test_an_x_in_one_of_a_pair_is_the_verdict(read, mark):
    table = read(["17.1 Đạt", "17.1 Chưa đạt"], [mark, ""], ["", "x"], ["", ""], ["-", "…"])
    assert table.verdicts["17.1", "unstaged"].tolist() == [3, 0, -1, -1]


def test_three_columns_and_a_stage_share_a_verdict_out(read):
    heads = ["4.2 Thẩm định Đạt", "4.2 Thẩm định Không đạt", "4.2 Thẩm định Cơ bản đạt"]
    table = read(heads, ["x", "", ""], ["", "x", ""], ["", "", "x"])
    assert table.verdicts["4.2", "appraised"].tolist() == [3, 0, 2]


def test_a_merged_header_over_a_pair_is_joined(csv_file):
    rows = [
        ["TT", "Tên xã", "Năm", "4.2", "", "17. Môi trường", ""],
        ["", "", "", "Đạt chuẩn", "Chưa đạt", "17.3", "17.5"],
        ["1", "Xã A", 2023, "", "x", "Đạt", "Đạt"],
    ]
    assert ntm.read_table(csv_file(rows)).verdicts["4.2", "unstaged"].tolist() == [0]


def test_a_stage_over_several_numbers_belongs_to_each(csv_file):
    rows = [
        ["TT", "Tên xã", "Năm", "Xã tự đánh giá", "", "Kết quả thẩm định", ""],
        ["", "", "", "17.3", "17.5", "17.3", "17.5"],
        ["1", "Xã A", 2023, "Đạt", "Đạt", "Đạt", "Chưa đạt"],
    ]
    table = ntm.read_table(csv_file(rows))
    found = {(code, stage): verdict.tolist() for (code, stage), verdict in table.verdicts.items()}
    assert {stage for _, stage in found} == {"self", "appraised"}
    assert sorted(v for (_, stage), v in found.items() if stage == "appraised") == [[0], [3]]


def test_a_pair_of_a_criterion_is_read_too(read):
    assert read(["17 Đạt", "17 Chưa đạt"], ["", "x"]).verdicts["17", "unstaged"].tolist() == [0]


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        (["x", "x"], "17.1 Chưa đạt", "more than one verdict is ticked"),
        (["95%", ""], "17.1 Đạt", "no tick"),
        (["", "Đạt"], "17.1 Chưa đạt", "no tick"),
        (["CĐ", ""], "17.1 Đạt", "no tick"),
    ],
)
def test_what_is_not_one_tick_is_refused_and_says_so(read, cells, column, said):
    with pytest.raises(ntm.InputError) as caught:
        read(["17.1 Đạt", "17.1 Chưa đạt"], cells)
    (problem,) = caught.value.problems
    assert (problem.kind, problem.row, problem.column) == ("not_a_verdict", 2, column)
    assert said in problem.message
    assert "17.1 Đạt" in problem.expected


def test_under_lenient_a_double_tick_is_unknown(read):
    table = read(["8.1 Đạt", "8.1 Chưa đạt"], ["x", "x"], lenient=True)
    assert table.invalid["postal_point"].tolist() == [True]


def test_a_column_alone_headed_with_a_verdict_is_no_ticked_form(read):
    """An x is read in a pair only."""
    assert read(["17.1 Đạt"], ["Chưa đạt"]).verdicts["17.1", "unstaged"].tolist() == [0]
    with pytest.raises(ntm.InputError, match="NTM210"):
        read(["17.1 Đạt"], ["x"])


def test_by_sex_where_one_rate_stands_behind_the_number(match, read):
    table = read(["12.1 Nữ", "12.1 Nam"], ["60", "62"])
    assert table.values["trained_labour_pct_female"].tolist() == [60]
    assert table.values["trained_labour_pct_male"].tolist() == [62]
    assert match("18.3 Hội phụ nữ") == Target("number", "18.3")


def test_the_year_is_no_sex(match):
    """Folded, Năm is Nam."""
    assert match("12.1 Năm") == Target("number", "12.1")
    assert match("Năm") == Target("identity", "year")


def test_counts_under_a_number_of_one_rate(read):
    table = read(["17.9 Số cơ sở đạt", "17.9 Tổng số cơ sở"], ["7", "9"])
    assert table.values["livestock_hygiene_pct"].tolist() == [700 / 9]


def test_counts_under_a_number_of_several_rates_are_left_out_not_read_as_one(read):
    table = read(["17.1 Số hộ đạt", "10"], ["85", "42"])
    assert table.values.keys() == {"income_per_capita"}
    assert [w.kind for w in table.warnings] == ["unknown_column"]


@pytest.mark.parametrize(
    ("header", "hint"),
    [
        ("17.1 Nước hợp vệ sinh - Thẩm định", "17.1"),
        ("Tỷ lệ hộ sử dụng nước hợp vệ sinh (Kết quả)", "17.1"),
    ],
)
def test_a_look_alike_stays_refused_whatever_stands_behind_it(read, header, hint):
    with pytest.raises(ntm.InputError, match="NTM213") as caught:
        read([header], ["99"])
    assert hint in str(caught.value)
