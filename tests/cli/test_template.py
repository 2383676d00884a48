"""`ntm-rules template`: a form to fill, on disk or on standard output."""

from __future__ import annotations

import openpyxl
import pytest


def test_a_workbook_is_written_and_the_next_step_said(run, tmp_path) -> None:
    form = tmp_path / "form.xlsx"
    ran = run("template", "-o", form, "--province", "Lai Châu", "--year", "2024", "--communes", "4")
    assert ran.code == 0
    assert ran.out == ""
    assert f"ntm-rules evaluate {form}" in ran.err
    assert "Northern midlands and mountains" in ran.err
    assert openpyxl.load_workbook(form).sheetnames == ["Data", "Guide"]


def test_the_form_speaks_the_language_asked_for(run, tmp_path) -> None:
    form = tmp_path / "form.xlsx"
    assert run("template", "-o", form, "--lang", "vi").code == 0
    assert openpyxl.load_workbook(form).sheetnames == ["Số liệu", "Hướng dẫn"]


def test_csv_opens_in_excel_as_utf_8(run, tmp_path) -> None:
    form = tmp_path / "form.csv"
    assert (
        run("template", "-o", form, "--commune", "Xã An", "--commune", "Xã Bình", "--year", "2023").code == 0
    )
    data = form.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    header, *rows = data.decode("utf-8-sig").splitlines()
    assert header.split(";")[0] == "Commune"
    assert [row.split(";")[0] for row in rows] == ["Xã An", "Xã Bình"]
    assert "2023" in rows[0]


def test_csv_is_the_form_of_standard_output(run) -> None:
    ran = run("template")
    assert ran.code == 0
    assert "Commune" in ran.out
    assert ran.err == ""


def test_a_filled_form_is_judged(run, tmp_path) -> None:
    form = tmp_path / "form.xlsx"
    run("template", "-o", form, "--province", "Lai Châu", "--year", "2023", "--commune", "Xã Mẫu 1")
    book = openpyxl.load_workbook(form)
    sheet = book.worksheets[0]
    at = next(cell.column for cell in sheet[4] if str(cell.value).startswith("10."))
    sheet.cell(7, at).value = 46.8
    book.save(form)
    ran = run("explain", form, "--commune", "Xã Mẫu 1", "10")
    assert "46.8 million VND" in ran.out
    assert "MET" in ran.out


def test_stages_add_columns_of_verdicts(run) -> None:
    header = run("template", "--stages", "self,appraised").out.splitlines()[0].split(";")
    assert {"11_self", "11_appraised", "17_self", "17.1_self"} <= {*header}
    assert "11_verified" not in header


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--format", "xlsx"], "-o form.xlsx"),
        (["--province", "Atlantis"], "NTM206"),
        (["--year", "2019"], "NTM207"),
        (["--region", "Mars"], "TDMNPB"),
        (["--province", "Lai Châu", "--region", "DBSH"], "NTM220"),
        (["--province", "Lai Châu", "--province-set", "binh-phuoc-2022-difficult"], "Bình Phước"),
        (["--communes", "3", "--commune", "Xã An"], "not both"),
        (["--stages", "self,signed"], "signed"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_wrong_usage(arguments, said, run) -> None:
    ran = run("template", *arguments)
    assert ran.code == 2
    assert said in ran.err
    assert ran.out == ""


def test_help_shows_an_example(run) -> None:
    assert "ntm-rules template -o form.xlsx" in run("template", "--help").out


@pytest.mark.parametrize("name", ["=1+1", "@x", "+84", "-1", '=HYPERLINK("http://x")', "http://x.vn"])
def test_a_name_is_never_run_as_a_formula_or_followed_as_a_link(run, tmp_path, name) -> None:
    form = tmp_path / "form.xlsx"
    assert run("template", "-o", form, "--commune", name).code == 0
    cell = openpyxl.load_workbook(form).worksheets[0]["A7"]
    safe = name if name.startswith("http") else f"'{name}"
    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", safe, None)
    written = run("template", "--commune", name).out.splitlines()[1]
    assert written.startswith((safe, '"' + safe.replace('"', '""')))
