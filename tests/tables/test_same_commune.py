"""One commune however its name is written, and over the end of districts in July 2025."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import openpyxl
import pytest

import ntm_rules as ntm

HEADERS = ["commune", "district", "old_district", "province", "year", "11"]


def lost(result: ntm.Evaluation) -> set[tuple[str, int]]:
    """The communes and years that are told to have lost 11."""
    return {
        (commune["commune"], commune["year"])
        for commune in result.to_dict()["communes"]
        for risk in commune["risks"]
        if risk["kind"] == "lost" and risk["criterion"] == "11"
    }


@pytest.fixture
def rows(csv_file):
    """Evaluate rows of commune, district, old district, province, year and poverty rate."""
    return lambda *cells: ntm.evaluate(csv_file([HEADERS, *map(list, cells)]))


ONE_NAME = [
    ("Xã Hoà Mẫu", "Xã Hòa Mẫu"),
    ("Xã Thuý Khoẻ", "thúy khỏe"),
    ("Xã Thuỷ Mẫu", "THỦY MẪU"),
    ("Xã Quý Mẫu", "Xã Quí Mẫu"),
    ("Xã Mỹ Mẫu", "Mĩ  Mẫu"),
    ("Xã Mẫu Hòa", unicodedata.normalize("NFD", "Xã Mẫu Hòa")),
    ("X. Mẫu Hòa", "Xã Mẫu Hoà"),
    ("Thị trấn Mẫu", "TT. Mẫu"),
    ("Xã Đắk R'Mẫu", "Xã Ðắk R’Mẫu"),
    ("Mẫu - Hòa", "Xã Mẫu–Hòa"),
    ("Xã Mẫu\u200b Hòa", "Xã Mẫu Hòa"),
]


@pytest.mark.parametrize(("one", "other"), ONE_NAME)
def test_two_spellings_of_one_name_are_one_commune(rows, one, other):
    found = rows((one, "", "", "Sơn La", 2023, 12), (other, "", "", "Sơn La", 2024, 14))
    assert lost(found) == {(unicodedata.normalize("NFC", " ".join(other.split())), 2024)}


@pytest.mark.parametrize(("one", "other"), ONE_NAME)
def test_a_commune_written_in_two_ways_in_one_year_is_a_repeat(rows, one, other):
    with pytest.raises(ntm.InputError) as caught:
        rows((one, "", "", "Sơn La", 2024, 12), (other, "", "", "Sơn La", 2024, 14))
    assert [problem.kind for problem in caught.value.problems] == ["duplicate_row"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Xã Tân Mẫu", "Xã Tấn Mẫu"),
        ("Xã Hoa Mẫu", "Xã Hòa Mẫu"),
        ("Xã Mẫu", "Thị trấn Mẫu"),
        ("Xã Mẫu", "Phường Mẫu"),
        ("Xã Mẫu 1", "Xã Mẫu 11"),
        ("Xã Đăk Mẫu", "Xã Đắk Mẫu"),
        ("Xã Thúy Mẫu", "Xã Thùy Mẫu"),
    ],
)
def test_another_name_is_another_commune(rows, one, other):
    found = rows((one, "", "", "Sơn La", 2023, 12), (other, "", "", "Sơn La", 2024, 14))
    assert lost(found) == set()


def test_a_district_written_in_two_ways_is_one_group(rows):
    decomposed = unicodedata.normalize("NFD", "Hòa Mẫu")
    found = rows(
        ("Xã Mẫu 1", "Huyện Hoà Mẫu", "", "Tỉnh Sơn La", 2024, 12),
        ("Xã Mẫu 2", "Hòa Mẫu", "", "Sơn La", 2024, 12),
        ("Xã Mẫu 3", decomposed, "", "sơn la", 2024, 12),
    )
    groups = [(g["level"], g["name"], g["communes"]) for g in found.to_dict()["groups"]]
    assert groups == [("all", None, 3), ("province", "Tỉnh Sơn La", 3), ("district", "Huyện Hoà Mẫu", 3)]


def test_names_leave_composed_in_every_form(tmp_path: Path, run):
    name, district = "Xã Hoà Mẫu", "Huyện Thuỷ Mẫu"
    path = tmp_path / "nfd.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["commune", "district", "province", "year", "11"])
    book.active.append(
        [*(unicodedata.normalize("NFD", text) for text in (name, district, "Sơn La")), 2024, 12]
    )
    book.save(path)
    for form in ("table", "json", "jsonl", "csv", "md"):
        out = run("evaluate", str(path), "--format", form).out
        assert name in out, form
        assert unicodedata.is_normalized("NFC", out), form
    assert run("evaluate", str(path), "-o", str(tmp_path / "out.xlsx")).code == 0
    cells = [
        str(cell)
        for sheet in openpyxl.load_workbook(tmp_path / "out.xlsx")
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    ]
    assert name in cells
    assert all(unicodedata.is_normalized("NFC", cell) for cell in cells)


def test_other_tables_and_options_find_it_by_another_spelling(csv_file, run):
    data = csv_file("commune,province,year,11,population\nXã Hoà Mẫu,Sơn La,2024,12,100\nXã Mẫu 2,Sơn La,2024,12,100\n")  # fmt: skip
    targets = csv_file("commune,year,criteria\nHòa Mẫu,2024,10\n", "targets.csv")
    papers = csv_file("commune,indicator,period,kind,number\nXã Hòa Mẫu,11,2024,Báo cáo,01\n", "papers.csv")
    money = csv_file(
        "commune,programme,budget_year,planned,disbursed,as_of\nHÒA MẪU,Nông thôn mới,2024,10,5,31/12/2024\n",
        "money.csv",
    )
    found = ntm.evaluate(data, targets=targets, documents=papers, programmes=money)
    assert {"targets_not_joined", "documents_not_joined", "money_to_check"}.isdisjoint(
        warning.kind for warning in found.warnings
    )
    scenario = csv_file("scenarios:\n- id: s\n  title: {vi: S, en: S}\n  changes:\n  - {value: income_per_capita, set: 50, communes: [Hòa Mẫu]}\n", "s.yaml")  # fmt: skip
    for options in (
        ("explain", str(data), "--commune", unicodedata.normalize("NFD", "Hòa Mẫu"), "11"),
        ("what-if", str(data), "--merge", "Hòa Mẫu+Mẫu 2=Xã Mẫu 3"),
        ("what-if", str(data), "--set-value", "Hòa Mẫu:income_per_capita=50"),
        ("what-if", str(data), "--scenario", str(scenario)),
    ):
        result = run(*options)
        assert (options, result.code) == (options, 0), result.err


BEFORE = ("Mẫu", "Huyện Một", "", "Hòa Bình", 2024, 12)


@pytest.mark.parametrize(
    "now",
    [
        ("Xã Mẫu", "", "Một", "Hòa Bình", 2025, 14),
        ("Xã Mẫu", "", "", "Hòa Bình", 2025, 14),
        ("Xã Mẫu", "", "Huyện Một", "Phú Thọ", 2025, 14),
        ("Xã Mẫu", "", "", "Phú Thọ", 2025, 14),
        ("Xã Mẫu", "", "", "", 2025, 14),
        ("Xã Mẫu", "Huyện Một", "", "Phú Thọ", 2025, 14),
    ],
)
def test_a_commune_without_its_district_since_july_2025_keeps_its_past(csv_file, now):
    found = ntm.evaluate(csv_file([[*HEADERS, "region"], [*BEFORE, ""], [*now, "TDMNPB"]]))
    assert lost(found) == {("Xã Mẫu", 2025)}


def test_the_second_half_of_2025_is_without_districts_and_the_first_is_not(csv_file):
    headers = ["commune", "district", "province", "period", "11"]
    before = ["Mẫu", "Một", "Sơn La", "2024", 12]

    def told(period: str) -> bool:
        found = ntm.evaluate(csv_file([headers, before, ["Mẫu", "", "Sơn La", period, 14]]))
        return bool(lost(found))

    assert told("2025-H2")
    assert told("2025")
    assert not told("2025-H1")


def test_two_communes_of_one_name_stay_apart_and_that_is_told(rows):
    found = rows(
        BEFORE,
        ("Mẫu", "Huyện Hai", "", "Hòa Bình", 2024, 12),
        ("Mẫu", "", "", "Hòa Bình", 2025, 14),
    )
    assert lost(found) == set()
    (warning,) = [w for w in found.warnings if w.kind == "past_unknown"]
    assert (warning.row, warning.facts["rows"]) == (4, [4])
    assert "old_district" in str(warning.remedy)


def test_the_old_district_tells_two_communes_of_one_name_apart(rows):
    found = rows(
        BEFORE,
        ("Mẫu", "Huyện Hai", "", "Hòa Bình", 2024, 14),
        ("Mẫu", "", "Một", "Hòa Bình", 2025, 14),
        ("Mẫu", "", "Hai", "Hòa Bình", 2025, 12),
    )
    assert lost(found) == {("Mẫu", 2025)}
    assert "past_unknown" not in {warning.kind for warning in found.warnings}


def test_communes_of_two_provinces_are_not_joined_for_their_name(rows):
    found = rows(BEFORE, ("Mẫu", "", "", "Sơn La", 2025, 14))
    assert lost(found) == set()
    assert "past_unknown" not in {warning.kind for warning in found.warnings}


def test_two_communes_of_today_are_not_both_the_one_of_before(csv_file):
    headers = ["commune", "commune_code", "district", "province", "year", "11"]
    found = ntm.evaluate(
        csv_file(
            [
                headers,
                ["Mẫu", "", "Một", "Sơn La", 2024, 12],
                ["Mẫu", "00001", "", "Sơn La", 2025, 14],
                ["Mẫu", "00002", "", "Sơn La", 2025, 14],
            ]
        )
    )
    assert lost(found) == set()
    (warning,) = [w for w in found.warnings if w.kind == "past_unknown"]
    assert warning.facts["rows"] == [3, 4]
