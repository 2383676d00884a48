"""`what-if --merge`: merged communes beside their parts, in each format, and with other changes of a scenario."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest

import ntm_rules as ntm
from ntm_rules.reports import schemas

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
DISTRICT, MAP = FIXTURES / "example-district-2023.csv", FIXTURES / "example-mergers-2023.csv"
MONEY = FIXTURES / "programmes-2023.csv"
TWO = "Xã Mẫu 2+Xã Mẫu 3=Xã Mẫu Mới"


def test_the_bundled_merger_reads_well(run):
    ran = run("what-if", DISTRICT, "--merge", MAP)
    assert ran.code == 0, ran.err
    out = " ".join(ran.out.split())
    for said in (
        "ILLUSTRATIVE DATA",
        "what is supposed: 7 communes become 3",
        "Xã Mẫu 1, Huyện Mẫu, 2023 (= Xã Mẫu 1 + Xã Mẫu 4 + Thị trấn Mẫu)",
        "11/19 criteria met (Xã Mẫu 1 19, Xã Mẫu 4 14, Thị trấn Mẫu 17); qualifies: no",
        "✗ Xã Mẫu 1 met all criteria before; whether the merged commune does: no",
        "✗ 15 Health: unmet (Thị trấn Mẫu); met (Xã Mẫu 1, Xã Mẫu 4) → unmet",
        "15.1 Residents with health insurance: 91.3 · 93.6 · 84.1 → 88.98 %; level ≥ 90 %",
        "? 2 Roads: met in all parts → undecided",
        "2.2 Village and inter-village roads hardened: 92.4 · 83.7 · 97.3 → from 83.7 to 97.3 %",
        "3 commune(s) come out as they were.",
        "Huyện Mẫu, Lai Châu, 2023: 9 → 6 commune(s), mean 12.9 → 10.5/19 criteria; communes that qualify: 1 → 0",
        "! communes are merged:",
    ):
        assert said in out, said


def test_the_document_names_the_parts(run):
    document = json.loads(run("what-if", DISTRICT, "--merge", MAP, "--format", "json").out)
    jsonschema.validate(document, schemas.what_if())
    (scenario,) = document["scenarios"]
    assert len(document["baseline"]["communes"]) == 10
    assert len(scenario["evaluation"]["communes"]) == 6
    merged = {one["commune"]: one for one in scenario["mergers"]}
    assert [part["commune"] for part in merged["Xã Mẫu 1"]["parts"]] == [
        "Xã Mẫu 1",
        "Xã Mẫu 4",
        "Thị trấn Mẫu",
    ]
    assert [part["qualifies"] for part in merged["Xã Mẫu 1"]["parts"]] == [True, False, False]
    assert merged["Xã Mẫu 1"]["qualifies"] is False
    health = {
        (change["part"], change["from"], change["to"])
        for change in scenario["changes"]
        if (change["commune"], change["kind"], change["code"]) == ("Xã Mẫu 1", "criterion", "15")
    }
    # Of each part that had something else: the whole has what the other has.
    assert health == {("Xã Mẫu 1", "met", "unmet"), ("Xã Mẫu 4", "met", "unmet")}
    district = next(one for one in scenario["groups"] if one["level"] == "district")
    assert district["communes"] == {"from": 9, "to": 6}


def test_csv_and_markdown_hold_the_same(run):
    rows = list(csv.DictReader(io.StringIO(run("what-if", DISTRICT, "--merge", MAP, "--format", "csv").out)))
    assert {row["part"] for row in rows} >= {"Xã Mẫu 4", "Thị trấn Mẫu"}
    page = run("what-if", DISTRICT, "--merge", MAP, "--format", "md").out
    assert "  - ✗ 15 Health: unmet" in page


def test_it_speaks_vietnamese(run):
    out = " ".join(run("what-if", DISTRICT, "--merge", MAP, "--lang", "vi").out.split())
    assert "giả định: 7 xã nhập thành 3 xã" in out
    assert "Xã Mẫu 1 trước khi nhập đạt tất cả tiêu chí; xã mới: không" in out


def test_merging_then_evaluating_is_the_evaluation_of_the_merged_table():
    found = ntm.what_if(DISTRICT, {"id": "a", "merge": str(MAP)})
    merged = found.scenarios["a"]
    again = ntm.evaluate(merged.judged.table)
    assert again.criteria["status"].tolist() == merged.criteria["status"].tolist()


def test_a_merger_comes_before_the_other_changes_of_its_scenario(run):
    ran = run("what-if", DISTRICT, "--merge", TWO, "--set-value", "Xã Mẫu Mới:10=+1", "--format", "json")
    assert ran.code == 0, ran.err
    (scenario,) = json.loads(ran.out)["scenarios"]
    moved = {
        (c["part"], c["to"]) for c in scenario["changes"] if (c["kind"], c["code"]) == ("criterion", "10")
    }
    assert moved == {("Xã Mẫu 3", "met")}


def test_a_scenario_file_merges_in_the_order_of_what_it_builds_on(run, tmp_path):
    path = tmp_path / "s.yaml"
    (tmp_path / "map.csv").write_text("Xã cũ,Xã mới\nXã Mẫu 1,Xã Lớn\nXã Mẫu Mới,Xã Lớn\n", encoding="utf-8")
    path.write_text(
        f"""scenarios:
  - id: two
    merge: ["{TWO}"]
    changes:
      - {{value: income_per_capita, add: 1, communes: [Xã Mẫu Mới]}}
  - id: more
    based_on: two
    merge: map.csv
""",
        encoding="utf-8",
    )
    ran = run("what-if", DISTRICT, "--scenario", path, "--format", "json")
    assert ran.code == 0, ran.err
    two, more = json.loads(ran.out)["scenarios"]
    assert [[p["commune"] for p in one["parts"]] for one in two["mergers"]] == [["Xã Mẫu 2", "Xã Mẫu 3"]]
    assert [[p["commune"] for p in one["parts"]] for one in more["mergers"]] == [["Xã Mẫu 1", "Xã Mẫu 2", "Xã Mẫu 3"]]  # fmt: skip


def test_the_money_of_parts_is_that_of_the_whole(csv_file):
    money = csv_file(
        [
            ["programme", "commune", "budget_year", "planned", "disbursed", "as_of"],
            ["Nông thôn mới", "Xã Mẫu 2", 2023, 100, 10, "31/12/2023"],
            ["Nông thôn mới", "Xã Mẫu 3", 2023, 200, 50, "30/11/2023"],
        ],
        "money.csv",
    )
    found = ntm.what_if(DISTRICT, {"id": "a", "merge": TWO}, programmes=money)
    after = found.scenarios["a"]
    row = after.judged.table.identity["commune"].cells.tolist().index("Xã Mẫu Mới")
    (line,) = after.advice.money.of_row(row)[:1]
    assert (line.planned, line.disbursed) == (300, 60)
    groups = found.baseline.to_dict()["groups"][0]["programmes"]
    assert groups == after.to_dict()["groups"][0]["programmes"]


def test_an_open_figure_is_explained_with_its_bounds():
    from ntm_rules.reports.explanation import as_text

    after = ntm.what_if(DISTRICT, {"id": "a", "merge": TWO}).scenarios["a"]
    found = after.explain("Xã Mẫu Mới", "2.2")
    (part,) = found[0]["criteria"][0]["indicators"][0]["parts"]
    assert (part["value"], part["bounds"]) == (None, {"least": 85.1, "most": 88})
    assert "from 85.1 to 88 %" in as_text(found)


@pytest.mark.parametrize(
    ("merge", "code", "says"),
    [
        ("Xã Mẫu 2+Xã Khác=Xã Mới", 1, "NTM225"),
        ("Xã Mẫu 2", 2, "NTM240"),
        ("Xã Mẫu 2=Xã A+Xã B", 2, "NTM243"),
        ("nowhere.csv", 1, "nowhere.csv"),
    ],
)
def test_a_merger_that_does_not_fit_is_refused_and_nothing_is_written(run, tmp_path, merge, code, says):
    out = tmp_path / "out.json"
    ran = run("what-if", DISTRICT, "--merge", merge, "-o", out)
    assert ran.code == code, ran.err
    assert says in ran.err
    assert not out.exists()


def test_a_merger_of_a_file_is_refused_with_its_line(run, tmp_path):
    path = tmp_path / "s.yaml"
    path.write_text("scenarios:\n  - id: a\n    merge: [Xã Mẫu 2]\n", encoding="utf-8")
    ran = run("what-if", DISTRICT, "--scenario", path)
    assert ran.code == 1
    assert f"NTM240 {path}:2" in ran.err


def test_the_map_is_not_written_over(run, tmp_path):
    copy = tmp_path / "map.csv"
    copy.write_bytes(MAP.read_bytes())
    assert run("what-if", DISTRICT, "--merge", copy, "-o", copy).code == 2
    assert copy.read_bytes() == MAP.read_bytes()


def test_a_merger_over_several_years_counts_communes_and_not_rows(run):
    out = " ".join(run("what-if", FIXTURES / "example-district-2021-2023.csv", "--merge", TWO).out.split())
    assert "what is supposed: 2 communes become 1" in out
    assert "8 commune(s) come out as they were." in out


def test_a_commune_named_twice_in_one_merger_is_refused(run):
    ran = run("what-if", DISTRICT, "--merge", "Xã Mẫu 2+xã mẫu 2=Xã Mẫu 2")
    assert ran.code == 1
    assert "NTM240" in ran.err
    assert "stands twice among the communes of one merger" in ran.err


def test_chances_of_a_merged_commune_are_told_from_those_of_the_part_of_its_name(run):
    out = run(
        "what-if", DISTRICT, "--merge", "Xã Mẫu 2+Xã Mẫu 3=Xã Mẫu 2", "--monte-carlo", "10", "--se", "10=5%"
    ).out
    chances = out[out.index("Probability with uncertain figures") :]
    assert "Xã Mẫu 2, Huyện Mẫu, 2023 (= Xã Mẫu 2 + Xã Mẫu 3)" in chances


def test_invented_mergers_and_money_mark_what_rests_on_them(run, tmp_path):
    given = tmp_path / "given.csv"
    given.write_text(DISTRICT.read_text(encoding="utf-8").replace("SỐ LIỆU MINH HỌA", ""), encoding="utf-8")
    mark = "ILLUSTRATIVE DATA"
    assert mark not in run("what-if", given, "--set-level", "10=+1").out
    for form in ("table", "md"):
        assert mark in run("what-if", given, "--merge", MAP, "--format", form).out
        assert mark in run("what-if", given, "--programmes", MONEY, "--set-level", "10=+1", "--format", form).out  # fmt: skip
