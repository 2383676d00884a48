"""Files of rules and of notices: what is refused, with file and line; a user's own beside the shipped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

import ntm_rules as ntm
from ntm_rules.definitions.location import criteria_folder
from ntm_rules.definitions.remedies import Remedies, check_remedies
from ntm_rules.definitions.yaml_source import read_yaml, validated
from ntm_rules.errors import DefinitionError, UsageError
from tests.recommend.test_advice import commune, unmet

RULES = criteria_folder() / "policies" / "recommendations.yaml"
NOTICE = criteria_folder() / "directives" / "tan-uyen-2024.yaml"


def changed(source: Path, folder: Path, change: Any) -> Path:
    """A copy of a shipped file with something changed, as a user would write it."""
    data = yaml.safe_load(source.read_text(encoding="utf-8"))
    change(data)
    path = folder / f"own-{source.name}"
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def advised(**keywords: Any) -> list[dict[str, Any]]:
    frame = pd.DataFrame([commune(**unmet("10"))], dtype=object)
    return ntm.evaluate(frame, **keywords).to_dict()["communes"][0]["recommendations"]


def rule(data: Any, name: str) -> dict[str, Any]:
    return next(found for found in data["rules"] if found["id"] == name)


REFUSED = {
    "a fact that there is not": (lambda d: rule(d, "works-wanting").update(when="unmet:20"), "unknown_fact", "unmet:20"),
    "a fact of a commune in a rule of groups": (lambda d: rule(d, "money-late-in-group").update(when="unmet:2"), "unknown_fact", "unmet:2"),
    "a given fact that is concluded": (lambda d: rule(d, "works-wanting").update(then="decided"), "unknown_fact", "decided"),
    "a directive of no notice": (lambda d: rule(d, "finish-the-unmet")["recommend"].update(directive="D9.9"), "unknown_directive", "D9.9"),
    "a finding of no notice": (lambda d: rule(d, "coordinate")["recommend"].update(findings=["F9"]), "unknown_directive", "F9"),
    "a slot that nothing fills": (lambda d: rule(d, "coordinate")["recommend"]["text"].update(en="{figures}"), "schema", "figures"),
    "a rule that concludes nothing": (lambda d: rule(d, "works-wanting").pop("then"), "schema", "one thing"),
    "a rule that concludes two things": (lambda d: rule(d, "coordinate").update(then="more"), "schema", "one thing"),
    "an id that stands twice": (lambda d: d["rules"].append(dict(rule(d, "coordinate"))), "set_shape", "coordinate"),
    "a clause of no form": (lambda d: rule(d, "coordinate").update(when={"some_of": ["money:late"]}), "schema", "clause"),
    "more facts asked for than are named": (lambda d: rule(d, "works-wanting")["when"].update(at_least=9), "schema", "fewer facts"),
    "a circle": (lambda d: rule(d, "livelihoods-together").update(when={"all_of": ["many_sided_poverty", "unmet:10"]}), "rule_cycle", "poverty-of-many-sides"),
    "a key that nobody knows": (lambda d: rule(d, "coordinate").update(weight=3), "schema", "weight"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_of_rules_is_refused_with_file_and_line(name: str, tmp_path: Path) -> None:
    change, kind, said = REFUSED[name]
    path = changed(RULES, tmp_path, change)
    with pytest.raises(DefinitionError) as refused:
        advised(policies=path)
    found = [
        problem for problem in refused.value.problems if problem.kind == kind and said in problem.message
    ]
    assert found, refused.value.problems
    assert all(problem.file == path.as_posix() and problem.line for problem in found)


def test_rules_of_ones_own_stand_in_place_of_the_shipped(tmp_path: Path) -> None:
    def fewer(data: Any) -> None:
        rule(data, "earn-and-learn")["recommend"]["text"] = {
            "vi": "Làm: {criteria}",
            "en": "Work on {criteria}",
        }

    (found,) = (
        one for one in advised(policies=changed(RULES, tmp_path, fewer)) if one["rule"] == "earn-and-learn"
    )
    assert found["message"] == "Work on 10 Income"


def test_a_notice_of_ones_own_is_cited_where_it_speaks_under_its_own_ids(tmp_path: Path) -> None:
    def other(data: Any) -> None:
        data.update(id="than-uyen-2024", source="Thông báo 12/TB-UBND", evidence="press")
        data["applies_to"] = [{"province": "Lai Châu", "district": "Tân Uyên", "from": "2024-01-01"}]
        data["directives"] = [
            {
                "id": "D3.4",
                "section": 3,
                "dash": 4,
                "to": "all",
                "text": {"vi": "a", "en": "b"},
                "same_as": "D2.2",
            }
        ]

    path = changed(NOTICE, tmp_path, other)
    path.write_text(path.read_text(encoding="utf-8").replace("'2024-01-01'", "2024-01-01"), encoding="utf-8")
    found = {one["rule"]: one for one in advised(directives=path)}
    assert found["earn-and-learn"]["directive"] == "D3.4"
    assert found["earn-and-learn"]["citation"] == "Thông báo 12/TB-UBND, section 3, dash 4"
    assert found["finish-the-unmet"]["directive"] == "D2.3"


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda d: d["directives"][0].update(id="D3.1"), "unknown_directive"),
        (lambda d: d["directives"][0].update(to="nobody"), "set_shape"),
        (lambda d: d["directives"].append(dict(d["directives"][0])), "set_shape"),
        (lambda d: d.pop("source"), "schema"),
    ],
    ids=["no rule leads to it", "no such addressee", "twice", "no source"],
)
def test_a_notice_is_refused_with_file_and_line(change: Any, kind: str, tmp_path: Path) -> None:
    path = changed(NOTICE, tmp_path, change)
    path.write_text(path.read_text(encoding="utf-8").replace("'2024", "2024").replace("-01'", "-01").replace("-31'", "-31"), encoding="utf-8")  # fmt: skip
    with pytest.raises(DefinitionError) as refused:
        advised(directives=path)
    assert [(problem.kind, problem.file) for problem in refused.value.problems] == [(kind, path.as_posix())]


def test_a_file_that_is_not_there_is_refused() -> None:
    with pytest.raises(UsageError):
        advised(directives="nowhere.yaml")


@pytest.mark.parametrize(
    ("remedy", "kind"),
    [({"for": ["20"]}, "unknown_code"), ({"for": ["5"], "moves": ["school_count_pct"]}, "unknown_variable")],
)
def test_an_example_of_what_the_set_does_not_have_is_refused(
    remedy: dict[str, Any], kind: str, tmp_path: Path
) -> None:
    text = {"vi": "a", "en": "b"}
    data = {"id": "own", "set": "commune-2021-2025", "remedies": [{**remedy, "text": text, "evidence": "unverified", "note": "n"}]}  # fmt: skip
    path = tmp_path / "remedies.yaml"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    with pytest.raises(DefinitionError) as refused:
        check_remedies(validated(Remedies, read_yaml(path, path.name)), ntm.load_set())
    assert [(problem.kind, problem.line) for problem in refused.value.problems] == [(kind, 3)]


def test_what_is_shipped_beside_the_set_speaks_of_what_it_has(run: Any) -> None:
    assert run("criteria", "validate").code == 0
