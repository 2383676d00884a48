"""Columns that choose the thresholds of a commune, under the headers offices use, or told loudly where not understood."""

from __future__ import annotations

from datetime import date

import pytest

import ntm_rules as ntm


@pytest.fixture
def evaluated(csv_file):
    """Two communes of the Central Highlands: one the column says something of, one not."""

    def evaluate(header, first, second="", *, year=2024, income="46", **how):
        rows = [
            [name, "Đắk Lắk", year, text, income]
            for name, text in (("Xã Mẫu 1", first), ("Xã Mẫu 2", second))
        ]
        return ntm.evaluate(csv_file([["Tên xã", "Tỉnh", "Năm", header, "10"], *rows]), **how)

    return evaluate


@pytest.fixture
def table_of(csv_file):
    """One commune with one more column."""

    def read(header, cell):
        return ntm.read_table(csv_file([["Tên xã", "Năm", header, "10"], ["Xã Mẫu 1", 2024, cell, 46]]))

    return read


def verdicts(result):
    return result.criteria[result.criteria["criterion"] == "10"]["status"].tolist()


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("Xã ĐBKK", "x"), ("Xã đặc biệt khó khăn", "X"), ("XÃ ĐẶC BIỆT KHÓ KHĂN", "✓"), ("Xã thuộc diện ĐBKK", "1"),
        ("Xã ĐBKK (theo QĐ 861/QĐ-TTg)", "có"), ("ĐBKK", "Xã ĐBKK"), ("Khu vực (I, II, III)", "III"),
        ("Phân định khu vực", "KV III"), ("Thuộc khu vực", "Khu vực 3"), ("Xã khu vực", "xã khu vực III"),
        ("Khu vực theo Quyết định 861/QĐ-TTg", "KVIII"), ("KV", "3"), ("Xã khu vực III", "x"), ("KV II", "X"),
        ("Phân loại xã theo khu vực", "KV III"), ("Phân định theo trình độ phát triển", "xã KV3"), ("Khu vực theo QĐ 861/QĐ-TTg", "Khu vực III"),
        ("Xã thuộc khu vực (I, II, III)", "III"), ("Xã vùng DTTS và miền núi theo trình độ phát triển", "III"), ("Phân loại khu vực (QĐ 861)", "III"),
        ("Xã ĐBKK", "Đúng"), ("Xã ĐBKK", "Y"), ("Xã ĐBKK", "✔"), ("Xã KV III", "Đúng"), ("Bãi ngang", "Yes"),
        ("Xã bãi ngang ven biển", "x"), ("Xã ĐBKK vùng bãi ngang, ven biển và hải đảo", "có"),
    ],
)  # fmt: skip
def test_a_listed_commune_is_judged_by_the_thresholds_of_the_mountains(evaluated, header, cell):
    """46 million meets what is asked there in 2024, and not what the Central Highlands ask."""
    assert verdicts(evaluated(header, cell)) == ["met", "unmet"]


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("Xã ĐBKK", "không"),
        ("Xã ĐBKK", "Sai"),
        ("Xã ĐBKK", "N"),
        ("Xã KV III", "Sai"),
        ("Xã ĐBKK", "0"),
        ("Khu vực", "I"),
        ("Khu vực", "Không"),
        ("Xã khu vực III", "không"),
    ],
)
def test_what_says_that_it_is_not_listed_lists_nobody(evaluated, header, cell):
    assert verdicts(evaluated(header, cell)) == ["unmet", "unmet"]


def test_safety_zone_and_poor_district_hold_together(csv_file):
    rows = [["Xã Mẫu 1", "Gia Lai", 2024, "x", "x", 46], ["Xã Mẫu 2", "Gia Lai", 2024, "x", "", 46]]
    header = ["Tên xã", "Tỉnh", "Năm", "Xã ATK", "Thuộc huyện nghèo", "10"]
    assert verdicts(ntm.evaluate(csv_file([header, *rows]))) == ["met", "unmet"]


def test_marks_in_three_columns_are_one_fact(csv_file):
    rows = [["", "", "", "I", "II", "III", ""], ["Xã Mẫu 1", "Gia Lai", 2024, "", "", "x", 46], ["Xã Mẫu 2", "Gia Lai", 2024, "x", "", "", 46]]  # fmt: skip
    table = ntm.read_table(csv_file([["Tên xã", "Tỉnh", "Năm", "Khu vực", "", "", "10"], *rows]))
    assert table.identity["area"].cells.tolist() == ["III", "I"]


def test_two_marks_for_one_commune_are_refused(csv_file):
    rows = [["Tên xã", "Năm", "Khu vực II", "Khu vực III", "10"], ["Xã Mẫu 1", 2024, "x", "x", 46]]
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(csv_file(rows))
    assert [(p.kind, p.column) for p in caught.value.problems] == [("not_a_choice", "Khu vực III")]


@pytest.mark.parametrize(
    ("header", "fact"),
    [
        ("Xã thuộc Chương trình 135", "especially_difficult"), ("Xã vùng DTTS và MN", "area"), ("Xã đảo", "coastal_island"),
        ("Thuộc xã khu vực nào", "area"), ("Xã KK", "especially_difficult"), ("Danh sách 30a", "poor_district"),
    ],
)  # fmt: skip
def test_a_header_that_may_be_such_a_column_is_told_before_all_else(evaluated, header, fact):
    warnings = evaluated(header, "x").warnings
    assert warnings[0].kind == "fact_not_understood"
    assert warnings[0].column == header
    assert f'--map "{header}={fact}"' in warnings[0].remedy


def test_its_remedy_can_be_followed(evaluated):
    header = "Xã thuộc Chương trình 135"
    result = evaluated(header, "x", mapping={header: "especially_difficult"})
    assert verdicts(result) == ["met", "unmet"]
    assert "fact_not_understood" not in {w.kind for w in result.warnings}


def test_a_count_of_villages_lists_no_commune(evaluated):
    result = evaluated("Số thôn đặc biệt khó khăn", "3", "0")
    assert verdicts(result) == ["unmet", "unmet"]
    assert "fact_not_understood" not in {w.kind for w in result.warnings}


def test_a_value_that_is_none_is_refused_in_words(run, csv_file):
    path = csv_file([["Tên xã", "Tỉnh", "Năm", "Khu vực", "Danh hiệu", "10"], ["Xã Mẫu 1", "Gia Lai", 2024, "IV", "xã giàu", 46]])  # fmt: skip
    ran = run("evaluate", path, "--lang", "vi")
    assert ran.code != 0
    assert "I, II, III" in ran.err
    assert "chưa công nhận, nông thôn mới, nông thôn mới nâng cao, nông thôn mới kiểu mẫu" in ran.err
    assert "new_rural" not in ran.err


@pytest.mark.parametrize(
    ("header", "cell", "title"),
    [
        ("Danh hiệu", "Xã nông thôn mới nâng cao", "advanced"), ("Danh hiệu", "Đạt chuẩn NTM", "new_rural"),
        ("Danh hiệu", "NTM kiểu mẫu", "model"), ("Danh hiệu", "Chưa đạt chuẩn", "none"),
        ("Danh hiệu", "Đã được công nhận đạt chuẩn NTM", "new_rural"), ("Danh hiệu", "", None),
        ("Đã công nhận đạt chuẩn NTM", "x", "new_rural"), ("Đã công nhận đạt chuẩn NTM", "có", "new_rural"),
        ("Đã công nhận đạt chuẩn NTM", "", None), ("Đã công nhận đạt chuẩn NTM", "Chưa", "none"),
        ("Đã được công nhận", "Nâng cao", "advanced"), ("Xã NTM nâng cao", "✓", "advanced"),
    ],
)  # fmt: skip
def test_titles_as_planners_write_them(table_of, header, cell, title):
    assert table_of(header, cell).identity["recognised"].cells.tolist() == [title]


def test_of_two_titles_the_higher_one_holds(csv_file):
    rows = [
        ["Tên xã", "Năm", "Đã công nhận đạt chuẩn NTM", "Xã NTM nâng cao", "10"],
        ["Xã Mẫu 1", 2024, "2019", "2023", 46],
    ]
    table = ntm.read_table(csv_file(rows))
    assert table.text(0, "recognised") == "advanced"
    assert table.text(0, "recognised_on") == date(2023, 12, 31)


@pytest.mark.parametrize(
    ("header", "cell", "day", "told"),
    [
        ("Năm công nhận", "2019", date(2019, 12, 31), True), ("Năm công nhận đạt chuẩn", "Năm 2019", date(2019, 12, 31), True),
        ("Ngày công nhận", "15/3/2019", date(2019, 3, 15), False),
        ("Ngày công nhận", "QĐ số 12/QĐ-UBND ngày 15/3/2019", date(2019, 3, 15), False),
    ],
)  # fmt: skip
def test_the_year_of_a_title_stands_for_its_day_and_it_is_said(table_of, header, cell, day, told):
    table = table_of(header, cell)
    assert table.text(0, "recognised_on") == day
    assert ("year_for_date" in {w.kind for w in table.warnings}) is told


@pytest.mark.parametrize(
    "header",
    [
        "Tên xã, thị trấn", "Đơn vị hành chính cấp xã", "Xã/phường", "Tên đơn vị", "Đơn vị cấp xã", "ĐVHC cấp xã",
        "Xã, phường, đặc khu", "TÊN XÃ (THỊ TRẤN)", "Danh sách các xã", "Tên đơn vị hành chính", "Địa phương",
    ],
)  # fmt: skip
def test_headers_of_communes(csv_file, header):
    table = ntm.read_table(csv_file([["STT", header, "Năm", "10"], ["1", "Xã Mẫu 1", 2024, 46]]))
    assert table.text(0, "commune") == "Xã Mẫu 1"


@pytest.mark.parametrize("header", ["Huyện (cũ)", "Xã, huyện", "Số xã", "Loại xã"])
def test_headers_of_other_things_are_not(csv_file, header):
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(csv_file([["STT", header, "Năm", "10"], ["1", "Mẫu 1", 2024, 46]]))
    assert "no_commune_column" in {problem.kind for problem in caught.value.problems}


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("Miền núi phía Bắc", "TDMNPB"), ("Trung du và miền núi phía Bắc", "TDMNPB"), ("Vùng Tây Nguyên", "TN"),
        ("ĐBSCL", "DBSCL"), ("ĐB sông Hồng", "DBSH"), ("Nam Trung Bộ", "DHNTB"), ("vùng Đông Nam Bộ", "DNB"),
    ],
)  # fmt: skip
def test_regions_by_their_common_names(csv_file, name, region):
    table = ntm.read_table(csv_file([["Tên xã", "Vùng", "Năm", "10"], ["Xã Mẫu 1", name, 2024, 46]]))
    assert table.regions[0] == region


@pytest.mark.parametrize("name", ["Miền núi", "Bắc Trung Bộ và duyên hải miền Trung"])
def test_a_name_of_no_one_region_is_refused_with_their_full_names(run, csv_file, name):
    path = csv_file([["Tên xã", "Vùng", "Năm", "10"], ["Xã Mẫu 1", name, 2024, 46]])
    ran = run("evaluate", path, "--lang", "vi")
    assert ran.code != 0
    assert "Trung du miền núi phía Bắc, Đồng bằng sông Hồng" in ran.err
    assert "TDMNPB" not in ran.err
