"""Unknown columns are settled on the command line, once, and kept in a file."""

from __future__ import annotations

import json
import re

import pytest
import yaml

import ntm_rules as ntm

INCOME = "income_per_capita"


@pytest.fixture
def file(csv_file):
    """Invented figures under headers that nobody knows."""
    return csv_file(
        [["Xã", "Năm", "TN của dân BQ", "Ghi chú 2", "4.2"], ["Xã Mẫu 1", 2023, "42,5", "tốt", "98"]]
    )


def income(ran):
    assert ran.code == 0, ran.err
    criteria = json.loads(ran.out)["communes"][0]["criteria"]
    return next(c for c in criteria if c["code"] == "10")["indicators"][0]["parts"][0]["value"]


def test_the_warning_shows_the_option_to_type_and_typing_it_settles_the_column(run, csv_file):
    path = csv_file([["Xã", "Năm", "Thu nhập bình quân/người dân", "4.2"], ["Xã Mẫu 1", 2023, "42,5", "98"]])
    first = run("evaluate", path, "--format", "json")
    assert income(first) is None
    option = re.search(r'--map "([^"]+)"', first.err)
    assert option[1] == f"Thu nhập bình quân/người dân={INCOME}"
    second = run("evaluate", path, "--format", "json", "--map", option[1])
    assert income(second) == 42.5
    assert "NTM301" not in second.err


@pytest.mark.parametrize("target", [INCOME, "10", "Tiêu chí 10", "Thu nhập bình quân đầu người"])
def test_a_target_is_anything_that_a_header_may_be(run, file, target):
    assert income(run("evaluate", file, "--format", "json", "--map", f"TN của dân BQ={target}")) == 42.5


def test_a_target_may_be_a_count_a_stage_or_of_the_identity(csv_file):
    path = csv_file([["A", "B", "C", "D", "E"], ["Xã Mẫu 1", 2023, "7", "9", "Đạt"]])
    mapping = {
        "A": "commune",
        "B": "Năm",
        "C": "livestock_hygiene_pct_num",
        "D": "livestock_hygiene_pct_den",
        "E": "17.1_appraised",
    }
    table = ntm.read_table(path, mapping=mapping)
    assert table.text(0, "commune") == "Xã Mẫu 1"
    assert table.values["livestock_hygiene_pct"].tolist() == [700 / 9]
    assert table.verdicts["17.1", "appraised"].tolist() == [3]


@pytest.mark.parametrize("header", ["tn  của dân bq", "TN CỦA DÂN BQ"])
def test_a_header_is_named_whatever_its_case_and_spaces(run, file, header):
    assert income(run("evaluate", file, "--format", "json", "--map", f"{header}=10")) == 42.5


def test_a_column_may_be_left_out_in_silence(run, file):
    ran = run("evaluate", file, "--map", "Ghi chú 2=", "--map", "TN của dân BQ=10")
    assert ran.code == 0
    assert "NTM301" not in ran.err


def test_a_column_that_is_known_may_be_left_out_or_given_another_meaning(file):
    assert (
        "safe_electricity_household_pct"
        not in ntm.read_table(file, mapping={"4.2": None, "TN của dân BQ": "10"}).values
    )
    table = ntm.read_table(file, mapping={"4.2": "15.1"})
    assert table.values["health_insurance_pct"].tolist() == [98]


def test_a_refused_look_alike_is_taken_where_the_planner_says_so_and_it_is_told(run, csv_file):
    path = csv_file([["Xã", "Năm", "Tỷ lệ hộ nghèo"], ["Xã Mẫu 1", 2023, "4,5"]])
    assert run("evaluate", path).code == 1
    ran = run("evaluate", path, "--map", "Tỷ lệ hộ nghèo=11")
    assert ran.code == 0
    assert "NTM213" in ran.err


def test_an_ambiguous_header_is_settled(csv_file):
    path = csv_file([["Xã", "Năm", "17.2. Thu nhập"], ["Xã Mẫu 1", 2023, "42,5"]])
    with pytest.raises(ntm.InputError, match="NTM214"):
        ntm.read_table(path)
    assert ntm.read_table(path, mapping={"17.2. Thu nhập": "10"}).values[INCOME].tolist() == [42.5]


def test_the_unit_of_a_mapped_header_still_counts(csv_file):
    path = csv_file([["Xã", "Năm", "TN dân (nghìn đồng)"], ["Xã Mẫu 1", 2023, "42.500"]])
    assert ntm.read_table(path, mapping={"TN dân (nghìn đồng)": "10"}).values[INCOME].tolist() == [42.5]


def test_a_header_with_an_equals_sign_is_mapped(csv_file):
    path = csv_file([["Xã", "Năm", "(3)=(2)/(1)"], ["Xã Mẫu 1", 2023, "98"]])
    assert (
        ntm.read_table(path, mapping={"(3)=(2)/(1)": "4.2"}).values["safe_electricity_household_pct"][0] == 98
    )


def test_a_saved_mapping_is_used_the_next_time(run, file, tmp_path):
    saved = tmp_path / "columns.yaml"
    ran = run(
        "evaluate", file, "--map", f"TN của dân BQ={INCOME}", "--map", "Ghi chú 2=", "--save-mapping", saved
    )
    assert ran.code == 0, ran.err
    assert yaml.safe_load(saved.read_text(encoding="utf-8")) == {
        "columns": {"TN của dân BQ": INCOME, "Ghi chú 2": None}
    }
    assert "TN của dân BQ: income_per_capita" in saved.read_text(encoding="utf-8")
    again = run("evaluate", file, "--mapping", saved, "--format", "json")
    assert income(again) == 42.5
    assert "NTM301" not in again.err


def test_saving_merges_and_keeps_what_was_written_by_hand(run, file, tmp_path):
    saved = tmp_path / "columns.yaml"
    saved.write_text("# Biểu của phòng Thống kê\ncolumns:\n  Cột cũ: '17.1'  # giữ lại\n", encoding="utf-8")
    assert run("evaluate", file, "--map", "TN của dân BQ=10", "--save-mapping", saved).code == 0
    text = saved.read_text(encoding="utf-8")
    assert text.startswith("# Biểu của phòng Thống kê\n")
    assert "Cột cũ: '17.1'  # giữ lại\n" in text
    assert yaml.safe_load(text)["columns"] == {"Cột cũ": "17.1", "TN của dân BQ": "10"}


def test_an_option_goes_before_the_file(run, file, tmp_path):
    saved = tmp_path / "columns.yaml"
    saved.write_text("columns: {TN của dân BQ: '15.1'}\n", encoding="utf-8")
    ran = run("evaluate", file, "--mapping", saved, "--map", "TN của dân BQ=10", "--format", "json")
    assert income(ran) == 42.5


def test_nothing_is_saved_where_the_input_is_refused(run, csv_file, tmp_path):
    path = csv_file([["Xã", "Năm", "TN"], ["Xã Mẫu 1", 2023, "nhiều"]])
    saved = tmp_path / "columns.yaml"
    assert run("evaluate", path, "--map", "TN=10", "--save-mapping", saved).code == 1
    assert not saved.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--map", "TN của dan BQ=10"], ["NTM234", "“TN của dan BQ”", "“TN của dân BQ”"]),
        (["--map", "TN của dân BQ=income_percapita"], ["NTM234", "income_percapita", f"“{INCOME}”"]),
        (["--map", "TN của dân BQ=17.13"], ["NTM234", "17.13"]),
        (["--map", "TN của dân BQ=Nước hợp vệ sinh"], ["NTM234", "Nước hợp vệ sinh"]),
        (["--map", "TN của dân BQ"], ["COLUMN=VARIABLE"]),
        (["--map", "=10"], ["COLUMN=VARIABLE"]),
        (["--save-mapping", "x.yaml"], ["--map or --mapping"]),
    ],
)
def test_a_mapping_that_does_not_fit_is_wrong_usage_and_names_the_nearest(run, file, arguments, said):
    ran = run("evaluate", file, *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert all(words in ran.err for words in said), ran.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("columns: {A: 10}\n", "columns"),
        ("column: {A: '10'}\n", "“column”"),
        ("columns: {A: '10'}\nnote: x\n", "“note”"),
        ("columns: {A: '10', A: '11'}\n", "NTM102"),
        ("columns: [\n", "NTM101"),
    ],
)
def test_a_malformed_mapping_file_is_refused_by_name(run, file, tmp_path, text, said):
    saved = tmp_path / "columns.yaml"
    saved.write_text(text, encoding="utf-8")
    ran = run("evaluate", file, "--mapping", saved)
    assert ran.code != 0
    assert "columns.yaml" in ran.err
    assert said in ran.err


def test_a_mistake_in_a_mapping_file_names_its_line(run, file, tmp_path):
    saved = tmp_path / "columns.yaml"
    saved.write_text("columns:\n  Ghi chú 2:\n  TN của dân BQ: income_percapita\n", encoding="utf-8")
    assert "columns.yaml:3" in run("evaluate", file, "--mapping", saved).err


def test_a_table_already_read_takes_no_mapping(file):
    table = ntm.read_table(file)
    with pytest.raises(ntm.UsageError, match="mapping"):
        ntm.evaluate(table, mapping={"TN của dân BQ": "10"})


def test_explain_takes_a_mapping_too(run, file):
    ran = run("explain", file, "--commune", "Xã Mẫu 1", "10", "--map", "TN của dân BQ=10")
    assert ran.code == 0
    assert "42.5" in ran.out
    assert "TN của dân BQ" in ran.out
