"""The command `risks`, and what other commands and frames say of risks."""

from __future__ import annotations

import csv
import io
import json
import unicodedata

import jsonschema
import pytest

import ntm_rules as ntm
from ntm_rules.definitions.location import criteria_folder
from ntm_rules.risks import assessment

HEADERS = [
    "commune",
    "province",
    "year",
    "recognised",
    "construction_arrears",
    *range(1, 20),
    "income_per_capita",
]


@pytest.fixture
def two(csv_file):
    """One commune that lost 5 and may lose 10; one far above income; what else there is basically met."""
    met = ["Cơ bản đạt"] * 19
    fallen = [*met[:4], "Chưa đạt", *met[5:]]
    fallen[9] = met[9] = ""
    return csv_file(
        [
            [header for header in HEADERS if header != 10],
            ["Xã Mẫu 1", "Lai Châu", 2023, "NTM", "có", *fallen[:9], *fallen[10:], 42.3],
            ["Xã Mẫu 2", "Lai Châu", 2023, "chưa", "", *met[:9], *met[10:], 90],
        ]
    )


def document(run, *arguments):
    ran = run(*arguments, "--format", "json")
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def test_its_document_is_that_of_the_evaluation_with_the_risks_alone(run, two):
    whole, found = document(run, "evaluate", two), document(run, "risks", two)
    parts = ("recognition", "revocation", "revocation_criteria")
    for one, other in zip(found["communes"], whole["communes"], strict=True):
        assert one["risks"] == other["risks"]
        assert one["summary"] == {part: other["summary"][part] for part in parts}
        assert one.keys() == (other.keys() - {"criteria", "recommendations"})
        assert all(
            one[name] == other[name] for name in ("commune", "province", "year", "period", "judged_on")
        )
    for one, other in zip(found["groups"], whole["groups"], strict=True):
        assert all(other[key] == value for key, value in one.items())
        assert {"risks", "change", "level", "name", "year"} <= one.keys()
    heads = [{k: v for k, v in doc.items() if k not in ("communes", "groups")} for doc in (found, whole)]
    assert heads[0] == heads[1]


def schema_errors(run, found):
    """What of a document is not as the schema says that the command prints."""
    schema = json.loads(run("criteria", "show", "--schema").out)
    return [error.message for error in jsonschema.validators.validator_for(schema)(schema).iter_errors(found)]


def test_the_document_holds_to_its_schema(run, two):
    found = document(run, "evaluate", two)
    assert schema_errors(run, found) == []
    assert schema_errors(run, {**found, "communes": [{"commune": "Xã Mẫu 1"}]})


def test_at_risk_is_met_with_a_risk_and_nothing_else(run, two):
    for commune in document(run, "evaluate", two)["communes"]:
        risky = {risk["criterion"] for risk in commune["risks"]}
        for criterion in commune["criteria"]:
            held = criterion["status"] in ("met", "basically_met")
            assert criterion["at_risk"] == (held and criterion["code"] in risky)


def test_what_was_lost_heads_the_list_then_the_watched(run, two):
    first, _ = document(run, "risks", two)["communes"]
    assert (first["risks"][0]["kind"], first["risks"][0]["criterion"]) == ("lost", "5")
    assert first["risks"][1]["criterion"] in ("6", "10", "11", "16", "17")
    first, _ = document(run, "risks", two, "--watch", "12, 3")["communes"]
    assert [risk["criterion"] for risk in first["risks"]][:3] == ["5", "3", "12"]


@pytest.mark.parametrize("form", ["csv", "json", "table"])
def test_a_watched_criterion_that_is_not_there_is_wrong_usage(run, two, form):
    """Whether or not the form shows risks."""
    ran = run("evaluate", two, "--watch", "5,20", "--format", form)
    assert (ran.code, ran.out) == (2, "")
    assert "20" in ran.err


def test_recognition_and_revocation_stand_beside_the_commune(run, two):
    first, second = (commune["summary"] for commune in document(run, "risks", two)["communes"])
    assert first["recognition"] == {"arrears": False, "satisfaction": None, "security": None}
    assert (second["revocation"], second["revocation_criteria"]) == ("not_recognised", [])
    assert second["recognition"]["arrears"] is None


def test_jsonl_has_a_commune_a_line(run, two):
    lines = run("risks", two, "--format", "jsonl").out.splitlines()
    assert [json.loads(line) for line in lines] == document(run, "risks", two)["communes"]


def test_csv_has_a_risk_a_row_with_its_facts(run, two):
    rows = list(csv.DictReader(io.StringIO(run("risks", two, "--format", "csv").out)))
    told = [risk for commune in document(run, "risks", two)["communes"] for risk in commune["risks"]]
    assert [(row["criterion"], row["kind"], row["message"]) for row in rows] == [
        (risk["criterion"], risk["kind"], risk["message"]) for risk in told
    ]
    assert [json.loads(row["facts"]) for row in rows] == [risk["facts"] for risk in told]
    (thin,) = [row for row in rows if row["kind"] == "thin_margin"]
    assert (thin["commune"], thin["indicator"], thin["value"], thin["level"]) == (
        "Xã Mẫu 1",
        "10",
        "42.3",
        "42",
    )
    assert thin["unit"] == "million VND/person/year"


def width(text):
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_table_keeps_to_100_columns_and_says_all(run, two, language):
    ran = run("risks", two, "--lang", language)
    assert max(map(width, ran.out.splitlines())) <= 100
    plain = " ".join(ran.out.split())
    assert plain.count("Xã Mẫu 1, Lai Châu") == 1
    assert {"vi": "18/2022/QĐ-TTg", "en": "not recognised"}[language] in plain
    assert "\x1b" not in ran.out
    assert all(sign in ran.out for sign in "▼✗?")


def test_the_table_of_an_evaluation_shows_what_is_at_risk_with_its_legend(run, two):
    out = run("evaluate", two).out
    (line,) = [line for line in out.splitlines() if line.startswith("│Xã Mẫu 1")]
    cells = [cell.strip() for cell in line.strip("│").split("│")]
    assert cells[3] == "5"
    assert cells[-1].startswith("1–4")
    assert "▼ At risk" in out
    assert "▼ met for the time being" in " ".join(out.split())


def test_markdown_holds_recognition_risks_and_groups(run, two):
    out = run("risks", two, "--format", "md").out
    assert [line for line in out.splitlines() if line.startswith("## ")] == [
        "## Recognition", "## At risk", "## Groups: unmet or at risk", "## Notes",
    ]  # fmt: skip
    assert "| Xã Mẫu 1 | 5 Schools | high | Lost |" in out


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "md"])
def test_invented_data_says_so(run, invented, form):
    assert "ILLUSTRATIVE DATA" in run("risks", invented, "--format", form).out


def test_fail_on_at_risk(run, two, csv_file):
    assert run("evaluate", two, "--fail-on", "at-risk").code == 1
    safe = csv_file([["commune", "province", "year", "10"], ["A", "Lai Châu", 2023, 90]], "safe.csv")
    assert run("evaluate", safe, "--fail-on", "at-risk").code == 0


def test_a_horizon_before_the_level_rises_hides_it(run, two):
    def kinds(*more):
        return {risk["kind"] for c in document(run, "risks", two, *more)["communes"] for risk in c["risks"]}

    assert "rising_level" in kinds()
    assert "rising_level" not in kinds("--horizon", "31/12/2023")


def test_policies_of_ones_own_are_applied(run, two, tmp_path):
    text = (criteria_folder() / "policies" / "at-risk.yaml").read_text(encoding="utf-8")
    own = tmp_path / "own.yaml"
    own.write_text(
        text.replace("million VND/person/year: 2,", "million VND/person/year: 0.1,"), encoding="utf-8"
    )
    kinds = [
        r["kind"] for c in document(run, "risks", two, "--policies", own)["communes"] for r in c["risks"]
    ]
    assert "thin_margin" not in kinds
    assert "lost" in kinds


def test_targets_say_what_is_behind_plan(run, two, csv_file):
    plan = csv_file("commune,year,criteria\nXã Mẫu 1,2023,5\nXã Mẫu 7,2023,6\n", "plan.csv")
    found = document(run, "risks", two, "--targets", plan)
    assert [r["criterion"] for r in found["communes"][0]["risks"] if r["kind"] == "behind_plan"] == ["5"]
    assert found["targets"]["rows"] == 2
    assert "targets_not_joined" in {warning["code"] for warning in found["warnings"]}
    assert schema_errors(run, document(run, "evaluate", two, "--targets", plan)) == []


def test_explain_tells_the_risks_behind_a_criterion(run, two):
    out = run("explain", two, "--commune", "Xã Mẫu 1", "10").out
    (line,) = [line for line in out.splitlines() if "Close to the level (severity" in line]
    assert line.lstrip().startswith("▼")
    (entry,) = json.loads(run("explain", two, "--commune", "Xã Mẫu 1", "10", "--format", "json").out)
    (criterion,) = entry["criteria"]
    assert criterion["at_risk"] is True
    assert {risk["criterion"] for risk in criterion["risks"]} == {"10"}
    lost = run("explain", two, "--commune", "Xã Mẫu 1", "5").out
    assert "! Lost" in lost


def test_frames_say_what_the_document_says(two):
    result = ntm.evaluate(two)
    told = result.to_dict()["communes"]
    risks = [{**risk, "commune": commune["commune"]} for commune in told for risk in commune["risks"]]
    assert result.risks["message"].tolist() == [risk["message"] for risk in risks]
    assert result.risks["commune"].tolist() == [risk["commune"] for risk in risks]
    flags = [criterion["at_risk"] for commune in told for criterion in commune["criteria"]]
    assert result.criteria["at_risk"].tolist() == flags
    assert list(result.criteria)[-5:] == ["criterion", "status", "reason", "basis", "at_risk"]
    communes = result.communes
    assert communes["revocation"].tolist() == [commune["summary"]["revocation"] for commune in told]
    arrears = communes["recognition_arrears"].astype(object)
    assert arrears.where(arrears.notna(), None).tolist() == [
        commune["summary"]["recognition"]["arrears"] for commune in told
    ]


def test_messages_follow_the_language_in_force(two):
    result = ntm.evaluate(two)
    english = result.risks["message"].tolist()
    with ntm.language("vi"):
        assert not set(english) & set(result.risks["message"])


def test_a_table_of_figures_alone_needs_no_risks(run, two, monkeypatch):
    """Parquet, CSV and the frame of indicators are made without looking for any."""

    def refuse(*_):
        raise AssertionError

    monkeypatch.setattr(assessment, "assess", refuse)
    assert run("evaluate", two, "--format", "csv").code == 0
    assert run("evaluate", two, "--format", "csv", "--wide").code == 0
    result = ntm.evaluate(two)
    assert result.to_parquet()
    assert len(result.indicators)
