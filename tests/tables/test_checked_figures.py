"""Figures with their own check, and verdicts with a remark, as offices write them."""

from __future__ import annotations

import pytest

import ntm_rules as ntm

UNMET, BASICALLY, MET, NOT_APPLICABLE = 0, 2, 3, 4
RATES = {
    "15.1": "health_insurance_pct",
    "11": "multidimensional_poverty_pct",
    "6.3": "village_culture_place_pct",
    "2.1": "commune_road_paved_pct",
}


@pytest.mark.parametrize(
    ("code", "text", "part", "whole"),
    [
        ("15.1", "4.520/4.940 (91,5%)", 4520, 4940),
        ("15.1", "4.520/4.940", 4520, 4940),
        ("15.1", "4,520/4,940 (91.5%)", 4520, 4940),
        ("15.1", "91,5% (4520/4940)", 4520, 4940),
        ("15.1", "91,5 % - 4.520/4.940 người", 4520, 4940),
        ("15.1", "Đạt (4.520/4.940 người = 91,5%)", 4520, 4940),
        ("11", "127/1.052 hộ = 12,07%", 127, 1052),
        ("11", "12,07% (127/1.052 hộ)", 127, 1052),
        ("11", "127 hộ/1.052 hộ, chiếm 12,07%", 127, 1052),
        ("11", "127 trên tổng số 1052 hộ (12,07%)", 127, 1052),
        ("11", "127/1052 hộ; tỷ lệ 12,1%", 127, 1052),
        ("6.3", "9/9 bản = 100%", 9, 9),
        ("6.3", "100% (9/9 thôn)", 9, 9),
        ("6.3", "9/9 thôn, đạt tỷ lệ 100 %", 9, 9),
        ("6.3", "7/9 thôn (77,7%)", 7, 9),
        ("6.3", "7/9 (78%)", 7, 9),
        ("2.1", "12,5/12,5 km đạt 100%", 12.5, 12.5),
        ("2.1", "18,2/20,1 km (90,5%)", 18.2, 20.1),
        ("2.1", "4.520/4.940 km", 4520, 4940),
    ],
)
def test_counts_with_their_own_rate_are_read(read_column, code, text, part, whole):
    table = read_column(code, text)
    assert [side.tolist() for side in table.counts[RATES[code]]] == [[part], [whole]]
    assert table.values[RATES[code]][0] == pytest.approx(part * 100 / whole, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "value", "verdict"),
    [
        ("Đạt 91,5%", 91.5, None),
        ("đạt tỷ lệ 91,5 %", 91.5, None),
        ("Đạt, 91,5%", 91.5, MET),
        ("91,5%, đạt", 91.5, MET),
        ("Đạt: 91,5%", 91.5, MET),
        ("Chưa đạt (88%)", 88, UNMET),
        ("88% - Chưa đạt", 88, UNMET),
    ],
)
def test_a_figure_and_a_verdict_stand_side_by_side(read_column, text, value, verdict):
    table = read_column("15.1", text)
    assert table.values["health_insurance_pct"].tolist() == [value]
    assert (table.verdicts["15.1", "unstaged"].tolist() if table.verdicts else [None]) == [verdict]


@pytest.mark.parametrize(
    ("text", "counts", "stated"),
    [
        ("4.520/4.940 (81,5%)", "4,520/4,940", "81,5%"),
        ("12,7% (127/1.052 hộ)", "127/1,052", "12,7%"),
        ("7/9 thôn = 100%", "7/9", "100%"),
        ("9/9 thôn, đạt 90%", "9/9", "90%"),
    ],
)
def test_a_fraction_that_contradicts_its_percentage_names_both(refused, text, counts, stated):
    (problem,) = refused("11" if "hộ" in text else "15.1" if "4.9" in text else "6.3", text)
    assert (problem.code, problem.value) == ("NTM251", text)
    assert counts in problem.expected
    assert stated in problem.expected


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Đạt (đề nghị bổ sung hồ sơ)", MET),
        ("Đạt, cần duy trì", MET),
        ("ĐẠT - duy trì và nâng cao", MET),
        ("Đạt (theo QĐ số 12/QĐ-UBND ngày 3/5/2023)", MET),
        ("Chưa đạt - do thiếu kinh phí", UNMET),
        ("Chưa đạt (phấn đấu đạt trong năm sau)", UNMET),
        ("Không đạt; đề nghị rà soát lại", UNMET),
        ("Cơ bản đạt (còn nội dung đang hoàn thiện)", BASICALLY),
        ("Không xét (xã không có đối tượng)", NOT_APPLICABLE),
    ],
)
@pytest.mark.parametrize("header", ["15.1", "15.1_verdict", "15", "17.1 Thẩm định"])
def test_a_verdict_may_have_a_remark(read_column, header, text, verdict):
    (given,) = read_column(header, text).verdicts.values()
    assert given.tolist() == [verdict]


@pytest.mark.parametrize("text", ["Đạt (đề nghị bổ sung hồ sơ)", "Có", "Đạt - cần sửa 2 phòng"])
def test_a_flag_may_have_a_remark(read_column, text):
    assert read_column("6.1", text).values["commune_culture_sports_centre"].tolist() == [1]


@pytest.mark.parametrize(
    "text",
    [
        "Đạt (chưa bền vững)",
        "Đạt, dự kiến",
        "Đạt (phấn đấu cuối năm)",
        "Đạt một phần",
        "Đạt - nếu đủ hồ sơ",
        "Đạt/Chưa đạt",
        "Đạt (cơ bản)",
    ],
)
@pytest.mark.parametrize("header", ["15.1", "15.1_verdict", "6.1"])
def test_a_remark_that_takes_the_verdict_back_is_asked(refused, header, text):
    assert [problem.value for problem in refused(header, text)] == [text]


@pytest.mark.parametrize(
    "text", ["Đạt (khoảng 95%)", "Đạt (trên 95)", "Chưa đạt (còn 5% nữa)", "Chưa đạt 88%"]
)
def test_a_figure_in_a_remark_is_not_dropped_in_silence(refused, text):
    assert [problem.value for problem in refused("15.1", text)] == [text]


def test_the_reason_of_an_unmet_verdict_may_hold_a_number(read_column):
    assert read_column("15.1", "Chưa đạt - do thiếu 120 thẻ").verdicts["15.1", "unstaged"].tolist() == [UNMET]


@pytest.mark.parametrize(
    "text", ["90-95%", "7/9/2023", "7 thôn", "45% (trong đó 28% tập trung)", "1/2/3", "5/6 (83%) 7/8"]
)
def test_what_is_no_single_figure_is_refused(refused, text):
    assert [problem.value for problem in refused("15.1", text)] == [text]


def test_checked_figures_judge_a_commune(csv_file):
    rows = [["Tên xã", "Tỉnh", "Năm", "15.1", "11", "6.3"]]
    rows.append(
        ["Xã Mẫu 1", "Lai Châu", 2024, "4.520/4.940 (91,5%)", "127/1.052 hộ = 12,07%", "9/9 bản = 100%"]
    )
    found = ntm.evaluate(csv_file(rows, delimiter=";")).indicators.set_index("indicator")["status"]
    assert [found[code] for code in ("15.1", "11", "6.3")] == ["met"] * 3
