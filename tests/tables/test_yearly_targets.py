"""The table of targets: headers, cells, and what is refused with its place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import ntm_rules as ntm
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.tables.yearly_targets import Targets, read_targets
from tests.support.side_tables import reading, refused

Read = Callable[..., Targets]
ALL = tuple(str(number) for number in range(1, 20))


@pytest.fixture
def read(csv_file: Callable[..., Path], national: CriteriaSet) -> Read:
    return reading(lambda path: read_targets(path, national), csv_file, "targets.csv")


def test_vietnamese_headers_are_known(read: Read) -> None:
    found = read(
        ["Xã", "Huyện", "Năm", "Tiêu chí phấn đấu", "Danh hiệu phấn đấu"],
        ["Xã Mẫu 1", "Huyện Mẫu", "Năm 2024", "5; 10-12", "NTM nâng cao"],
        delimiter=";",
    )
    assert found.places["district"][0] == "Huyện Mẫu"
    assert (found.years[0], found.criteria[0], found.tiers[0]) == (2024, ("5", "10", "11", "12"), "advanced")
    assert not found.warnings


@pytest.mark.parametrize(
    ("cell", "criteria"),
    [
        ("5", ("5",)),
        ("Tiêu chí 5", ("5",)),
        ("TC5", ("5",)),
        ("phấn đấu đạt tiêu chí 19", ("19",)),
        ("5, 10-12", ("5", "10", "11", "12")),
        ("10 – 12; 5 và 6", ("5", "6", "10", "11", "12")),
        ("10 đến 12", ("10", "11", "12")),
        ("5,6,7", ("5", "6", "7")),
        ("5, 5-6", ("5", "6")),
        ("đạt 19/19", ALL),
        ("19 tiêu chí", ALL),
        ("19/19 tiêu chí", ALL),
        ("all", ALL),
        ("Tất cả", ALL),
        ("1-19", ALL),
    ],
)
def test_criteria_are_named_by_number_span_or_all(read: Read, cell: str, criteria: tuple[str, ...]) -> None:
    assert read(["commune", "year", "criteria"], ["Xã Mẫu 1", 2024, cell]).criteria[0] == criteria


@pytest.mark.parametrize(
    ("cell", "kind", "said"),
    [
        ("15/19", "criteria_not_named", "how many"),
        ("15 tiêu chí", "criteria_not_named", "how many"),
        ("19/20", "criteria_not_named", "how many"),
        ("17,1", "criteria_not_named", "indicator 17,1"),
        ("12-10", "criteria_not_named", "ends before it begins"),
        ("đạt", "criteria_not_named", "names no criterion"),
        ("20", "unknown_code", "no criterion 20"),
        ("5-20", "unknown_code", "no criterion 20"),
        ("thu nhập", "unknown_code", "no criterion thu nhập"),
    ],
)
def test_what_names_no_criteria_is_refused_with_its_place(
    read: Read, cell: str, kind: str, said: str
) -> None:
    (problem,) = refused(read, ["Xã", "Năm", "Tiêu chí"], ["Xã Mẫu 1", 2024, cell])
    assert (problem.kind, problem.row, problem.column, problem.value) == (kind, 2, "Tiêu chí", cell)
    assert said in problem.message
    assert problem.expected
    assert problem.remedy


def test_all_that_is_wrong_is_told_at_once(read: Read) -> None:
    problems = refused(
        read,
        ["Xã", "Năm", "Tiêu chí", "Mục tiêu"],
        ["", 2024, "5", ""],
        ["Xã Mẫu 1", "", "5", ""],
        ["Xã Mẫu 1", "sau", "5", ""],
        ["Xã Mẫu 1", 2024, "", ""],
        ["Xã Mẫu 1", 2024, "5", "xuất sắc"],
    )
    assert [(problem.kind, problem.row) for problem in problems] == [
        ("blank_commune", 2), ("no_year", 3), ("no_year", 4), ("criteria_not_named", 5), ("not_a_choice", 6),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        (["Năm", "Tiêu chí"], "no_commune_column"),
        (["Xã", "Tiêu chí"], "no_year"),
        (["Xã", "Năm"], "no_targets_column"),
    ],
)
def test_a_column_that_cannot_be_missed_is_asked_for(read: Read, headers: list[str], kind: str) -> None:
    (problem,) = refused(read, headers, ["1"] * len(headers))
    assert problem.kind == kind
    assert problem.remedy


def test_a_tier_alone_is_enough(read: Read) -> None:
    found = read(["Xã", "Năm", "Mục tiêu"], ["Xã Mẫu 1", 2025, "kiểu mẫu"])
    assert (found.criteria[0], found.tiers[0]) == (None, "model")


def test_an_unknown_column_is_told_with_the_nearest(read: Read) -> None:
    (warning,) = read(["Xã", "Năm", "Tiêu chí", "Mục tieu x"], ["Xã Mẫu 1", 2024, "5", "a"]).warnings
    assert (warning.kind, warning.remedy) == ("unknown_column", "name it “tier” if that is meant")


def test_a_workbook_is_read_sheet_by_sheet_and_dates_are_not_spans(
    tmp_path: Path, national: CriteriaSet
) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Xã", "Năm", "Tiêu chí"])
    book.active.append(["Xã Mẫu 1", 2024, 5])
    more = book.create_sheet("2025")
    more.append(["Xã", "Năm", "Tiêu chí"])
    more.append(["Xã Mẫu 2", 2025, "10-12"])
    book.save(tmp_path / "targets.xlsx")
    found = read_targets(tmp_path / "targets.xlsx", national)
    assert found.places["commune"].cells.tolist() == ["Xã Mẫu 1", "Xã Mẫu 2"]
    assert found.criteria.cells.tolist() == [("5",), ("10", "11", "12")]
    more.append(["Xã Mẫu 2", 2025, date(2024, 12, 10)])
    book.save(tmp_path / "targets.xlsx")
    with pytest.raises(ntm.InputError, match="turned numbers into a date"):
        read_targets(tmp_path / "targets.xlsx", national)


def test_a_frame_is_read_and_not_changed(national: CriteriaSet) -> None:
    frame = pd.DataFrame({"commune": ["Xã Mẫu 1"], "year": [2024], "criteria": [5.0]})
    before = frame.copy()
    assert read_targets(frame, national).criteria[0] == ("5",)
    pd.testing.assert_frame_equal(frame, before)
