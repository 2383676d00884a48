"""`evaluate`: every form of the result, for eyes and for programs."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import unicodedata

import jsonschema
import pytest

FORMATS = ("table", "json", "jsonl", "csv")


def no_constant(name):
    raise AssertionError(f"{name} is not JSON")


def width(line):
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line
    )


def test_the_table_is_the_default_and_speaks_of_criteria(run, good):
    ran = run("evaluate", good)
    assert ran.code == 0
    assert ran.out == run("evaluate", good, "--format", "table").out
    (line,) = [line for line in ran.out.splitlines() if "Xã Bình" in line]
    assert "0/19" in line
    assert "4, 8-10, 17" in line.replace("–", "-")


def test_json_holds_both_communes_and_validates(run, good):
    ran = run("evaluate", good, "--format", "json")
    found = json.loads(ran.out, parse_constant=no_constant)
    schema = json.loads(run("criteria", "show", "--schema").out)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(found, schema, cls=jsonschema.Draft202012Validator)
    assert found["schema"] == "ntm-rules/evaluation/1"
    assert [commune["commune"] for commune in found["communes"]] == ["Xã An", "Xã Bình"]
    assert found["criteria_set"]["evidence"] == {
        "signed": 0, "guidance": 29, "reprint": 9, "press": 11, "unverified": 172, "delegated": 5
    }  # fmt: skip
    assert found["input"]["rows"] == 2


HARD_FILES = {
    "verdicts alone": "commune,year,10,2,17.1_appraised\nA,2023,Đạt,Cơ bản đạt,Không xét\n",
    "no region": "commune,year,10,4.2\nA,2023,50,99\n",
    "two regions": "commune,province,year,10\nA,Phú Thọ,2025,50\n",
    "history": "commune,province,year,10\nA,Hà Nội,2021,50\nA,Hà Nội,2023,50\n",
    "a plan beside": "commune,province,year,value_kind,10\nA,Hà Nội,2023,plan,50\nA,Hà Nội,2023,actual,50\n",
    "everything beside": "commune,commune_code,unit_type,district,province,year,period,area,11_verdict,households,poor_households,"
    "near_poor_households,health_insurance_pct_female,health_insurance_pct_male,unknown thing\n"
    "A,1,xã,M,Hà Nội,2024,2024-H1,II,Chưa đạt,100,1,1,95,89.5,?\n",
    "tenths that do not add up": "commune,region,year,17.4,4.2\nA,DBSH,2023,0.1,99.3\nB,DBSH,2023,0.3,0.7\n",
}  # fmt: skip


@pytest.mark.parametrize("case", HARD_FILES)
def test_every_kind_of_row_gives_a_valid_document(run, csv_file, case):
    path = csv_file(HARD_FILES[case])
    ran = run("evaluate", path, "--format", "json")
    assert ran.code == 0, ran.err
    found = json.loads(ran.out, parse_constant=no_constant)
    jsonschema.validate(found, json.loads(run("criteria", "show", "--schema").out))
    for commune in found["communes"]:
        for kind, total in (("criteria", 19), ("indicators", 57)):
            counted = commune["summary"][kind]
            parts = ("met", "basically_met", "unmet", "unknown", "not_applicable")
            assert counted["total"] == total == sum(counted[part] for part in parts)
            assert counted["counted"] == counted["met"] + counted["not_applicable"]


def test_numbers_are_rounded_to_six_places(run, csv_file):
    path = csv_file("commune,region,year,4.2_verdict,4.2,17.4\nA,DBSH,2023,,1/3,0.1\n")
    text = run("evaluate", path, "--format", "json").out
    assert "33.333333," in text
    assert "33.3333333" not in text
    assert ",33.333333," in run("evaluate", path, "--format", "csv").out


def test_jsonl_has_one_commune_a_line_as_in_the_document(run, good):
    lines = run("evaluate", good, "--format", "jsonl").out.splitlines()
    document = json.loads(run("evaluate", good, "--format", "json").out)
    assert [json.loads(line, parse_constant=no_constant) for line in lines] == document["communes"]


def test_csv_has_the_columns_of_the_frame_and_no_nan(run, good):
    ran = run("evaluate", good, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert list(rows[0]) == [
        "commune_code",
        "commune",
        "district",
        "province",
        "year",
        "period",
        "criterion",
        "indicator",
        "variable",
        "value",
        "unit",
        "comparison",
        "threshold",
        "gap",
        "status",
        "reason",
        "basis",
        "evidence",
        "source",
        "threshold_region",
        "origin",
    ]
    assert {row["indicator"] for row in rows if row["commune"] == "Xã An"} >= {"10", "4.2", "17.10"}
    assert "nan" not in ran.out.lower().split(",")
    (income,) = [row for row in rows if row["commune"] == "Xã An" and row["indicator"] == "10"]
    assert (income["value"], income["status"], income["reason"]) == ("42.1", "met", "")


def test_wide_has_one_row_a_commune(run, good):
    ran = run("evaluate", good, "--format", "csv", "--wide")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert [row["commune"] for row in rows] == ["Xã An", "Xã Bình"]
    assert [rows[1][code] for code in ("10", "4", "17", "1")] == ["unmet", "unmet", "unmet", "unknown"]
    assert {str(code) for code in range(1, 20)} <= rows[0].keys()


def test_wide_keeps_periods_and_same_names_apart(run, csv_file):
    path = csv_file("commune,district,year,10_verdict\nA,M,2023,Đạt\nA,N,2023,Chưa đạt\nA,M,2024,Chưa đạt\n")
    rows = list(csv.DictReader(io.StringIO(run("evaluate", path, "--format", "csv", "--wide").out)))
    found = {(row["commune"], row["district"], row["year"]): row["10"] for row in rows}
    assert found == {("A", "M", "2023"): "met", ("A", "N", "2023"): "unmet", ("A", "M", "2024"): "unmet"}


@pytest.mark.parametrize("suffix", ["json", "jsonl", "csv", "JSON"])
def test_the_suffix_of_the_output_picks_the_format(run, good, tmp_path, suffix):
    output = tmp_path / f"result.{suffix}"
    ran = run("evaluate", good, "-o", output)
    assert (ran.code, ran.out) == (0, "")
    encoding = "utf-8-sig" if suffix.lower() == "csv" else "utf-8"
    assert output.read_text(encoding=encoding) == run("evaluate", good, "--format", suffix.lower()).out


def test_a_format_asked_for_needs_no_suffix(run, good, tmp_path):
    output = tmp_path / "result.txt"
    assert run("evaluate", good, "-o", output, "--format", "json").code == 0
    assert json.loads(output.read_text(encoding="utf-8"))["schema"]


def test_an_output_that_stands_is_replaced_whole(run, good, tmp_path):
    output = tmp_path / "result.csv"
    output.write_text("x" * 10**6)
    run("evaluate", good, "-o", output)
    assert output.read_text(encoding="utf-8-sig").startswith("commune_code,")
    assert sorted(path.name for path in tmp_path.iterdir()) == [good.name, "result.csv"]


def test_the_input_is_never_overwritten_by_its_own_result(run, good):
    before = good.read_bytes()
    ran = run("evaluate", good, "-o", good)
    assert good.read_bytes() == before
    assert (ran.code, ran.out) == (2, "")


def test_a_dash_reads_standard_input(good):
    ran = subprocess.run(
        [sys.executable, "-c", "from ntm_rules.cli.main import main; main()",
         "evaluate", "-", "--format", "jsonl", "--lang", "en"],
        input=good.read_bytes(), capture_output=True,
    )  # fmt: skip
    assert ran.returncode == 0
    assert [json.loads(line)["commune"] for line in ran.stdout.decode().splitlines()] == ["Xã An", "Xã Bình"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_an_output_may_be_read_by_those_who_may_read_other_new_files(run, good, tmp_path):
    output, plain = tmp_path / "result.csv", tmp_path / "plain.txt"
    plain.write_text("")
    run("evaluate", good, "-o", output)
    assert output.stat().st_mode == plain.stat().st_mode


@pytest.mark.parametrize(
    ("asked", "code"), [(["unmet"], 1), (["unknown"], 1), (["unmet", "unknown"], 1), ([], 0)]
)
def test_fail_on_ends_with_1_after_the_result(run, good, asked, code):
    ran = run(
        "evaluate", good, "--format", "json", *(part for status in asked for part in ("--fail-on", status))
    )
    assert ran.code == code
    assert json.loads(ran.out)["communes"]


def test_fail_on_that_finds_nothing_ends_with_0(run, csv_file):
    rows = [["commune", "year", *range(1, 20)], ["A", 2023, *["Đạt"] * 19]]
    assert run("evaluate", csv_file(rows), "--fail-on", "unmet", "--fail-on", "unknown").code == 0


@pytest.mark.parametrize("language", ["vi", "en"])
def test_titles_follow_the_language(run, good, language):
    found = json.loads(run("evaluate", good, "--format", "json", "--lang", language).out)
    assert found["communes"][0]["criteria"][9]["title"] == {"vi": "Thu nhập", "en": "Income"}[language]
    assert found["communes"][0]["criteria"][9]["status"] == "met"


def test_the_language_may_stand_before_or_behind_an_equals_sign(run, good):
    assert run("evaluate", "--lang=vi", good).out == run("evaluate", good, "--lang", "vi").out


@pytest.mark.parametrize(("locale", "language"), [("en_GB.UTF-8", "en"), ("vi_VN.UTF-8", "vi"), ("C", "vi"), ("de_DE", "vi")])  # fmt: skip
def test_the_language_comes_from_the_locale_else_vietnamese(run, good, monkeypatch, locale, language):
    for name in ("LANG", "LC_MESSAGES", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", locale)
    (first, _) = json.loads(run("evaluate", good, "--format", "json", lang=None).out)["communes"]
    assert first["criteria"][9]["title"] == {"vi": "Thu nhập", "en": "Income"}[language]


@pytest.mark.parametrize("no_colour", ["1", None])
@pytest.mark.parametrize("command", ["evaluate", "explain"])
def test_a_pipe_carries_no_escape_codes(run, good, monkeypatch, no_colour, command):
    if no_colour:
        monkeypatch.setenv("NO_COLOR", no_colour)
    monkeypatch.setenv("FORCE_COLOR", "1") if not no_colour else None
    monkeypatch.setenv("TERM", "xterm-256color")
    ran = run(command, good, *(["--commune", "Xã An"] if command == "explain" else []))
    assert ran.code == 0
    assert "\x1b" not in ran.out + ran.err


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminal")
@pytest.mark.parametrize(("no_colour", "coloured"), [({"NO_COLOR": "1"}, False), ({}, True)])
@pytest.mark.slow
def test_a_terminal_is_coloured_unless_no_color_is_set(good, no_colour, coloured):
    import pty

    master, slave = pty.openpty()
    environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
    subprocess.run(
        [sys.executable, "-c", "from ntm_rules.cli.main import main; main()", "evaluate", str(good), "--lang", "en"],
        stdout=slave, stderr=subprocess.DEVNULL, check=True, env={**environment, "TERM": "xterm", **no_colour},
    )  # fmt: skip
    os.close(slave)
    found = b""
    try:
        while part := os.read(master, 65536):
            found += part
    except OSError:
        pass
    finally:
        os.close(master)
    assert "Xã An".encode() in found
    # Bold is no colour; NO_COLOR asks that colour be left out.
    assert (b"\x1b[1;31m" in found or b"\x1b[31m" in found or b"\x1b[33m" in found) == coloured


def test_an_escape_code_in_a_name_does_not_reach_the_terminal(run, csv_file):
    path = csv_file("commune,year,10\nXã \x1b[31mĐỏ,2023,42\n")
    for arguments in (["evaluate", path], ["explain", path, "--commune", "Xã \x1b[31mĐỏ"]):
        ran = run(*arguments)
        assert ran.code == 0
        assert "\x1b" not in ran.out


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_table_of_100_communes_keeps_to_100_columns(run, csv_file, language):
    """Whatever the names and however scattered the criteria that are unmet."""
    words = ["Đạt", "Chưa đạt", "", "Cơ bản đạt"]
    rows = [
        [f"Xã {'Nguyễn Huệ ' * (n % 5)}{n}", f"Huyện {n % 3} {'rất dài ' * 6}", 2023, *(words[(n * k + k * k) % 4] for k in range(19))]
        for n in range(100)
    ]  # fmt: skip
    path = csv_file([["commune", "district", "year", *range(1, 20)], *rows])
    lines = run("evaluate", path, "--lang", language).out.splitlines()
    assert max(map(width, lines)) <= 100
    assert sum("/19" in line and "│" in line for line in lines) == 100


def test_square_brackets_in_a_name_are_text(run, csv_file):
    path = csv_file("commune,district,year,10\nXã [red]A[/red],[b]M,2023,42\n[/],N,2023,42\n")
    out = run("evaluate", path).out
    assert "[red]A[/red]" in out
    assert "[/]" in out


LABEL = "ILLUSTRATIVE DATA"


@pytest.mark.parametrize("arguments", [["evaluate"], ["evaluate", "--format", "csv"], ["evaluate", "--format", "csv", "--wide"], ["explain", "--commune", "Xã Mẫu"]], ids=" ".join)  # fmt: skip
def test_invented_data_says_so_in_every_text(run, invented, arguments):
    command, *options = arguments
    assert LABEL in run(command, invented, *options).out


@pytest.mark.parametrize("arguments", [["evaluate", "--format", "json"], ["evaluate", "--format", "jsonl"], ["explain", "--commune", "Xã Mẫu", "--format", "json"]], ids=" ".join)  # fmt: skip
def test_invented_data_says_so_in_every_document(run, invented, arguments):
    command, *options = arguments
    text = run(command, invented, *options).out
    assert json.loads(text)
    assert LABEL in text


def test_invented_data_says_so_in_vietnamese(run, invented):
    for form in ("table", "csv", "json"):
        assert "SỐ LIỆU MINH HỌA" in run("evaluate", invented, "--format", form, "--lang", "vi").out


def test_each_row_of_invented_csv_says_so(run, invented):
    _, *lines = run("evaluate", invented, "--format", "csv").out.splitlines()
    assert len(lines) > 57
    assert all(LABEL in line for line in lines)


def test_other_data_is_not_called_invented(run, good):
    for form in FORMATS:
        ran = run("evaluate", good, "--format", form)
        assert LABEL not in ran.out + ran.err


@pytest.mark.parametrize("name", ["=1+1", "@x", "+84", "-1", "=cmd|' /C calc'!A0", "\t=1", " =1+1"])
@pytest.mark.parametrize("wide", [[], ["--wide"]])
def test_a_formula_in_a_name_is_neutralised_in_csv(run, csv_file, name, wide):
    path = csv_file([["commune", "district", "year", "10"], [name, name, 2023, 42]])
    rows = list(csv.DictReader(io.StringIO(run("evaluate", path, "--format", "csv", *wide).out)))
    for column in ("commune", "district"):
        assert rows[0][column][0] not in "=+-@\t\r"
        assert rows[0][column].lstrip("' \t") == name.strip()


def test_names_that_differ_by_a_quote_alone_are_both_written(run, csv_file):
    path = csv_file([["commune", "year", "10"], ["=A", 2023, 42], ["'=A", 2023, 42]])
    ran = run("evaluate", path, "--format", "csv", "--wide")
    assert ran.code == 0
    assert len(ran.out.splitlines()) == 3


def test_a_name_like_a_formula_stays_as_it_is_in_json(run, csv_file):
    path = csv_file([["commune", "year", "10"], ["=1+1", 2023, 42]])
    assert json.loads(run("evaluate", path, "--format", "json").out)["communes"][0]["commune"] == "=1+1"


def test_warnings_go_to_standard_error_and_into_the_document(run, csv_file):
    path = csv_file("commune,province,year,10,income_per_capit\nA,Hà Nội,2023,42,1\n")
    ran = run("evaluate", path, "--format", "json")
    kinds = {warning["code"] for warning in json.loads(ran.out)["warnings"]}
    assert {"unknown_column", "assumed_not_listed"} <= kinds
    assert "income_per_capita" in ran.err
    # What the rules ran on is of the machine, and stands beside the result.
    said = [line for line in ran.err.splitlines() if line.startswith("Warning:") and "NTM340" not in line]
    assert len(said) == len(json.loads(ran.out)["warnings"])


def test_rows_of_other_years_are_kept_as_history(run, csv_file):
    path = csv_file("commune,province,year,10\nA,Hà Nội,2021,80\nA,Hà Nội,2023,80\n")
    ran = run("evaluate", path, "--format", "json")
    before, now = json.loads(ran.out)["communes"]
    assert {c["reason"] for c in before["criteria"]} == {"outside_validity"}
    assert now["criteria"][9]["status"] == "met"
    assert "2021" in ran.err


def test_year_and_as_of_are_heeded(run, csv_file):
    path = csv_file("commune,province,15.4\nA,Hà Nội,Có\n")
    assert run("evaluate", path).code == 1
    assert run("evaluate", path, "--year", "2024").code == 0
    refused = run("evaluate", path, "--year", "2024", "--as-of", "2024-02-29")
    assert refused.code == 1
    assert "15.4" in refused.err


def test_strict_evidence_judges_by_guidance_alone(run, good):
    found = json.loads(run("evaluate", good, "--format", "json", "--strict-evidence").out)
    income = found["communes"][1]["criteria"][9]
    assert (income["status"], income["reason"]) == ("unknown", "unverified_threshold")


@pytest.mark.parametrize(("how", "qualifies"), [("blocks", False), ("counts", True)])
def test_basically_met_counts_if_asked(run, csv_file, how, qualifies):
    rows = [["commune", "year", *range(1, 20)], ["A", 2023, "Cơ bản đạt", *["Đạt"] * 18]]
    found = json.loads(run("evaluate", csv_file(rows), "--format", "json", "--basically-met", how).out)
    assert found["communes"][0]["summary"]["qualifies"] is qualifies
