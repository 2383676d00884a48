"""Tables of counts of criteria met, and lists of unmet ones."""

from __future__ import annotations

import json

import openpyxl
import pytest

import ntm_rules as ntm

TITLE = ["TỔNG HỢP NĂM 2024, HUYỆN MẪU, TỈNH LAI CHÂU"]


@pytest.fixture
def book(tmp_path):
    """Writes a workbook of rows under a title."""

    def write(*rows):
        workbook = openpyxl.Workbook()
        for row in (TITLE, *rows):
            workbook.active.append(row)
        path = tmp_path / "counts.xlsx"
        workbook.save(path)
        return path

    return write


def statuses(path, commune=0):
    """The status of each criterion of a commune, by number."""
    criteria = ntm.evaluate(path).to_dict()["communes"][commune]["criteria"]
    return {criterion["code"]: criterion["status"] for criterion in criteria}


def unmet(path, commune=0):
    return [code for code, status in statuses(path, commune).items() if status == "unmet"]


def refused(path):
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(path)
    return caught.value.problems


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("10; 11; 15", ["10", "11", "15"]),
        ("2, 5, 6", ["2", "5", "6"]),
        ("2,5,6", ["2", "5", "6"]),
        ("2 5 6", ["2", "5", "6"]),
        ("TC 10; 11", ["10", "11"]),
        ("Tiêu chí số 2, 5 và 17", ["2", "5", "17"]),
        ("TC10, TC11", ["10", "11"]),
        ("10 (thu nhập); 15 (y tế)", ["10", "15"]),
        ("10. Thu nhập; 11. Nghèo đa chiều", ["10", "11"]),
        ("Thu nhập, Y tế", ["10", "15"]),
        ("2; 17.1", ["2", "17"]),
        ("chỉ tiêu 17.1", ["17"]),
        ("2,5", ["2", "5"]),
        (10, ["10"]),
        ("Không", []),
        ("-", []),
    ],
)
def test_a_list_of_unmet_criteria(book, cell, expected):
    path = book(["STT", "Tên xã", "Các tiêu chí chưa đạt"], [1, "Xã Mẫu 1", cell], [2, "Xã Mẫu 2", "1; 2"])
    assert unmet(path) == expected
    assert "met" not in statuses(path).values()


def test_the_rest_is_met_where_the_count_agrees(book):
    path = book(
        ["STT", "Tên xã", "Số TC đạt", "TC chưa đạt"],
        [1, "Xã Mẫu 1", 17, "10; 11"],
        [2, "Xã Mẫu 2", 19, None],
    )
    assert [code for code, status in statuses(path).items() if status != "met"] == ["10", "11"]
    assert set(statuses(path, 1).values()) == {"met"}
    (notice,) = [w for w in ntm.read_table(path).warnings if w.kind == "rest_taken_as_met"]
    assert notice.facts["rows"] == [3, 4]


def test_the_rest_is_met_where_the_header_says_so(book):
    path = book(
        ["STT", "Tên xã", "Tiêu chí chưa đạt (các tiêu chí còn lại đều đạt)"], [1, "Xã Mẫu 1", "10; 11"]
    )
    assert list(statuses(path).values()).count("met") == 17


def test_a_list_of_an_indicator_leaves_the_others_of_its_criterion_open(book):
    path = book(["STT", "Tên xã", "Số TC đạt", "TC chưa đạt"], [1, "Xã Mẫu 1", 18, "chỉ tiêu 17.6"])
    found = ntm.evaluate(path).to_dict()["communes"][0]["criteria"][16]
    assert found["status"] == "unmet"
    assert {i["code"]: i["status"] for i in found["indicators"]}["17.6"] == "unmet"
    assert {i["code"]: i["status"] for i in found["indicators"]}["17.5"] == "unknown"


@pytest.mark.parametrize("cell", [2.5, 17.1, "17,1", "mấy tiêu chí", "20; 21", "10-12"])
def test_a_list_that_may_be_two_things_is_asked_about(book, cell):
    (problem,) = refused(book(["STT", "Tên xã", "Số TC đạt", "TC chưa đạt"], [1, "Xã Mẫu 1", 17, cell]))
    assert (problem.kind, problem.row, problem.column) == ("unclear_list", 3, "TC chưa đạt")


@pytest.mark.parametrize("cell", ["16/20", "25", "nhiều"])
def test_a_count_that_is_none_is_refused(book, cell):
    (problem,) = refused(book(["STT", "Tên xã", "Số TC đạt"], [1, "Xã Mẫu 1", cell]))
    assert problem.kind == "unclear_list"


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        (["Số tiêu chí đạt", "Tiêu chí chưa đạt"], [17, "10; 11; 15"]),
        (["Số tiêu chí chưa đạt", "Tiêu chí chưa đạt"], [3, "10; 11"]),
        (["Các tiêu chí đã đạt", "Tiêu chí chưa đạt"], ["1; 2; 3", "3; 4"]),
        (["Số tiêu chí đạt", "Tiêu chí chưa đạt"], [18, "Không"]),
    ],
)
def test_a_list_that_contradicts_what_stands_beside_it_is_refused(book, header, cells):
    (problem,) = refused(book(["STT", "Tên xã", *header], [1, "Xã Mẫu 1", *cells]))
    assert (problem.kind, problem.row) == ("list_contradicts_total", 3)


class TestCountsAlone:
    """A table that says of each commune how many criteria are met, and no more."""

    @pytest.fixture
    def path(self, book):
        return book(
            ["STT", "Tên xã", "Số tiêu chí đạt/19"],
            [1, "Xã Mẫu 1", 16],
            [2, "Xã Mẫu 2", "12/19"],
            [3, "Xã Mẫu 3", "19 tiêu chí"],
        )

    def test_bands_and_mean_are_of_the_reported_numbers(self, path):
        group = ntm.evaluate(path).to_dict()["groups"][0]
        assert group["mean_criteria"] == pytest.approx(47 / 3, abs=1e-5)
        assert group["bands"] == {"19": 1, "15-18": 1, "10-14": 1, "5-9": 0, "0-4": 0}
        assert group["reported"] == 3

    def test_the_criteria_stay_unknown_with_a_reason(self, path):
        criteria = ntm.evaluate(path).to_dict()["communes"][2]["criteria"]
        assert {criterion["status"] for criterion in criteria} == {"unknown"}
        assert {criterion["reason"] for criterion in criteria} == {"missing_value"}

    def test_it_is_told_on_every_output(self, path):
        found = ntm.evaluate(path)
        assert found.to_dict()["communes"][0]["summary"]["criteria"]["reported"] == 16
        assert "16/19 criteria met as reported" in " ".join(found.to_dict()["communes"][0]["notes"])
        assert "16/19 reported" in found.to_markdown()
        assert "16/19 criteria met as reported" in found.to_csv()
        assert found.communes["criteria_reported"].tolist() == [16, 12, 19]
        sheet = openpyxl.load_workbook(_workbook(found)).worksheets[0]
        shown = [cell.number_format for row in sheet.iter_rows() for cell in row if cell.value == 16]
        assert any("reported" in form for form in shown)

    def test_on_a_terminal_too(self, path, run):
        ran = run("evaluate", str(path))
        assert "16/19 reported" in ran.out
        assert "3 of them as reported" in " ".join(ran.out.split())

    def test_the_document_keeps_to_its_schema(self, path, run):
        ran = run("evaluate", str(path), "--format", "json")
        assert json.loads(ran.out)["groups"][0]["reported"] == 3


def _workbook(found):
    import io

    return io.BytesIO(found.to_xlsx())


def test_counts_of_two_years(book):
    path = book(
        ["STT", "Tên xã", "Số tiêu chí đạt năm 2023", "Số tiêu chí đạt năm 2024"], [1, "Xã Mẫu 1", 15, 16]
    )
    assert [g["mean_criteria"] for g in ntm.evaluate(path).to_dict()["groups"] if g["level"] == "all"] == [
        15,
        16,
    ]


class TestATotalBesideVerdicts:
    """A column of totals in a table of verdicts."""

    @staticmethod
    def matrix(book, totals):
        header = ["STT", "Tên xã", *(f"TC{n}" for n in range(1, 20)), "Tổng số TC đạt"]
        rows = [
            [n, f"Xã Mẫu {n}", *["Đạt"] * 17, "Chưa đạt", "Chưa đạt", total]
            for n, total in enumerate(totals, 1)
        ]
        return book(header, *rows)

    def test_one_that_disagrees_is_told_with_both(self, book):
        found = ntm.evaluate(self.matrix(book, [17, 18]))
        (warning,) = [w for w in found.warnings if w.kind == "total_disagrees"]
        assert "Xã Mẫu 2 states 18, judged 17" in warning.message
        assert warning.facts["rows"] == [4]

    def test_it_is_not_used(self, book):
        group = ntm.evaluate(self.matrix(book, [17, 18])).to_dict()["groups"][0]
        assert (group["mean_criteria"], group["reported"]) == (17, 0)

    def test_one_that_may_be_is_not_told(self, book):
        path = book(["STT", "Tên xã", "TC10", "Tổng số TC đạt"], [1, "Xã Mẫu 1", "Đạt", 12])
        assert "total_disagrees" not in {w.kind for w in ntm.evaluate(path).warnings}


def test_a_form_states_its_total_in_a_row(book):
    rows = [
        ["TT", "Nội dung", "Kết quả", "Đánh giá"],
        ["10", "Thu nhập bình quân đầu người", 50, "Đạt"],
        ["11", "Tỷ lệ nghèo đa chiều", 50, "Chưa đạt"],
        ["15.1", "BHYT", 95, "Đạt"],
        [None, "Tổng số tiêu chí đạt", "19/19", None],
    ]
    found = ntm.evaluate(book(["UBND XÃ MẪU 1"], *rows))
    assert "states 19, judged 1 to 18" in "".join(
        w.message for w in found.warnings if w.kind == "total_disagrees"
    )
