"""`criteria`: what the definitions say; and the help of every command."""

from __future__ import annotations

import csv
import io
import json

import click
import jsonschema
import pytest

from ntm_rules.cli.main import build

SET = "commune-2021-2025"


def commands(group, path=()):
    for name, command in group.commands.items():
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


COMMANDS = [(), *commands(build())]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: " ".join(c) or "ntm-rules")
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_every_command_has_help_with_an_example(run, command, flag):
    ran = run(*command, flag, lang=None)
    assert ran.code == 0
    assert "Example: ntm-rules" in ran.out
    assert "Usage: ntm-rules" in ran.out
    assert ran.err == ""


@pytest.mark.parametrize("command", [c for c in COMMANDS if c and c != ("criteria",)], ids=" ".join)
@pytest.mark.parametrize("option", ["--lang", "--format", "-o, --output"])
def test_every_command_has_the_common_options(run, command, option):
    assert option in run(*command, "--help").out


@pytest.mark.parametrize("arguments", [["--lang", "en", "--help"], ["criteria", "--lang", "en", "--help"], ["--lang", "en", "criteria", "list"]], ids=" ".join)  # fmt: skip
def test_the_groups_take_a_language_too(run, arguments):
    assert run(*arguments, lang=None).code == 0


def test_the_version_is_printed(run):
    ran = run("--version", lang=None)
    assert ran.code == 0
    assert "ntm-rules" in ran.out


def test_list_names_the_sets_and_province_sets(run):
    rows = json.loads(run("criteria", "list", "--format", "json").out)
    assert {SET, "binh-phuoc-2022-difficult"} <= {row["id"] for row in rows}
    table = run("criteria", "list").out
    assert SET in table
    assert "binh-phuoc-2022-difficult" in table


@pytest.mark.parametrize("code", ["10", "17.1", "17"])
def test_show_gives_the_levels_of_a_number(run, code):
    rows = json.loads(run("criteria", "show", SET, code, "--format", "json").out)
    assert rows
    assert all(row["indicator"] == code or row["indicator"].startswith(f"{code}.") for row in rows)
    assert all(row["from"] and row["evidence"] and row["place"].startswith("criteria/sets/") for row in rows)


def test_show_takes_a_number_with_a_comma_as_explain_does(run):
    assert run("criteria", "show", SET, "17,1").out == run("criteria", "show", SET, "17.1").out != ""


def test_show_gives_every_level_of_the_set(run):
    assert len(json.loads(run("criteria", "show", SET, "--format", "json").out)) == 226


def test_show_lays_a_province_set_over(run):
    rows = json.loads(
        run(
            "criteria", "show", SET, "2.1", "--province-set", "binh-phuoc-2022-difficult", "--format", "json"
        ).out
    )
    assert {row["origin"]: row["level"] for row in rows} == {
        "national": "",
        "binh-phuoc-2022-difficult": "100",
    }


@pytest.mark.parametrize("grade", ["guidance", "reprint", "press", "unverified", "delegated", "signed"])
def test_audit_lists_what_has_a_grade(run, grade):
    rows = json.loads(run("criteria", "audit", "--grade", grade, "--format", "json").out)
    counted = {"guidance": 29, "reprint": 9, "press": 11, "unverified": 172, "delegated": 5, "signed": 0}
    assert len([row for row in rows if row["kind"] == "level"]) == counted[grade]
    assert {row["evidence"] for row in rows} <= {grade}


def test_audit_puts_the_least_evidenced_first(run):
    grades = [row["evidence"] for row in json.loads(run("criteria", "audit", "--format", "json").out)]
    assert grades[0] == "unverified"
    assert grades[-1] == "guidance"
    assert len(set(grades)) == len([g for n, g in enumerate(grades) if n == 0 or grades[n - 1] != g])


@pytest.mark.parametrize("command", ["show", "audit"])
def test_lists_are_written_as_csv_with_english_keys(run, command):
    form = run("criteria", command, "--help").out
    if "csv" not in form:
        assert run("criteria", command, "--format", "csv").code == 2
        return
    ran = run("criteria", command, "--format", "csv", "--lang", "vi")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert {"indicator", "variable", "level", "evidence"} <= rows[0].keys()


@pytest.mark.parametrize("command", ["list", "show", "validate", "audit"])
@pytest.mark.parametrize("form", ["table", "json"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_list_comes_in_each_form(run, command, form, language):
    ran = run("criteria", command, "--format", form, "--lang", language)
    assert ran.code == 0
    assert "\x1b" not in ran.out
    if form == "json":
        assert json.loads(ran.out)


@pytest.mark.parametrize("command", ["list", "validate"])
def test_short_lists_keep_to_100_columns(run, command):
    assert max(map(len, run("criteria", command).out.splitlines())) <= 100


def test_validate_counts_the_set(run):
    rows = {row["key"]: row["n"] for row in json.loads(run("criteria", "validate", "--format", "json").out)}
    assert (rows["criteria"], rows["indicators"], rows["levels"]) == (19, 57, 226)
    assert [rows[g] for g in ("signed", "guidance", "reprint", "press", "unverified", "delegated")] == [
        0,
        29,
        9,
        11,
        172,
        5,
    ]


def test_validate_refuses_a_broken_set_with_file_and_line(run, tmp_path):
    import shutil

    from ntm_rules.definitions.location import criteria_folder

    folder = shutil.copytree(criteria_folder() / "sets" / SET, tmp_path / SET)
    path = folder / "10-income.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("group:", "grou:", 1), encoding="utf-8")
    ran = run("criteria", "validate", folder)
    assert (ran.code, ran.out) == (1, "")
    assert "10-income.yaml:2" in ran.err


def test_a_list_is_written_to_a_file_by_its_suffix(run, tmp_path):
    output = tmp_path / "audit.csv"
    ran = run("criteria", "audit", "-o", output)
    assert (ran.code, ran.out) == (0, "")
    assert output.read_text(encoding="utf-8-sig").startswith("evidence,kind,indicator")


def test_the_schema_is_json(run, tmp_path):
    assert json.loads(run("criteria", "show", "--schema").out)["$schema"].startswith(
        "https://json-schema.org/"
    )


@pytest.mark.parametrize("document", ["evaluation", "what-if", "plan"])
def test_the_schema_of_each_document_is_printed(run, document):
    schema = json.loads(run("criteria", "show", "--schema", document).out)
    assert schema["$id"] == f"ntm-rules/{document}/1"
    jsonschema.Draft202012Validator.check_schema(schema)


def test_the_bare_flag_prints_the_schema_of_evaluations(run):
    assert json.loads(run("criteria", "show", "--schema").out)["$id"] == "ntm-rules/evaluation/1"
