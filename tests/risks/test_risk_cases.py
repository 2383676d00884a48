"""The YAML cases of risks: one file a kind, each case a sentence with the rows of a commune and what is found.

A case has: `case`, the sentence; `rows`, input rows (column: value) over `_COMMUNE`; `policy`, parameters of the
file's kind in place of those shipped; `horizon`, `watch`; `targets` and `documents`, rows of those tables; `levels`,
the commune's province's own (`overrides`, `from`, `to`, `value`);
`expect`, the risks found, each `criterion` and `kind`, where said also `indicator`, `severity` and `message_has`
(each text stands in the Vietnamese or the English message); `not`, kinds of which none is found.
Of a kind that a case names, nothing else is found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

import ntm_rules as ntm
from ntm_rules.definitions.location import criteria_folder
from ntm_rules.definitions.risk_policies import RiskPolicies, load_policies
from ntm_rules.risks import wording
from ntm_rules.risks.assess import Looking, assess
from ntm_rules.risks.findings import Risks
from ntm_rules.tables.yearly_targets import read_targets

FOLDER = Path(__file__).parents[1] / "cases" / "risks"
_COMMUNE = {"commune": "Xã Mẫu 1", "province": "Lai Châu", "year": 2023}
_CASE = {"case", "rows", "policy", "horizon", "watch", "targets", "documents", "levels", "expect", "not"}
_EXPECTED = {"criterion", "kind", "indicator", "severity", "message_has"}

CASES = [
    pytest.param(path.stem, case, id=f"{path.stem}: {case['case']}")
    for path in sorted(FOLDER.glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]


def policies(kind: str, change: Mapping[str, Any], folder: Path) -> RiskPolicies:
    """The shipped policies, as a user would change them: parameters of one kind in a file of one's own."""
    data = yaml.safe_load((criteria_folder() / "policies" / "at-risk.yaml").read_text(encoding="utf-8"))
    (policy,) = (entry for entry in data["policies"] if entry["kind"] == kind)
    policy.update(change)
    path = folder / "at-risk.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return load_policies(path)


def province_set(levels: Sequence[Mapping[str, Any]], folder: Path) -> Path:
    """Invented levels of the commune's province, as a file of its own."""
    path = folder / "own-levels.yaml"
    head = {
        "id": "own-levels",
        "set": "commune-2021-2025",
        "province": _COMMUNE["province"],
        "complete": False,
    }
    told = {
        "title": {"vi": "Mức giả định", "en": "Invented levels"},
        "decision": {"number": "0/QĐ-UBND", "issued": date(2022, 12, 1)},
        "levels": [{**level, "evidence": "unverified", "note": "invented"} for level in levels],
    }
    path.write_text(yaml.safe_dump({**head, **told}, allow_unicode=True), encoding="utf-8")
    return path


def frame(rows: Sequence[Mapping[str, Any]], beside: Mapping[str, Any]) -> pd.DataFrame:
    """Rows as an input table."""
    return pd.DataFrame([{**beside, **row} for row in rows], dtype=object)


def found(kind: str, case: Mapping[str, Any], folder: Path) -> Risks:
    """The risks of a case."""
    papers = {"documents": frame(case["documents"], {"commune": "Xã Mẫu 1"})} if "documents" in case else {}
    own = [province_set(case["levels"], folder)] if "levels" in case else []
    loaded = ntm.load_set("commune-2021-2025", province=own)
    evaluation = ntm.evaluate(frame(case["rows"], _COMMUNE), loaded, **papers)
    # A misspelt column would be left out with a warning, and the case would hold for no reason.
    assert "unknown_column" not in {warning.kind for warning in evaluation.warnings}
    how: dict[str, Any] = {"horizon": case.get("horizon"), "watch": tuple(case.get("watch", ()))}
    if "targets" in case:
        how["targets"] = read_targets(
            frame(case["targets"], {"commune": "Xã Mẫu 1"}), evaluation.judged.loaded
        )
    if "policy" in case:
        how["policies"] = policies(kind, case["policy"], folder)
    return assess(evaluation.judged, evaluation.joined, Looking(**how))


def told(risks: Risks) -> list[dict[str, Any]]:
    """Every risk as the document holds it, its message in both languages."""
    texts = []
    for row in range(len(risks.judged.table)):
        for block, at in risks.of_row(row):
            with ntm.language("vi"):
                vietnamese = wording.message(risks, block, at)
            one = wording.risk(risks, block, at)
            texts.append({**one, "message": f"{vietnamese} / {one['message']}"})
    return texts


def fits(risk: Mapping[str, Any], expected: Mapping[str, Any]) -> bool:
    """Whether a risk is the one expected."""
    plain = all(risk[key] == value for key, value in expected.items() if key != "message_has")
    return plain and all(text in risk["message"] for text in expected.get("message_has", ()))


@pytest.mark.parametrize(("kind", "case"), CASES)
def test_risk_case(kind: str, case: dict[str, Any], tmp_path: Path) -> None:
    """What is found is what the sentence says, and of the kinds it names nothing else."""
    strange = [*(case.keys() - _CASE), *(key for entry in case.get("expect", ()) for key in entry.keys() - _EXPECTED)]  # fmt: skip
    assert not strange
    expected, absent = case.get("expect", []), case.get("not", [])
    assert expected or absent
    risks = told(found(kind, case, tmp_path))
    named = {entry["kind"] for entry in expected}
    wrong = [entry for entry in expected if sum(fits(risk, entry) for risk in risks) != 1]
    more = [
        risk
        for risk in risks
        if risk["kind"] in absent
        or (risk["kind"] in named and not any(fits(risk, entry) for entry in expected))
    ]
    assert not wrong, (wrong, risks)
    assert not more


def test_no_two_cases_of_a_kind_say_the_same() -> None:
    """A sentence names one case, so that none hides another."""
    names = [str(parameter.id) for parameter in CASES]
    assert sorted(names) == sorted(set(names))
