"""What a policy names must exist: a misspelt name is refused with file and line, for it would do nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

import ntm_rules as ntm
from ntm_rules.definitions.load import load_set
from ntm_rules.definitions.location import criteria_folder
from ntm_rules.definitions.risk_policies import load_policies
from ntm_rules.risks.checks import check_policies

SHIPPED = (criteria_folder() / "policies" / "at-risk.yaml").read_text(encoding="utf-8")


def test_what_is_shipped_names_what_exists() -> None:
    check_policies(load_policies(), load_set())


@pytest.mark.parametrize(
    ("of", "to", "kind"),
    [
        ('codes: ["12", "14", "15"]', 'codes: ["12", "14", "51"]', "unknown_code"),
        ('indicator: "15.1"', 'indicator: "15.9"', "unknown_code"),
        ("health_insurance_pct: 12", "health_insurence_pct: 12", "unknown_variable"),
        ('"5": 60', '"5.7": 60', "unknown_code"),
        ("overrides: {health_insurance_pct: 3", "overrides: {health_insurence_pct: 3", "unknown_variable"),
        ('margins: {"%": 2', 'margins: {"pct": 2', "schema"),
        ("fact: recognised", "fact: recognized", "schema"),
        ("chance: 0.1", 'chance: 0.1\n    for: ["15.9"]', "unknown_code"),
    ],
)
def test_a_name_that_does_not_exist_is_refused(tmp_path: Path, of: str, to: str, kind: str) -> None:
    assert of in SHIPPED
    path = tmp_path / "at-risk.yaml"
    path.write_text(SHIPPED.replace(of, to), encoding="utf-8")
    with pytest.raises(ntm.DefinitionError) as refusal:
        check_policies(load_policies(path), load_set())
    (problem,) = refusal.value.problems
    assert (problem.kind, problem.file) == (kind, path.as_posix())
    assert problem.line


@pytest.mark.parametrize(
    ("of", "to"),
    [
        ("chance: 0.1", "chance: 1.5"),
        ("chance: 0.1", "chances: 0.1"),
        ("lists: [first, second]", "lists: [third]"),
        ("severity_lapsed: high", "severity_lapsed: huge"),
        ("papers: [missing, lapsed, undated]", "papers: [valid]"),
        ("legal_access_standard: 12}", "legal_access_standard: 0}"),
    ],
)
def test_a_parameter_out_of_its_bounds_is_refused(tmp_path: Path, of: str, to: str) -> None:
    assert of in SHIPPED
    path = tmp_path / "at-risk.yaml"
    path.write_text(SHIPPED.replace(of, to), encoding="utf-8")
    with pytest.raises(ntm.DefinitionError) as refusal:
        load_policies(path)
    assert all(problem.line for problem in refusal.value.problems)
