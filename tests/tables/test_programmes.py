"""The table of money: headers, cells, units, places, and what is refused with its place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest

import ntm_rules as ntm
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.tables.documents import read_documents
from ntm_rules.tables.programmes import ProgrammeTable, read_programmes
from tests.support.side_tables import reading, refused

Read = Callable[..., ProgrammeTable]
FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
HEADERS = ["Chương trình", "Năm", "Kế hoạch vốn", "Giải ngân", "Tính đến ngày"]
ROW = ["NTM", 2023, "100,5", "40,5", "31/12/2023"]


@pytest.fixture
def read(csv_file: Callable[..., Path], national: CriteriaSet) -> Read:
    return reading(lambda path: read_programmes(path, national), csv_file, "programmes.csv")


def test_vietnamese_headers_are_known_and_a_row_needs_no_commune(read: Read) -> None:
    found = read(
        [*HEADERS, "Huyện", "Dự án", "Vốn kéo dài", "Loại vốn", "Nguồn vốn", "Nguồn số liệu"],
        [*ROW, "Huyện Mẫu", "Đường", "có", "Vốn sự nghiệp", "NSTW", "Báo cáo"],
        delimiter=";",
    )
    assert (found.programmes[0], found.budget_years[0], found.as_of[0]) == (
        "new_rural",
        2023,
        date(2023, 12, 31),
    )
    assert (found.planned.tolist(), found.disbursed.tolist()) == ([100.5], [40.5])
    assert (found.places["district"][0], found.components[0], found.carried_over[0]) == (
        "Huyện Mẫu",
        "Đường",
        True,
    )
    assert (found.natures[0], found.sources[0], found.references[0]) == ("recurrent", "central", "Báo cáo")
    assert not found.warnings


def test_the_names_of_the_contract_are_known(read: Read) -> None:
    found = read(
        [
            "programme",
            "budget_year",
            "planned",
            "disbursed",
            "as_of",
            "component",
            "carried_over",
            "nature",
            "source",
        ],
        ["ethnic_minority", 2023, 10, 5, "2023-12-31", "", "", "investment", "community"],
    )
    assert (found.programmes[0], found.natures[0], found.sources[0]) == (
        "ethnic_minority",
        "investment",
        "community",
    )
    assert found.carried_over[0] is False


@pytest.mark.parametrize(
    ("cell", "programme"),
    [
        ("Nông thôn mới", "new_rural"),
        ("Chương trình MTQG xây dựng nông thôn mới giai đoạn 2021-2025", "new_rural"),
        ("CTMTQG xây dựng NTM năm 2023", "new_rural"),
        ("Chương trình mục tiêu quốc gia giảm nghèo bền vững", "poverty_reduction"),
        ("giam ngheo", "poverty_reduction"),
        ("DTTS&MN", "ethnic_minority"),
        ("CT MTQG phát triển kinh tế - xã hội vùng đồng bào dân tộc thiểu số và miền núi", "ethnic_minority"),
        ("Chương trình 1719", "ethnic_minority"),
        ("3 chương trình MTQG", "all"),
        ("Các chương trình mục tiêu quốc gia", "all"),
        ("Tổng cộng", "all"),
        (
            "Chương trình mục tiêu quốc gia xây dựng nông thôn mới, giảm nghèo bền vững và phát triển kinh tế - xã hội "
            "vùng đồng bào dân tộc thiểu số và miền núi giai đoạn 2026-2035",
            "united",
        ),
    ],
)
def test_a_programme_is_known_by_its_names(read: Read, cell: str, programme: str) -> None:
    assert read(HEADERS, [cell, *ROW[1:]]).programmes[0] == programme


@pytest.mark.parametrize(
    ("headers", "plan", "planned", "where"),
    [
        ("Kế hoạch vốn (triệu đồng)", "1,5", 1.5, None),
        ("Kế hoạch vốn (tỷ đồng)", "1,5", 1500, "header"),
        ("Kế hoạch vốn (ĐVT: nghìn đồng)", "1500,5", 1.5005, "header"),
        ("Kế hoạch vốn", "1,5 tỷ đồng", 1500, "cell"),
        ("Kế hoạch vốn", "1.500.000 đồng", 1.5, "cell"),
    ],
)
def test_a_unit_is_converted_and_told(
    read: Read, headers: str, plan: str, planned: float, where: str | None
) -> None:
    found = read(
        ["programme", "budget_year", headers, "disbursed", "as_of"], ["NTM", 2023, plan, "1", "2023-12-31"]
    )
    assert found.planned.tolist() == [planned]
    assert [warning.kind for warning in found.warnings if warning.kind == "unit_converted"] == [
        "unit_converted"
    ] * (where is not None)
    for warning in found.warnings:
        if warning.kind == "unit_converted":
            assert warning.facts["converted"][0]["named_in"] == where


def test_the_unit_in_a_line_above_the_table_is_converted_and_told(read: Read) -> None:
    found = read(
        ["BIỂU VỐN", "", "", "", ""], ["Đơn vị tính: tỷ đồng", "", "", "", ""], HEADERS, ROW, delimiter=";"
    )
    assert (found.planned.tolist(), found.disbursed.tolist()) == ([100500], [40500])
    told = [warning for warning in found.warnings if warning.kind == "unit_converted"]
    assert len(told) == 2
    assert "named above the table" in told[0].message
    plain = read(
        ["BIỂU VỐN", "", "", "", ""], ["Đơn vị tính: triệu đồng", "", "", "", ""], HEADERS, ROW, delimiter=";"
    )
    assert plain.planned.tolist() == [100.5]
    assert not [warning for warning in plain.warnings if warning.kind == "unit_converted"]


def test_dong_read_as_millions_are_refused(read: Read) -> None:
    (problem,) = refused(read, HEADERS, ["NTM", 2023, "58759900000", "1", "31/12/2023"])
    assert (problem.kind, problem.row, problem.column) == ("unit_unclear", 2, "Kế hoạch vốn")
    assert problem.expected == "a figure from 0 to 10000000 million VND"
    assert problem.remedy
    assert "“Kế hoạch vốn (VND)”" in problem.remedy


def test_a_missing_figure_is_unknown_and_never_zero(read: Read) -> None:
    found = read(HEADERS, ["NTM", 2023, "", "…", "31/12/2023"], ["GNBV", 2023, "0", "0", "31/12/2023"])
    assert np.isnan(found.planned).tolist() == np.isnan(found.disbursed).tolist() == [True, False]


def test_a_total_in_place_of_a_commune_is_of_the_district(read: Read) -> None:
    found = read(
        ["Huyện", "Xã", *HEADERS], ["Huyện Mẫu", "Toàn huyện", *ROW], ["Huyện Mẫu", "Xã Mẫu 1", *ROW]
    )
    assert found.places["commune"].cells.tolist() == [None, "Xã Mẫu 1"]


def test_all_that_is_wrong_is_told_at_once(read: Read) -> None:
    problems = refused(
        read,
        [*HEADERS, "Vốn kéo dài", "Loại vốn", "Nguồn vốn"],
        ["OCOP", 2023, "1", "1", "31/12/2023", "", "", ""],
        ["", 2023, "1", "1", "31/12/2023", "", "", ""],
        ["NTM", "sau", "1", "1", "31/12/2023", "", "", ""],
        ["NTM", "", "1", "1", "31/12/2023", "", "", ""],
        ["NTM", 2023, "-5", "1", "31/12/2023", "", "", ""],
        ["NTM", 2023, "1", "abc", "31/12/2023", "", "", ""],
        ["NTM", 2023, "1", "Đạt", "31/12/2023", "", "", ""],
        ["NTM", 2023, "1", "1", "hôm nay", "", "", ""],
        ["NTM", 2023, "1", "1", "", "", "", ""],
        ["NTM", 2023, "1", "1", "31/12/2023", "có thể", "", ""],
        ["NTM", 2023, "1", "1", "31/12/2023", "", "vay", ""],
        ["NTM", 2023, "1", "1", "31/12/2023", "", "", "quỹ"],
    )
    assert [(problem.kind, problem.row) for problem in problems] == [
        ("unknown_programme", 2), ("unknown_programme", 3), ("no_year", 4), ("no_year", 5), ("out_of_range", 6),
        ("not_a_number", 7), ("not_a_number", 8), ("not_a_date", 9), ("not_a_date", 10), ("not_a_flag", 11),
        ("not_a_choice", 12), ("not_a_choice", 13),
    ]  # fmt: skip
    assert all(problem.column and problem.remedy and problem.file for problem in problems)


def test_an_amount_carried_over_is_refused_with_a_hint(read: Read) -> None:
    (problem,) = refused(read, [*HEADERS, "Vốn kéo dài"], [*ROW, "1.250,5"])
    assert (problem.kind, problem.row, problem.column, problem.value) == (
        "not_a_flag",
        2,
        "Vốn kéo dài",
        "1.250,5",
    )
    assert "this is an amount" in problem.message
    assert problem.remedy
    assert "a row of its own" in problem.remedy


@pytest.mark.parametrize("missing", range(len(HEADERS)))
def test_a_column_that_cannot_be_missed_is_asked_for(read: Read, missing: int) -> None:
    def kept(cells: list[Any]) -> list[Any]:
        return [cell for at, cell in enumerate(cells) if at != missing]

    (problem,) = refused(read, ["Huyện", *kept(HEADERS)], ["Huyện Mẫu", *kept(ROW)])
    assert problem.kind == "no_programmes_column"
    assert problem.remedy


def test_the_same_line_of_the_same_day_twice_is_refused(read: Read) -> None:
    headers = [*HEADERS, "Xã", "Loại vốn"]
    (problem,) = refused(
        read,
        headers,
        [*ROW, "Xã Mẫu 1", "đầu tư"],
        [*ROW, "Xã Mẫu 1", "sự nghiệp"],
        [*ROW[:-1], "30/6/2023", "Xã Mẫu 1", "đầu tư"],
        [*ROW, "Xã Mẫu 2", "đầu tư"],
        [*ROW, "xã mẫu 1", "đầu tư"],
    )
    assert (problem.kind, problem.row) == ("money_twice", 6)
    assert "stands in row 2" in problem.message


def test_more_disbursed_than_planned_is_a_warning(read: Read) -> None:
    (warning,) = read(HEADERS, ROW, ["GNBV", 2023, "10", "10,5", "31/12/2023"]).warnings
    assert (warning.kind, warning.row, warning.column) == ("money_to_check", 3, "Giải ngân")


@pytest.mark.parametrize(
    ("programme", "year", "mark", "told"),
    [
        ("NTM", 2025, "", False),
        ("NTM", 2026, "", True),
        ("NTM", 2026, "có", False),
        ("united", 2026, "", False),
        ("united", 2025, "", True),
        ("all", 2026, "", False),
        ("NTM", 2020, "", True),
    ],
)
def test_from_2026_the_three_programmes_run_as_one(
    read: Read, programme: str, year: int, mark: str, told: bool
) -> None:
    found = read([*HEADERS, "carried_over"], [programme, year, "10", "1", "31/12/2023", mark])
    assert [warning.kind for warning in found.warnings] == ["money_to_check"] * told


def test_the_sheets_of_a_workbook_are_read_together(tmp_path: Path, national: CriteriaSet) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["UBND huyện"], ["ĐVT: triệu đồng"], HEADERS, ["NTM", 2023, 100, 40.5, date(2023, 12, 31)]):
        book.active.append(row)
    more = book.create_sheet("GN")
    for row in (HEADERS, ["GNBV", 2023, 50, None, date(2023, 12, 31)]):
        more.append(row)
    book.create_sheet("Ghi chú").append(["không có gì"])
    book.save(tmp_path / "programmes.xlsx")
    found = read_programmes(tmp_path / "programmes.xlsx", national)
    assert found.programmes.cells.tolist() == ["new_rural", "poverty_reduction"]
    assert found.planned.tolist() == [100, 50]
    assert found.as_of.cells.tolist() == [date(2023, 12, 31)] * 2
    assert found.sheets.cells.tolist() == ["Sheet", "GN"]


def test_a_frame_is_read_and_not_changed(national: CriteriaSet) -> None:
    frame = pd.DataFrame(
        {
            "programme": ["NTM"],
            "budget_year": [2023],
            "planned": [10.5],
            "disbursed": [np.nan],
            "as_of": [date(2023, 12, 31)],
        }
    )
    before = frame.copy()
    found = read_programmes(frame, national)
    assert found.planned.tolist() == [10.5]
    assert np.isnan(found.disbursed[0])
    pd.testing.assert_frame_equal(frame, before)


def test_other_side_tables_still_ask_for_a_commune(
    csv_file: Callable[..., Path], national: CriteriaSet
) -> None:
    with pytest.raises(ntm.InputError) as caught:
        read_documents(csv_file([["Chỉ tiêu", "Năm"], ["10", 2023]]), national)
    assert [problem.kind for problem in caught.value.problems] == ["no_commune_column"]


def test_the_notices_own_line_is_a_fixture(national: CriteriaSet) -> None:
    found = read_programmes(FIXTURES / "tan-uyen-programmes-2023.csv", national)
    assert (found.programmes[0], found.planned.tolist(), found.disbursed.tolist()) == (
        "all",
        [58759.9],
        [25608.6],
    )
    assert found.references[0] == "Thông báo (không ghi số), tháng 01/2024, UBND huyện Tân Uyên"
    assert not found.illustrative
    assert not found.warnings


def test_the_invented_district_is_marked_as_invented(national: CriteriaSet) -> None:
    found = read_programmes(FIXTURES / "programmes-2023.csv", national)
    assert found.illustrative
    assert not found.warnings
