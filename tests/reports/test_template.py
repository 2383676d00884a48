"""A template filled and read back says what was filled in: as workbook, as CSV and as a DataFrame alike."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from datetime import date
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import ntm_rules as ntm
from ntm_rules.definitions.conditions import comparisons
from ntm_rules.reports.template.columns import offered
from ntm_rules.reports.template.setting import STAGES
from ntm_rules.tables.headers import HeaderMatcher, Target

HEADER, FIRST = 4, 7
COMMUNES = ("Xã Mẫu 1", "Xã Mẫu 2", "Xã Mẫu 3")
# Cells of each kind as a planner may type them; the first of each is a plain figure.
CELLS = {
    "rate": [88.5, 100, 0.4, "7/9 thôn", "98,5% - Đạt", "Đạt", "Chưa đạt", None, "chưa có số liệu"],
    "score": [62, 49.5, "Đạt", None],
    "count": [0, 3, 12, None],
    "money": [42.1, 61, "Đạt", None],
    "number": [2, 1.75, None],
    "flag": ["Đạt", "Chưa đạt", "Không xét", None],
    "yes_no": ["có", "không", None],
    "verdict": ["Đạt", "Cơ bản đạt", "Chưa đạt", "Không xét", None],
    "year": [2023, 2024],
    "date": [date(2020, 12, 28), None],
    "province": ["Lai Châu", "Hà Tĩnh", "Bình Phước"],
}
FORMS = [
    {"year": 2024, "province": "Lai Châu"},
    {"year": 2023, "stages": STAGES},
    {"year": 2025, "region": "DBSH", "stages": ("appraised",)},
]


def key(column) -> str:
    """The name a script gives a column: its variable, identity column or number."""
    target = column.target
    if target.role == "verdict":
        return f"{target.name}_{target.stage}"
    return target.name if target.role in ("identity", "value") else f"{target.name}_{target.role}"


def choices(column) -> list:
    if key(column) == "households":
        # More than the poor and the near-poor together.
        return [900]
    if key(column) == "multidimensional_poverty_pct":
        # Its counts give it.
        return [None]
    if key(column) == "old_province":
        return [None]
    if column.choices:
        return [*column.choices, None]
    return CELLS.get(column.takes, [None, "Mẫu"])


def cells_for(made, draw) -> list[list]:
    rows = []
    for name in COMMUNES:
        row = [draw(choices(column)) for column in made.columns]
        row[made.headers.index("Tên xã")] = name
        row[made.headers.index("Mã xã")] = None
        rows.append(row)
    return rows


def filled_workbook(made, rows, path: Path) -> Path:
    path.write_bytes(made.to_xlsx())
    book = openpyxl.load_workbook(path)
    for n, row in enumerate(rows):
        for at, cell in enumerate(row):
            if cell is not None:
                book.worksheets[0].cell(FIRST + n, at + 1).value = cell
    book.save(path)
    return path


def filled_csv(made, rows, path: Path) -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(
        ["" if c is None else str(c).replace(".", ",") if isinstance(c, float) else c for c in row]
        for row in rows
    )
    path.write_text(made.to_csv().splitlines()[0] + "\n" + text.getvalue(), encoding="utf-8")
    return path


def as_frame(made, rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[key(column) for column in made.columns], dtype=object)


def judged(source, loaded) -> list:
    """Everything said of each commune, without the cells it came from."""
    return ntm.evaluate(source, loaded).to_dict()["communes"]


@pytest.fixture(autouse=True)
def vietnamese():
    with ntm.language("vi"):
        yield


def assert_read_back_alike(form, seed, folder, loaded) -> None:
    made = ntm.template(loaded, communes=3, **form)
    random = np.random.default_rng(seed)
    rows = cells_for(made, lambda options: options[random.integers(len(options))])
    expected = judged(as_frame(made, rows), loaded)
    assert judged(filled_csv(made, rows, folder / "form.csv"), loaded) == expected
    assert judged(filled_workbook(made, rows, folder / "form.xlsx"), loaded) == expected


@pytest.mark.parametrize("form", FORMS, ids=str)
@pytest.mark.slow
def test_filled_and_read_back_all_three_ways_say_the_same(form, tmp_path, national) -> None:
    assert_read_back_alike(form, 318, tmp_path, national)


@pytest.mark.slow
@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(form=st.sampled_from(FORMS), seed=st.integers(0, 2**32 - 1))
def test_whatever_is_filled_is_read_back_alike(form, seed, tmp_path, national) -> None:
    with ntm.language("vi"):
        assert_read_back_alike(form, seed, tmp_path, national)


@pytest.mark.parametrize("form", FORMS, ids=str)
@pytest.mark.slow
def test_every_column_filled_arrives_under_its_own_name(form, tmp_path, national) -> None:
    made = ntm.template(national, communes=1, **form)
    row = [choices(column)[0] for column in made.columns]
    row[made.headers.index("Năm")] = form["year"]
    row[made.headers.index("Tên xã")] = "Xã Mẫu 1"
    table = ntm.read_table(filled_workbook(made, [row], tmp_path / "form.xlsx"), national)
    for column, cell in zip(made.columns, row, strict=True):
        name = key(column)
        if cell is None or name in ("year", "commune"):
            continue
        if column.target.role == "identity":
            assert table.identity[name][0] is not None, name
        elif column.target.role == "verdict":
            assert table.verdicts[column.target.name, column.target.stage][0] == 3, name
        else:
            number = {"Đạt": 1.0, "có": 1.0}.get(cell, cell)
            assert table.values[name][0] == number, name


def test_blank_cells_are_unknown_and_never_nothing(tmp_path, national) -> None:
    made = ntm.template(national, year=2023, province="Lai Châu", communes=COMMUNES)
    path = tmp_path / "form.xlsx"
    path.write_bytes(made.to_xlsx())
    result = ntm.evaluate(path, national)
    assert set(result.communes["commune"]) == {*COMMUNES}
    assert set(result.indicators["status"]) == {"unknown"}
    assert result.indicators["value"].isna().all()
    assert set(result.communes["year"]) == {2023}


def test_rows_left_blank_are_no_communes(tmp_path, national) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(ntm.template(national, communes=5).to_xlsx())
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(path, national)
    assert caught.value.problems[0].kind == "empty_file"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_messages_of_cells_are_titled_by_their_column_and_speak_of_what_it_takes(
    language, national, tmp_path
) -> None:
    path = tmp_path / "form.xlsx"
    with ntm.language(language):
        made = ntm.template(national, year=2023, stages=STAGES)
        path.write_bytes(made.to_xlsx())
    sheet = openpyxl.load_workbook(path).worksheets[0]
    by_column = {str(check.sqref).split(":")[0].rstrip("0123456789"): check for check in sheet.data_validations.dataValidation}  # fmt: skip
    seen = set()
    for at, column in enumerate(made.columns, start=1):
        check = by_column.get(openpyxl.utils.get_column_letter(at))
        if check is None:
            continue
        seen.add(column.takes)
        if not column.code:
            assert check.promptTitle == (column.label or column.header)[:32]
        if column.choices:
            speaks = "CĐ" in check.error or "short forms" in check.error
            assert speaks == (column.takes == "verdict")
    assert {"verdict", "count"} <= seen


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("year", [2022, 2023, 2024, 2025])
def test_every_header_is_taken_for_what_is_meant(language, year, national) -> None:
    matcher = HeaderMatcher(national)
    with ntm.language(language):
        made = ntm.template(national, year=year, stages=STAGES)
    for column in made.columns:
        found = matcher.match(column.header)
        alone = Target("number", column.code)
        assert found == column.target or (found == alone and column.target.role == "value"), column.header
    assert len({*made.headers}) == len(made.headers)


@pytest.mark.parametrize("year", [2022, 2023, 2024, 2025])
def test_every_variable_that_the_year_asks_has_a_column(year, national) -> None:
    made = ntm.template(national, year=year)
    given = {column.target.name for column in made.columns}
    day = date(year, 12, 31)
    asked = {
        part.variable
        for indicator in national.indicators.values()
        for rule in indicator.rules
        if rule.stands_on(day)
        for part in comparisons(rule.require, conditions_too=True)
    }
    assert asked <= given
    assert {"poor_households", "near_poor_households", "households", "school_count"} <= given
    assert "centralised_water_household_pct" in given if year < 2024 else True
    by_sex = {column.target.name for column in made.columns if column.target.role == "female"}
    assert by_sex == {c.target.name for c in made.columns if c.target.role == "male"}
    assert len(by_sex) == 4


def test_each_word_that_a_list_offers_is_read(national) -> None:
    made = ntm.template(national, year=2024, stages=STAGES, example=True)
    rows = []
    for n in range(max(len(column.choices) for column in made.columns)):
        row = [column.choices[n % len(column.choices)] if column.choices else None for column in made.columns]
        row[made.headers.index("Tên xã")], row[made.headers.index("Năm")] = f"Xã Mẫu {n}", 2024
        rows.append(row)
    table = ntm.read_table(as_frame(made, rows), national)
    assert set(table.identity["recognised"].cells) == {"none", "new_rural", "advanced", "model"}
    assert set(table.identity["area"].cells) == {"I", "II", "III"}
    assert {"Đạt", "Chưa đạt"} <= {*offered().flag}


def test_the_guidance_is_no_table_of_communes(tmp_path, national) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(ntm.template(national, province="Lai Châu", communes=COMMUNES).to_xlsx())
    with pytest.raises(ntm.InputError):
        ntm.read_table(path, national, sheet="Hướng dẫn")
    table = ntm.read_table(path, national)
    assert len(table) == len(COMMUNES)


def test_the_same_form_has_the_same_bytes(national) -> None:
    first, second = (ntm.template(national, province="Lai Châu", stages=STAGES).to_xlsx() for _ in range(2))
    assert first == second


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("form", [*FORMS, {"year": 2022}, {"example": True}], ids=str)
@pytest.mark.slow
def test_no_message_is_longer_than_a_spreadsheet_takes(language, form, national) -> None:
    """XlsxWriter warns of what it must leave out, and a warning is an error here."""
    with ntm.language(language):
        made = ntm.template(national, communes=None if "example" in form else 2, **form)
        book = openpyxl.load_workbook(io.BytesIO(made.to_xlsx()))
    checks = book.worksheets[0].data_validations.dataValidation
    assert len(checks) == sum(c.takes not in ("text", "code") for c in made.columns)
    for check in checks:
        assert len(check.formula1) <= 255
        assert check.prompt
        assert check.error


def test_headers_are_locked_and_cells_are_not(national) -> None:
    made = ntm.template(national, communes=2)
    sheet = openpyxl.load_workbook(io.BytesIO(made.to_xlsx())).worksheets[0]
    assert sheet.protection.sheet
    assert not sheet.protection.autoFilter
    assert all(cell.protection.locked for cell in sheet[HEADER])
    assert not any(cell.protection.locked for row in sheet.iter_rows(min_row=FIRST) for cell in row)
    assert sheet.freeze_panes == f"B{FIRST}"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$3:$6"


def notes(made) -> dict[str, str]:
    sheet = openpyxl.load_workbook(io.BytesIO(made.to_xlsx())).worksheets[0]
    return {cell.value: cell.comment.text for cell in sheet[HEADER] if cell.comment}


def test_a_note_tells_level_column_evidence_and_source(national) -> None:
    said = notes(ntm.template(national, year=2024, province="Lai Châu", communes=1))
    income = said["10. Thu nhập bình quân đầu người"]
    assert "Mức chuẩn năm 2024: ≥ 45 triệu đồng/người/năm" in income
    assert "Trung du miền núi phía Bắc" in income
    assert "chưa kiểm chứng" in income
    assert "MỨC CHƯA ĐƯỢC KIỂM CHỨNG" in income
    assert "giao tỉnh quy định" in said["2.1. Tỷ lệ đường xã nhựa hóa, bê tông hóa"]
    schools = said["5. Tỷ lệ trường đạt cơ sở vật chất mức độ 1"]
    assert "Số trường mầm non, tiểu học, THCS > 3: ≥ 70 %" in schools
    assert "Quyết định 1491/QĐ-BGDĐT 06/6/2022" in schools
    assert "chưa biết mức chuẩn" in said["17.1. Tỷ lệ hộ dùng nước sạch theo quy chuẩn"]


def test_without_a_region_a_note_tells_the_levels_of_all(national) -> None:
    income = notes(ntm.template(national, year=2024, communes=1))["10. Thu nhập bình quân đầu người"]
    assert "Đông Nam Bộ" in income
    assert "Tây Nguyên" in income


def test_a_province_set_is_named_beside_its_levels() -> None:
    loaded = ntm.load_set(province="binh-phuoc-2022-difficult")
    made = ntm.template(loaded, year=2024, communes=1)
    assert made.setting.region == "DNB"
    roads = notes(made)["2.1. Tỷ lệ đường xã nhựa hóa, bê tông hóa"]
    assert "≥ 100 %" in roads
    assert "binh-phuoc-2022-difficult" in roads
    assert "báo chí" in roads


def test_the_guidance_lists_every_indicator_and_counts_what_is_unverified(national) -> None:
    made = ntm.template(national, year=2024, province="Lai Châu", communes=1)
    sheet = openpyxl.load_workbook(io.BytesIO(made.to_xlsx()))["Hướng dẫn"]
    texts = [str(cell.value) for row in sheet.iter_rows(max_col=6) for cell in row if cell.value is not None]
    assert {*national.indicators} <= {*texts}
    weak, whole = national.evidence["unverified"], sum(national.evidence.values())
    assert any(f"{weak}/{whole} mức chưa được kiểm chứng" in text for text in texts)
    assert any("nước hợp vệ sinh" in text for text in texts)


def test_an_example_is_marked_and_can_be_judged(tmp_path, national) -> None:
    made = ntm.template(national, year=2024, province="Lai Châu", example=True)
    path = tmp_path / "example.xlsx"
    path.write_bytes(made.to_xlsx())
    result = ntm.evaluate(path, national)
    assert "illustrative_data" in {warning.kind for warning in result.warnings}
    assert {"met", "unmet"} <= set(result.indicators["status"])
    assert openpyxl.load_workbook(path).worksheets[0]["A1"].value.startswith("SỐ LIỆU MINH HỌA")


def test_no_figure_stands_in_a_form_that_is_no_example(national) -> None:
    made = ntm.template(national, province="Lai Châu", communes=COMMUNES)
    filled = {
        key(column)
        for row in made.rows
        for column, cell in zip(made.columns, row, strict=True)
        if cell is not None
    }
    assert filled == {"commune", "province", "year"}


OFFICE = shutil.which("soffice")
office = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")


def converted(path: Path, kind: str, folder: Path) -> Path:
    home = f"-env:UserInstallation=file://{folder / 'home'}"
    command = [OFFICE, home, "--headless", "--convert-to", kind, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True)
    return folder / f"{path.stem}.{kind}"


@office
@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS, ids=str)
def test_saved_by_libreoffice_it_still_says_the_same(form, tmp_path, national) -> None:
    made = ntm.template(national, communes=3, **form)
    draw = np.random.default_rng(7)
    rows = cells_for(made, lambda options: options[draw.integers(len(options))])
    path = filled_workbook(made, rows, tmp_path / "form.xlsx")
    again = converted(path, "xlsx", tmp_path / "again")
    assert judged(again, national) == judged(as_frame(made, rows), national)
    before, after = (openpyxl.load_workbook(file).worksheets[0] for file in (path, again))
    for sheet in (before, after):
        assert len(sheet.data_validations.dataValidation) > 80
        assert all(cell.comment for cell in sheet[HEADER][: len(made.columns)])
    assert after.protection.sheet


# What a planner types, by kind; whether the sheet lets it in is whether the reader takes it.
TYPED = {
    "solid_house_pct": [88.5, 0, 100, 140, -1, "7/9 thôn", "98,5% - Đạt", "Đạt", "đạt", "Đạt (98,5%)", "Chưa đạt", "CĐ", "x", "Phấn đấu đạt", "Không", "n/a", "chưa có số liệu", 45542],
    "temporary_house_count": [0, 3, 2.5, -1, "Không", "Không còn", "Đạt", "CĐ", "Dự kiến 0"],
    "income_per_capita": [42.1, -3, "42,1 triệu", "Đạt", "CĐ", "Tiệm cận"],
    "disaster_readiness_score": [50, 101, "Đạt", "Phấn đấu"],
    "public_green_area": [2, -0.5, "2 m2/người", "Không có"],
    "school_count": [3, 3.5, "Đạt", "3 trường", "-"],
}  # fmt: skip


@office
@pytest.mark.slow
def test_the_sheet_lets_in_what_the_reader_takes(tmp_path, national) -> None:
    made = ntm.template(national, year=2024, communes=1)
    book = openpyxl.load_workbook(io.BytesIO(made.to_xlsx()))
    checks = {str(c.sqref): c.formula1 for c in book.worksheets[0].data_validations.dataValidation}
    trial = book.create_sheet("Trial")
    typed = [(name, cell) for name, cells in TYPED.items() for cell in cells]
    for n, (name, cell) in enumerate(typed, start=1):
        at = next(at for at, column in enumerate(made.columns) if key(column) == name)
        letter = openpyxl.utils.get_column_letter(at + 1)
        trial.cell(n, 1).value = cell
        trial.cell(n, 2).value = "=" + checks[f"{letter}{FIRST}"].replace(f"{letter}{FIRST}", f"A{n}")
    book.save(tmp_path / "trial.xlsx")
    out = openpyxl.load_workbook(converted(tmp_path / "trial.xlsx", "xlsx", tmp_path / "out"), data_only=True)
    for n, (name, cell) in enumerate(typed, start=1):
        frame = pd.DataFrame([{"commune": "Xã Mẫu 1", "year": 2024, name: cell}], dtype=object)
        try:
            ntm.read_table(frame, national)
            taken = True
        except ntm.InputError:
            taken = False
        assert out["Trial"].cell(n, 2).value is taken, (name, cell)
