"""`criteria export|import|diff`: a province's levels through a workbook alone. Every level here is invented."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import ntm_rules as ntm
from tests.support.levels import CONFIRMED, DECISION, Filled

BINH_PHUOC = "binh-phuoc-2022-difficult"
ORDER = ["--province", "Lai Châu", "--decision", DECISION, "--from", "2024-10-22", "--issued", "2024-10-22"]
ROADS = {
    "2.1/commune_road_paved_pct": 100,
    "2.2/village_road_hardened_pct": 70,
    "2.3/alley_road_clean_passable_pct": 60,
    "2.4/field_road_passable_pct": 50,
}
SOURCE = f"{DECISION} 22/10/2024"


@pytest.fixture
def workbook(run, tmp_path):
    """A workbook exported for Lai Châu, or as the arguments say, in Vietnamese."""

    def export(*arguments: str | Path, name: str = "levels.xlsx", lang: str = "vi") -> Filled:
        path = tmp_path / name
        ran = run(
            "criteria", "export", *(arguments or ("--province", "Lai Châu")), "-o", path, "--lang", lang
        )
        assert (ran.code, ran.out, ran.err) == (0, "", "")
        return Filled(path)

    return export


@pytest.fixture
def imported(run, tmp_path):
    """Import a workbook into a file; returns how it ended and the file."""

    def do(book: Filled, *arguments: str | Path, into: str = "own.yaml", order: list[str] = ORDER):
        path = tmp_path / into
        return run("criteria", "import", book.save(), *order, "-o", path, *arguments), path

    return do


def entry(path: Path, key: str) -> dict:
    (found,) = [o for o in _set(path).levels if o.overrides == key]
    return {"value": found.value, "from": found.valid_from, "to": found.valid_to, "evidence": found.evidence, "source": found.source}  # fmt: skip


def _set(path: Path):
    return ntm.load_set(province=path).provinces[0]


def test_a_provinces_levels_go_in_through_the_workbook_alone_and_evaluate_uses_them(
    workbook, imported, run, csv_file
):
    """Delegated roads are decided, clean water is judged by the stricter level, in that province only."""
    book = workbook()
    for key, value in ROADS.items():
        book.level(key, level=value, evidence=CONFIRMED, article="Phụ lục, trang 1")
    book.level("17.1/clean_water_household_pct", since=date(2024, 3, 1), level="95,5", evidence=CONFIRMED)
    ran, path = imported(book, "--complete")
    assert ran.code == 0, ran.err
    header = ["commune", "province", "year", "2.1", "2.2", "2.3", "2.4", "17.1"]
    figures = [100, 70, 59.9, 50, 95]
    table = csv_file(
        [header, ["Xã Mẫu 1", "Lai Châu", 2024, *figures], ["Xã Mẫu 2", "Sơn La", 2024, *figures]]
    )
    judged = run("evaluate", table, "--province-set", path, "--format", "json")
    there, elsewhere = json.loads(judged.out)["communes"]
    statuses = {i["code"]: i for c in there["criteria"] for i in c["indicators"]}
    assert [statuses[c]["status"] for c in ("2.1", "2.2", "2.3", "2.4", "17.1")] == ["met", "met", "unmet", "met", "unmet"]  # fmt: skip
    part = statuses["17.1"]["parts"][0]
    assert (part["origin"], part["threshold"], part["evidence"]) == ("lai-chau-2024", 95.5, "signed")
    reasons = {i["code"]: i["reason"] for c in elsewhere["criteria"] for i in c["indicators"]}
    assert reasons["2.1"] == "threshold_delegated"


@pytest.mark.parametrize(
    ("flag", "stands_in"), [((), True), (("--incomplete",), True), (("--complete",), False)]
)
def test_the_national_set_stands_in_until_an_officer_says_the_decision_is_entered_whole(
    workbook, imported, csv_file, flag, stands_in
):
    book = workbook()
    book.level("2.1/commune_road_paved_pct", level=100, evidence=CONFIRMED)
    _, path = imported(book, *flag)
    table = csv_file([["commune", "province", "year", "2.1"], ["Xã Mẫu 1", "Lai Châu", 2024, 100]])
    warned = {w.kind for w in ntm.evaluate(table, ntm.load_set(province=path)).warnings}
    assert ("province_set_not_entered" in warned) == stands_in


def test_only_confirmed_cells_are_graded_signed_with_that_decision(workbook, imported):
    book = workbook()
    book.level("2.1/commune_road_paved_pct", level=100, evidence=CONFIRMED, article="Phụ lục, trang 2")
    book.level("2.2/village_road_hardened_pct", level=70, evidence=CONFIRMED)
    book.level("2.3/alley_road_clean_passable_pct", level=60)
    book.level("2.4/field_road_passable_pct", level=50, article="trang 3")
    book.level("16/cultural_village_pct", level=50, evidence="báo chí", source="báo (minh họa)")
    ran, path = imported(book)
    graded = {o.overrides.split("/")[0]: (o.evidence, o.source) for o in _set(path).levels}
    assert graded == {
        "2.1": ("signed", f"{SOURCE}, Phụ lục, trang 2"),
        "2.2": ("signed", SOURCE),
        "2.3": ("unverified", None),
        "2.4": ("unverified", f"{SOURCE}, trang 3"),
        "16": ("press", "báo (minh họa)"),
    }
    assert "2 filled level(s) are not confirmed" in ran.err


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_workbook_of_either_language_is_read_in_either(workbook, imported, lang):
    words = {"vi": CONFIRMED, "en": "checked against the signed decision"}
    book = workbook(lang=lang)
    book.level("2.1/commune_road_paved_pct", level=100, evidence=words[lang], end=date(2025, 6, 30))
    ran, path = imported(book)
    assert ran.code == 0, ran.err
    assert entry(path, "2.1/commune_road_paved_pct")["evidence"] == "signed"


def test_blank_days_are_those_of_the_decision_within_the_span_of_the_row(workbook, imported):
    book = workbook()
    key = "10/income_per_capita"
    book.level(key, since=date(2024, 1, 1), level=46)
    book.level(key, since=date(2025, 1, 1), level=49)
    book.level("2.1/commune_road_paved_pct", level=100)
    _, path = imported(book, "--to", "2025-06-30")
    spans = [(o.overrides, o.valid_from, o.valid_to) for o in _set(path).levels]
    assert spans == [
        ("2.1/commune_road_paved_pct", date(2024, 10, 22), date(2025, 6, 30)),
        (key, date(2024, 10, 22), date(2024, 12, 31)),
        (key, date(2025, 1, 1), date(2025, 6, 30)),
    ]


def test_every_mistake_is_refused_naming_sheet_and_cell_and_nothing_is_written(workbook, imported):
    book = workbook()
    wrong = {
        ("level", "2.1/commune_road_paved_pct"): {"level": "khá cao"},
        ("to", "2.2/village_road_hardened_pct"): {"level": 70, "end": "sang năm"},
        ("level", "2.3/alley_road_clean_passable_pct"): {"level": 120},
        ("evidence", "2.4/field_road_passable_pct"): {"level": 50, "evidence": "chắc chắn"},
        ("level", "4.2/safe_electricity_household_pct"): {"evidence": CONFIRMED},
        ("level", "4.1/power_grid_standard"): {"level": "Chưa đạt"},
        ("source", "9.2/solid_house_pct"): {"level": 80, "evidence": "báo chí"},
        ("source", "16/cultural_village_pct"): {"level": 50, "evidence": CONFIRMED, "source": "báo"},
        ("from", "17.2/business_environment_compliance_pct"): {"level": 91, "start": "ngày ký"},
    }  # fmt: skip
    cells = [book.cell(column, book.level(key, **given)) for (column, key), given in wrong.items()]
    unknown = book.spare(key="10/income", level=40)
    book.level("17.8/hygienic_sanitation_household_pct", level=80)
    twice = book.spare(key="17.8/hygienic_sanitation_household_pct", level=81)
    cells += [book.cell("key", unknown), book.cell("level", twice)]
    own = [
        book.cell("code", book.own(code=17.1, title_vi="A"), own=True),
        book.cell("code", book.own(code="25.1", title_vi="A"), own=True),
        book.cell("kind", book.own(code="17.13", title_vi="A", level=1), own=True),
        book.cell("unit", book.own(code="17.14", title_vi="A", kind="số đếm", level=1), own=True),
        book.cell("comparison", book.own(code="17.15", title_vi="A", kind="tỷ lệ (%)", level=1), own=True),
        book.cell("title_vi", book.own(code="17.16", kind="tỷ lệ (%)", level=1), own=True),
    ]
    ran, path = imported(book)
    assert (ran.code, ran.out, path.exists()) == (1, "", False)
    for sheet, named in (("Mức chuẩn", cells), ("Chỉ tiêu riêng", own)):
        for cell in named:
            assert f"sheet “{sheet}”, cell {cell}" in ran.err, cell
    assert f"{len(cells) + len(own)} errors" in ran.err


def test_a_level_that_would_decide_nothing_is_refused_at_its_cell_naming_the_row_that_takes_it(
    workbook, imported
):
    """A part of 17.1 ended in February 2024: an entry of October 2024 was listed as added and then decided nothing."""
    book = workbook()
    ended = "17.1/centralised_water_household_pct"
    row = book.level(ended, level=20, evidence=CONFIRMED, start=date(2024, 10, 22), end=date(2025, 12, 31))
    spare = book.spare(key=ended, level=20, start=date(2024, 10, 22))
    after = book.level("17.1/clean_water_household_pct", since=date(2024, 3, 1))
    ran, path = imported(book, "--lang", "en")
    assert ran.code
    assert not path.exists()
    assert "added" not in ran.out
    for number in (row, spare):
        (line,) = [line for line in ran.err.splitlines() if f"cell {book.cell('from', number)}" in line]
        assert line.startswith("NTM130")
        assert "22/10/2024 – 31/12/2025" in line
        assert f"row {after}" in line


def test_a_level_is_not_before_its_row_begins_by_a_blank_cell(workbook, imported):
    book = workbook()
    row = book.level("10/income_per_capita", since=date(2022, 3, 8), level=40)
    ran, _ = imported(book)
    assert ran.code == 1
    assert f"cell {book.cell('level', row)}" in ran.err
    assert "31/12/2022" in ran.err


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--province", "Lai Châu", "--from", "2024-10-22"], "--decision"),
        (["--province", "Lai Châu", "--decision", DECISION], "--from"),
        (["--decision", DECISION, "--from", "2024-10-22"], "--province"),
        (["--province", "Atlantis", "--decision", DECISION, "--from", "2024-10-22"], "Atlantis"),
        ([*ORDER, "--id", "a/b"], "a/b"),
    ],
)
def test_what_the_decision_needs_is_asked_for(workbook, imported, arguments, word):
    book = workbook()
    book.level("2.1/commune_road_paved_pct", level=100)
    ran, path = imported(book, order=arguments)
    assert (ran.code, path.exists()) == (2, False)
    assert word in ran.err


def test_a_blank_workbook_is_refused(workbook, imported):
    ran, _ = imported(workbook())
    assert ran.code == 1
    assert "NTM202" in ran.err


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_workbook_without_its_sheets_is_refused(workbook, imported, number):
    book = workbook()
    book.remove_sheet(number)
    ran, _ = imported(book)
    assert ran.code == 1
    assert "NTM116" in ran.err


def test_another_workbook_is_refused(run, tmp_path):
    import openpyxl

    path = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(path)
    ran = run("criteria", "import", path, *ORDER)
    assert (ran.code, "NTM116" in ran.err) == (1, True)


def test_a_province_set_exported_and_imported_unchanged_is_the_same_file(run, workbook, tmp_path):
    book = workbook("--province-set", BINH_PHUOC)
    shipped = Path(__file__).resolve().parents[2] / "criteria" / "provinces" / f"{BINH_PHUOC}.yaml"
    ran = run("criteria", "import", book.save())
    assert ran.out == shipped.read_text(encoding="utf-8")
    assert "nothing changes" in ran.err
    copy = tmp_path / "copy.yaml"
    assert run("criteria", "import", book.path, "-o", copy).code == 0
    assert copy.read_bytes() == shipped.read_bytes()


def test_a_source_in_both_languages_stays_in_both_through_the_workbook(run, tmp_path):
    """The workbook shows one of them."""
    from ntm_rules.definitions.location import criteria_folder

    text = (criteria_folder() / "provinces" / f"{BINH_PHUOC}.yaml").read_text(encoding="utf-8")
    source = next(line for line in text.splitlines() if line.strip().startswith("source:"))
    path = tmp_path / "own.yaml"
    path.write_text(text.replace(source, "    source: {vi: cổng thông tin tỉnh, en: provincial portal}"), encoding="utf-8")  # fmt: skip
    before = path.read_bytes()
    book = tmp_path / "levels.xlsx"
    assert run("criteria", "export", "--province-set", path, "-o", book, "--lang", "vi").code == 0
    ran = run("criteria", "import", book, "-o", path, "--lang", "vi")
    assert ran.code == 0, ran.err
    assert path.read_bytes() == before


def test_an_edit_changes_only_its_lines_and_comments_survive(run, workbook, tmp_path):
    book = workbook("--province-set", BINH_PHUOC)
    book.level("2.3/alley_road_clean_passable_pct", level=55)
    path = tmp_path / "copy.yaml"
    ran = run("criteria", "import", book.save(), "-o", path, "--format", "json")
    shipped = Path(__file__).resolve().parents[2] / "criteria" / "provinces" / f"{BINH_PHUOC}.yaml"
    before, after = (p.read_text(encoding="utf-8").splitlines() for p in (shipped, path))
    assert [(a, b) for a, b in zip(before, after, strict=True) if a != b] == [
        ("    value: 50", "    value: 55")
    ]
    (change,) = json.loads(ran.out)
    assert (change["change"], change["key"]) == ("changed", "2.3/alley_road_clean_passable_pct")
    assert (change["before"]["value"], change["after"]["value"]) == (50, 55)


def test_a_press_level_that_an_officer_confirms_is_signed_by_the_decision_not_by_the_press(
    run, workbook, tmp_path
):
    book = workbook("--province-set", BINH_PHUOC)
    book.level("2.1/commune_road_paved_pct", evidence=CONFIRMED, article="Điều 1")
    path = tmp_path / "copy.yaml"
    assert run("criteria", "import", book.save(), "-o", path).code == 0
    found = entry(path, "2.1/commune_road_paved_pct")
    assert (found["evidence"], found["source"]) == ("signed", "1360/QĐ-UBND 28/7/2022, Điều 1")
    assert entry(path, "2.2/village_road_hardened_pct")["evidence"] == "press"


def test_a_confirmed_level_that_is_changed_must_be_confirmed_again(run, workbook, imported, tmp_path):
    book = workbook()
    book.level("2.1/commune_road_paved_pct", level=100, evidence=CONFIRMED)
    _, path = imported(book)
    again = workbook("--province-set", path, name="again.xlsx")
    row = again.level("2.1/commune_road_paved_pct", level=90)
    ran = run("criteria", "import", again.save(), "-o", path)
    assert (ran.code, "NTM117" in ran.err) == (1, True)
    assert f"cell {again.cell('source', row)}" in ran.err
    assert entry(path, "2.1/commune_road_paved_pct")["value"] == 100
    again.level("2.1/commune_road_paved_pct", source=None)
    assert run("criteria", "import", again.save(), "-o", path).code == 0
    assert entry(path, "2.1/commune_road_paved_pct")["value"] == 90


def test_importing_the_same_workbook_twice_changes_nothing(workbook, imported, run, tmp_path):
    book = workbook()
    book.level("2.1/commune_road_paved_pct", level=100, evidence=CONFIRMED)
    book.own(code="17.13", title_vi="Minh họa", kind="tỷ lệ (%)", comparison="≥", level=80)
    _, path = imported(book)
    once = path.read_bytes()
    ran, _ = imported(book)
    assert "nothing changes" in ran.out
    assert path.read_bytes() == once


def test_what_the_workbook_no_longer_holds_is_shown_as_removed(workbook, imported):
    book = workbook()
    book.level("2.1/commune_road_paved_pct", level=100)
    book.level("2.2/village_road_hardened_pct", level=70)
    imported(book)
    book.level("2.2/village_road_hardened_pct", level=None)
    ran, path = imported(book, "--format", "json")
    assert [(c["change"], c["key"]) for c in json.loads(ran.out)] == [
        ("removed", "2.2/village_road_hardened_pct")
    ]
    assert [o.overrides for o in _set(path).levels] == ["2.1/commune_road_paved_pct"]


def test_a_dry_run_shows_the_changes_beside_the_nations_levels_and_writes_nothing(workbook, imported):
    book = workbook()
    book.level("17.8/hygienic_sanitation_household_pct", level=75)
    ran, path = imported(book, "--dry-run")
    (line,) = [line for line in ran.out.splitlines() if "17.8 " in line]
    assert "≥ 75" in line
    assert "≥ 70" in line
    assert not path.exists()


def test_the_table_of_changes_names_figures_in_words_and_a_script_gets_their_names(workbook, imported):
    book = workbook()
    book.level("2.1/commune_road_paved_pct", level=100)
    book.own(code="17.13", title_vi="Nước tập trung", kind="tỷ lệ (%)", comparison="≥", level=20)
    ran, _ = imported(book, "--dry-run", "--lang", "vi")
    page = " ".join(ran.out.replace("│", " ").split())
    assert "2.1 Tỷ lệ đường xã" in page
    assert "Mã bộ" in page
    assert "tỷ lệ (%): Nước tập trung" in page
    for name in ("commune_road_paved_pct", "lai_chau_17_13", "rate"):
        assert name not in page
    ran, _ = imported(book, "--dry-run", "--format", "json")
    keys = {change["key"] for change in json.loads(ran.out)}
    assert {"2.1/commune_road_paved_pct", "lai_chau_17_13", "17.13"} <= keys


def test_a_level_looser_than_the_nations_is_warned_of(workbook, imported):
    book = workbook()
    book.level("17.8/hygienic_sanitation_household_pct", level=60, evidence=CONFIRMED)
    ran, _ = imported(book)
    assert (ran.code, "NTM111" in ran.err) == (0, True)


def test_without_a_file_the_set_is_on_standard_output_and_the_changes_beside_it(workbook, run):
    book = workbook()
    book.level("2.1/commune_road_paved_pct", level=100)
    ran = run("criteria", "import", book.save(), *ORDER)
    assert ran.out.startswith("id: lai-chau-2024\n")
    assert "≥ 100" in ran.err


def test_titles_compared_with_the_decision_are_told_with_their_place_and_not_written(workbook, imported):
    book = workbook()
    book.level("2.1/commune_road_paved_pct", level=100, checked_title="đúng")
    book.level("2.2/village_road_hardened_pct", checked_title="Tên khác (minh họa)")
    ran, path = imported(book, "--format", "json")
    titles = [c for c in json.loads(ran.out) if c["what"] == "title"]
    assert all(c["key"].startswith("criteria/sets/commune-2021-2025/02-roads.yaml:") for c in titles)
    assert [c["after"]["vi"] == c["before"]["vi"] for c in titles] == [True, False]
    assert [o.overrides for o in _set(path).levels] == ["2.1/commune_road_paved_pct"]


def test_own_indicators_are_asked_in_that_province_from_the_day_of_the_decision(workbook, imported, csv_file):
    book = workbook()
    kinds = {
        "17.13": {"kind": "tỷ lệ (%)", "comparison": "≥", "level": 80},
        "18.7": {"kind": "đạt hoặc chưa đạt", "level": "Đạt"},
        "13.6": {"kind": "số đếm", "unit": "hộ", "comparison": "≤", "level": 3},
    }
    for code, given in kinds.items():
        book.own(code=code, title_vi=f"Chỉ tiêu {code} (minh họa)", evidence=CONFIRMED, **given)
    ran, path = imported(book)
    assert ran.code == 0, ran.err
    header = ["commune", "province", "year", "lai_chau_17_13", "18.7", "13.6"]
    rows = [["Xã Mẫu 1", "Lai Châu", 2024, 79, "Đạt", 3], ["Xã Mẫu 1", "Lai Châu", 2023, 79, "Đạt", 3]]
    found = ntm.evaluate(csv_file([header, *rows]), ntm.load_set(province=path)).to_dict()["communes"]
    judged = [
        {i["code"]: i["status"] for c in commune["criteria"] for i in c["indicators"] if i["code"] in kinds}
        for commune in found
    ]
    assert judged == [{"13.6": "met", "17.13": "unmet", "18.7": "met"}, {}]
    assert [c["summary"]["indicators"]["total"] for c in found] == [60, 57]


def test_an_own_indicator_is_edited_through_its_row(workbook, imported, run):
    book = workbook()
    book.own(code="17.13", title_vi="Minh họa", kind="tỷ lệ (%)", comparison="≥", level=80)
    _, path = imported(book)
    before = path.read_text(encoding="utf-8").replace("    unit: '%'\n", "    unit: '%' # kept\n")
    path.write_text(before, encoding="utf-8")
    again = workbook("--province-set", path, name="again.xlsx")
    again.own_row("17.13", level=85)
    assert run("criteria", "import", again.save(), "-o", path).code == 0
    assert path.read_text(encoding="utf-8") == before.replace("{all: 80}", "{all: 85}")


def test_an_indicator_that_fits_no_row_stays_as_its_file_has_it(workbook, run, tmp_path):
    text = """\
id: own
set: commune-2021-2025
province: Bình Phước
title: {vi: Minh họa, en: Illustrative}
decision: {number: 01/QĐ-UBND (minh họa)}
indicators:
  - criterion: "2"
    code: "2.5"
    titles: [{from: 2022-03-08, evidence: recalled, vi: Minh họa, en: Illustrative}]
    rules:
      - from: 2022-03-08
        require:
          all_of: # both
            - compare: alley_road_hardened_pct
              op: ">="
              levels: [{from: 2022-03-08, evidence: unverified, note: x, values: {all: 60}}]
            - compare: field_road_passable_pct
              op: ">="
              levels: [{from: 2022-03-08, evidence: unverified, note: x, values: {all: 60}}]
"""
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf-8")
    book = workbook("--province-set", path)
    book.level("2.1/commune_road_paved_pct", level=90)
    ran = run("criteria", "import", book.save(), "-o", path, "--from", "2022-07-28")
    assert ran.code == 0, ran.err
    after = iter(path.read_text(encoding="utf-8").splitlines())
    assert all(line in after for line in text.splitlines())
    assert entry(path, "2.1/commune_road_paved_pct")["value"] == 90
    assert [i.code for i in _set(path).indicators] == ["2.5"]


def test_the_levels_of_another_province_are_not_overwritten(workbook, imported, tmp_path):
    book = workbook()
    book.level("2.1/commune_road_paved_pct", level=100)
    imported(book)
    order = [word if word != "Lai Châu" else "Sơn La" for word in ORDER]
    ran, _ = imported(book, order=order)
    assert ran.code == 2
    assert "Lai Châu" in ran.err


def test_export_shows_what_is_asked_of_one_province_or_all_regions(run, tmp_path):
    import openpyxl

    headers = {}
    for name, arguments in {
        "all": [],
        "one": ["--province", "Bình Phước"],
        "north": ["--province", "Lai Châu"],
    }.items():
        path = tmp_path / f"{name}.xlsx"
        run("criteria", "export", *arguments, "-o", path)
        sheet = openpyxl.load_workbook(path).worksheets[1]
        headers[name] = [
            c.value.partition(":")[2] for c in sheet[1] if c.value and c.value.startswith("national:")
        ]
    assert len(headers["all"]) == 7
    assert headers["one"] == ["DNB", "TDMNPB"]
    assert headers["north"] == ["TDMNPB"]


def test_the_same_set_gives_the_same_workbook(workbook):
    one, other = workbook(name="one.xlsx"), workbook(name="other.xlsx")
    assert one.path.read_bytes() == other.path.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--province", "Atlantis"], "Atlantis"),
        (["--province-set", "none"], "none"),
        (["--province", "Lai Châu", "--province-set", BINH_PHUOC], "Bình Phước"),
    ],
)
def test_export_of_what_does_not_exist_is_wrong_usage(run, tmp_path, arguments, word):
    path = tmp_path / "levels.xlsx"
    ran = run("criteria", "export", *arguments, "-o", path)
    assert (ran.code, path.exists()) == (2, False)
    assert word in ran.err


def test_export_needs_a_file(run):
    assert run("criteria", "export").code == 2


def test_diff_of_two_province_sets_shows_what_changed(workbook, imported, run):
    book = workbook()
    book.level("2.1/commune_road_paved_pct", level=100)
    _, first = imported(book, into="first.yaml")
    book.level("2.1/commune_road_paved_pct", level=90)
    _, second = imported(book, into="second.yaml")
    (change,) = json.loads(run("criteria", "diff", first, second, "--format", "json").out)
    assert (change["before"]["value"], change["after"]["value"]) == (100, 90)
    assert "≥ 90" in run("criteria", "diff", first, second).out
    assert "Nothing differs" in run("criteria", "diff", first, first).out


def test_diff_of_two_sets_shows_levels_and_titles(run, tmp_path):
    import shutil

    from ntm_rules.definitions.location import criteria_folder

    folder = shutil.copytree(criteria_folder() / "sets" / "commune-2021-2025", tmp_path / "commune-2021-2025")
    path = folder / "10-income.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("{TDMNPB: 39}", "{TDMNPB: 40}").replace("vi: Thu nhập bình", "vi: Mức thu nhập bình"), encoding="utf-8")  # fmt: skip
    found = json.loads(run("criteria", "diff", "commune-2021-2025", folder, "--format", "json").out)
    assert [(c["what"], c["key"], c["change"]) for c in found] == [
        ("level", "10/income_per_capita", "changed"),
        ("title", "10", "changed"),
    ]
    assert run("criteria", "diff", BINH_PHUOC, folder).code == 2
