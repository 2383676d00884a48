"""Scenario files: what is refused, with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

import ntm_rules as ntm
from ntm_rules.definitions.scenarios import load_scenarios


@pytest.fixture
def refused(tmp_path: Path):
    """What a file is refused for: line and message of each problem."""

    def problems(text: str) -> list[tuple[int | None, str]]:
        path = tmp_path / "scenarios.yaml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ntm.DefinitionError) as caught:
            load_scenarios(path)
        assert {problem.file for problem in caught.value.problems} == {str(path)}
        return [(problem.line, str(problem.message)) for problem in caught.value.problems]

    return problems


def one(changes: str) -> str:
    return f"scenarios:\n  - id: a\n    changes:\n{changes}"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (one("      - {value: income_per_capita, set: 1, add: 2}"), 4, "give one of set, add, scale"),
        (one("      - {value: income_per_capita}"), 4, "give one of set, add, scale"),
        (one("      - {value: income_per_capita, scale: -1}"), 4, "at least 0 is wanted"),
        (one("      - {value: income_per_capita, set: 1, comune: [x]}"), 4, "“comune” is not known here"),
        (one("      - {fact: area}"), 4, "“set” is missing"),
        (one("      - {level: '10'}"), 4, "give one of set, add, scale, of_year"),
        (one("      - {level: '10', set: 1, from: 2025-01-02, to: 2025-01-01}"), 4, "it ends before it begins"),
        (one("      - {level: 17.1, set: 1}"), 4, "valid string"),
        (one("      - {verdict: '16', set: good}"), 4, "'unmet', 'basically_met', 'met' or 'not_applicable'"),
        (one("      - {monies: 1}"), 4, "a change is of one of value, fact, verdict, level, money"),
        (one("      - {value: x, set: 1, where: {value: y}}"), 4, "a value goes with at_least"),
        (one("      - {value: x, set: 1, where: {fact: area, value: y, below: 1}}"), 4, "give one of fact"),
        ("scenarios:\n  - id: A b\n", 2, "match pattern"),
        ("scenarios:\n  - id: a\n  - id: a\n", 3, "two scenarios have the id “a”"),
        ("scenarios:\n  - id: a\n    based_on: b\n", 2, "there is no scenario “b” to build on"),
        ("scenarios:\n  - id: a\n    based_on: a\n", 2, "builds on itself"),
        ("scenarios:\n  - id: a\n  - id: a2\n    id: a3\n", 4, "stands twice"),
        ("scenario: []\n", 1, "“scenario” is not known here"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_with_its_line(refused, text, line, says):
    assert any(at == line and says in message for at, message in refused(text)), refused(text)


def test_a_circle_names_each_scenario_in_it_and_no_other(refused):
    text = "scenarios:\n  - {id: a, based_on: b}\n  - {id: b, based_on: c}\n  - {id: c, based_on: b}\n"
    assert [line for line, _ in refused(text)] == [3, 4]


def test_a_file_that_does_not_exist_is_named():
    with pytest.raises(ntm.DefinitionError, match=r"nowhere\.yaml: cannot be read"):
        load_scenarios("nowhere.yaml")


def test_data_of_the_form_of_a_file_is_read_like_it():
    change = {"value": "income_per_capita", "add": 2, "communes": ["Xã Mẫu 1"]}
    for given in ({"scenarios": [{"id": "a", "changes": [change]}]}, [{"id": "a", "changes": [change]}], {"id": "a", "changes": [change]}):  # fmt: skip
        (found,) = load_scenarios(given)
        assert found.changes[0].communes == ("Xã Mẫu 1",)
    with pytest.raises(ntm.DefinitionError, match=r"^NTM103 scenarios: the key “chnages” is not known here"):
        load_scenarios({"id": "a", "chnages": []})


def test_changes_of_what_a_scenario_builds_on_come_first():
    found = load_scenarios(
        [
            {"id": "c", "based_on": "b", "changes": [{"fact": "area", "set": "III"}]},
            {"id": "a", "changes": [{"fact": "area", "set": "I"}]},
            {"id": "b", "based_on": "a", "changes": [{"fact": "area", "set": "II"}]},
        ]
    )
    assert [(name, change.set) for name, change in found.changes(next(iter(found)))] == [
        ("a", "I"), ("b", "II"), ("c", "III"),
    ]  # fmt: skip
