"""The old province of a row: by its district, and by the regions that a new province holds."""

from __future__ import annotations

import pytest

import ntm_rules as ntm

HEADERS = ["commune", "district", "old_district", "province", "year", "income_per_capita"]


@pytest.fixture
def row(csv_file):
    def read(district, old_district, province, year):
        cells = ["Xã Mẫu", district, old_district, province, year, 50]
        return ntm.read_table(csv_file([HEADERS, cells]))

    return read


@pytest.mark.parametrize(
    ("district", "old_district", "province", "year", "old", "region"),
    [
        ("Huyện Hoài Ân", "", "Gia Lai", 2024, "Bình Định", "DHNTB"),
        ("hoài ân", "", "Tỉnh Gia Lai", 2023, "Bình Định", "DHNTB"),
        ("Huyện Chư Sê", "", "Gia Lai", 2024, "Gia Lai", "TN"),
        ("Huyện Tân Lạc", "", "Phú Thọ", 2024, "Hoà Bình", "TDMNPB"),
        ("Huyện Lập Thạch", "", "Phú Thọ", 2024, "Vĩnh Phúc", "DBSH"),
        ("TP. Quy Nhơn", "", "Gia Lai", 2024, "Bình Định", "DHNTB"),
        ("Quy Nhơn", "", "Gia Lai", 2024, "Bình Định", "DHNTB"),
        ("Huyện Mẫu", "", "Gia Lai", 2024, "Gia Lai", "TN"),
        ("", "", "Gia Lai", 2024, "Gia Lai", "TN"),
        ("", "Huyện Hoài Ân", "Gia Lai", 2025, "Bình Định", "DHNTB"),
        ("Hoài Ân", "", "Gia Lai", 2025, "Bình Định", "DHNTB"),
        ("", "Huyện Mẫu", "Gia Lai", 2025, None, None),
        # Two of the old provinces of the new An Giang had a district of this name, both in one region.
        ("", "Huyện Châu Thành", "An Giang", 2025, None, "DBSCL"),
        # A district of this name is elsewhere, and no part of this province.
        ("Huyện Hoài Ân", "", "Lai Châu", 2024, "Lai Châu", "TDMNPB"),
    ],
)
def test_a_district_gives_its_old_province(row, district, old_district, province, year, old, region):
    table = row(district, old_district, province, year)
    assert (table.old_provinces[0], table.regions[0]) == (old, region)
    # The name stays as it is written.
    assert table.text(0, "province") == province


def test_a_province_that_its_district_corrects_is_told_once(csv_file):
    rows = [[f"Xã Mẫu {n}", "Huyện Hoài Ân", "", "Gia Lai", 2024, 50] for n in (1, 2)]
    table = ntm.read_table(csv_file([HEADERS, *rows, ["Xã Mẫu 3", "Huyện Chư Sê", "", "Gia Lai", 2024, 50]]))
    (warning,) = [w for w in table.warnings if w.kind == "province_by_district"]
    assert (warning.row, warning.value) == (2, "Gia Lai")
    assert "2 row(s)" in str(warning)
    assert "Bình Định" in str(warning)


def test_an_unknown_province_is_told_once_for_all_its_districts(csv_file):
    rows = [[f"Xã Mẫu {n}", f"Huyện Mẫu {n}", "", "Gia Lài Bắc", 2024, 50] for n in (1, 2, 3)]
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(csv_file([HEADERS, *rows]))
    assert [(p.kind, p.row) for p in caught.value.problems] == [("unknown_province", 2)]


FIGURES = {"10": 53, "4.2": 98, "school_count": 5, "school_facility_minimum_pct": 100, "school_facility_level1_pct": 70}  # fmt: skip


def status(csv_file, code, province="Gia Lai", year=2025, **figures):
    given = {"commune": "Xã Mẫu", "province": province, "year": year, **FIGURES, **figures}
    found = ntm.evaluate(csv_file([[*given], [*given.values()]]))
    return next(
        (indicator["status"], indicator["reason"])
        for criterion in found.to_dict()["communes"][0]["criteria"]
        for indicator in criterion["indicators"]
        if indicator["code"] == code
    )


@pytest.mark.parametrize("code", ["4.2", "5", "10"])
def test_levels_that_the_regions_of_a_new_province_share_decide(csv_file, code):
    """Gia Lai holds the central highlands and the south central coast."""
    assert status(csv_file, code) == ("met", None)
    assert status(csv_file, code, "Phú Thọ")[1] == "region_unknown"


def test_levels_in_which_they_differ_stay_open(csv_file):
    assert status(csv_file, "10", **{"10": 52}) == ("unmet", None)
    assert status(csv_file, "11", **{"11": 5}) == ("unknown", "region_unknown")


def test_explain_names_the_regions(csv_file, run):
    path = csv_file([["commune", "province", "year", "10"], ["Xã Mẫu", "Gia Lai", 2025, 53]])
    out = run("explain", str(path), "--commune", "Mẫu", "10").out
    assert "South central coast, Central highlands" in out


def test_the_level_of_several_regions_is_as_evidenced_as_its_weakest(csv_file):
    """In 2022 the level of the central highlands is from the press, that of the south central coast unverified."""
    path = csv_file([["commune", "province", "year", "10"], ["Xã Mẫu", "Gia Lai", 2025, 53]])
    (part,) = [p for p in ntm.evaluate(path).indicators.to_dict("records") if p["indicator"] == "10"]
    assert part["evidence"] == "unverified"
