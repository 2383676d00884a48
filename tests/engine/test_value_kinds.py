"""Estimates and plans are judged on request alone, and every output says so."""

from __future__ import annotations

import json

import openpyxl
import pytest

import ntm_rules as ntm

HEADERS = ["commune", "province", "year", "value_kind", "10"]
ROWS = [
    ["Xã Mẫu 1", "Sơn La", 2023, "", 43],
    ["Xã Mẫu 1", "Sơn La", 2024, "ước thực hiện", 46],
    ["Xã Mẫu 2", "Sơn La", 2024, "thực hiện", 46],
    ["Xã Mẫu 2", "Sơn La", 2024, "ước", 40],
    ["Xã Mẫu 3", "Sơn La", 2024, "kế hoạch", 50],
]
ESTIMATE, PLAN = "ESTIMATES, NOT RESULTS", "PLANNED FIGURES, NOT RESULTS"


@pytest.fixture
def path(csv_file):
    return str(csv_file([HEADERS, *ROWS]))


def judged(result: ntm.Evaluation) -> list[tuple[str, int, str]]:
    """The rows that are judged, each with the status of 10."""
    return [
        (commune["commune"], commune["year"], commune["criteria"][9]["status"])
        for commune in result.to_dict()["communes"]
    ]


RESULTS = [("Xã Mẫu 1", 2023, "met"), ("Xã Mẫu 2", 2024, "met")]


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (None, RESULTS),
        ("actual", RESULTS),
        ("estimate", [("Xã Mẫu 1", 2024, "met"), ("Xã Mẫu 2", 2024, "unmet")]),
        ("ước thực hiện", [("Xã Mẫu 1", 2024, "met"), ("Xã Mẫu 2", 2024, "unmet")]),
        ("plan", [("Xã Mẫu 3", 2024, "met")]),
        # A result stands before an estimate of the same period.
        ("actual,estimate", [RESULTS[0], ("Xã Mẫu 1", 2024, "met"), RESULTS[1]]),
        (["estimate", "actual"], [RESULTS[0], ("Xã Mẫu 1", 2024, "met"), RESULTS[1]]),
    ],
)
def test_rows_of_the_kinds_asked_are_judged(path, kinds, expected):
    assert judged(ntm.evaluate(path, **({"value_kind": kinds} if kinds else {}))) == expected


def test_results_alone_need_no_word(path):
    found = ntm.evaluate(path)
    assert "other_kind_judged" not in {warning.kind for warning in found.warnings}
    assert ESTIMATE not in found.to_json()
    assert "value_kind" not in found.indicators.columns
    (note,) = [warning for warning in found.warnings if warning.kind == "not_actual"]
    assert "--value-kind actual,estimate,plan" in str(note)


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "md"])
@pytest.mark.parametrize("kind", ["estimate", "plan"])
def test_every_output_says_that_figures_are_no_results(run, path, form, kind):
    ran = run("evaluate", path, "--value-kind", kind, "--format", form)
    assert ran.code == 0, ran.err
    assert {"estimate": ESTIMATE, "plan": PLAN}[kind] in " ".join(ran.out.split())


@pytest.mark.parametrize(
    "command",
    [
        ("risks",),
        ("recommend",),
        ("explain", "--commune", "Mẫu 1", "10"),
        ("what-if", "--set-value", "Mẫu 1:income_per_capita=50"),
        ("plan",),
    ],
)
def test_every_command_that_judges_takes_the_option_and_says_so(run, path, command):
    name, *options = command
    ran = run(name, path, "--value-kind", "estimate", *options)
    assert ran.code == 0, ran.err
    assert ESTIMATE in " ".join(ran.out.split())


def test_the_workbook_says_so(run, path, tmp_path):
    target = tmp_path / "out.xlsx"
    assert run("evaluate", path, "--value-kind", "estimate", "-o", str(target)).code == 0
    cells = {
        str(cell)
        for sheet in openpyxl.load_workbook(target)
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    }
    assert any(ESTIMATE in cell for cell in cells)


def test_document_and_frames_name_the_kind_of_each_row(run, path):
    found = ntm.evaluate(path, value_kind="actual,estimate")
    document = found.to_dict()
    assert document["input"]["value_kinds"] == ["actual", "estimate"]
    assert [commune.get("value_kind") for commune in document["communes"]] == [None, "estimate", None]
    assert [commune["notes"][:1] for commune in document["communes"]] == [[], [ESTIMATE], []]
    frame = found.communes
    assert frame["value_kind"].tolist() == ["actual", "estimate", "actual"]
    lines = run("evaluate", path, "--value-kind", "actual,estimate", "--format", "csv").out.splitlines()
    assert "value_kind" in lines[0]
    assert {ESTIMATE in line for line in lines[1:] if "estimate" in line} == {True}
    assert {ESTIMATE in line for line in lines[1:] if "estimate" not in line} == {False}


def test_the_document_keeps_to_its_schema(run, path):
    import jsonschema

    schema = json.loads(run("criteria", "show", "--schema", "evaluation").out or "null")
    document = json.loads(run("evaluate", path, "--value-kind", "estimate", "--format", "json").out)
    jsonschema.validate(document, schema)


def test_what_is_no_kind_is_wrong_usage(run, path):
    ran = run("evaluate", path, "--value-kind", "gần đúng")
    assert ran.code == 2
    assert "actual, estimate, plan" in " ".join(ran.err.split())
    with pytest.raises(ntm.UsageError, match="gần đúng"):
        ntm.evaluate(path, value_kind="gần đúng")


def test_a_table_without_the_kind_asked_is_refused_with_those_it_has(csv_file):
    with pytest.raises(ntm.InputError, match="--value-kind actual"):
        ntm.evaluate(csv_file([HEADERS, ROWS[0]]), value_kind="estimate")
    with pytest.raises(ntm.InputError, match="--value-kind estimate"):
        ntm.evaluate(csv_file([HEADERS, ROWS[1]]))
