"""Targets laid beside the communes of a table."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import ntm_rules as ntm
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.risks.assess import Looking, assess
from ntm_rules.risks.planned import Planned
from ntm_rules.risks.subject import Subject
from ntm_rules.tables.yearly_targets import read_targets


def planned(national: CriteriaSet, communes: list[dict[str, Any]], *targets: dict[str, Any]) -> Planned:
    rows = [
        {"province": "Lai Châu", "year": 2023, "income_per_capita": 40, **commune} for commune in communes
    ]
    judged = ntm.evaluate(pd.DataFrame(rows, dtype=object), national).judged
    read = read_targets(pd.DataFrame([*targets], dtype=object), national)
    found = Subject(judged, targets=read).planned
    assert found is not None
    return found


def test_a_commune_that_is_not_in_the_table_is_warned_of_with_the_nearest(national: CriteriaSet) -> None:
    (warning,) = planned(
        national,
        [{"commune": "Xã Mẫu 1"}],
        {"commune": "Xã Mẫu 1", "year": 2023, "criteria": "10"},
        {"commune": "Xã Mẫu 12", "year": 2023, "criteria": "10"},
    ).warnings
    assert (warning.kind, warning.row) == ("targets_not_joined", 3)
    assert "1 target(s)" in warning.message
    assert warning.remedy == "correct the name, if “Xã Mẫu 1” is meant"
    assert warning.facts == {"rows": [3], "communes": ["Xã Mẫu 12"]}


def test_invented_targets_are_marked(national: CriteriaSet) -> None:
    (warning,) = planned(
        national,
        [{"commune": "Xã Mẫu 1"}],
        {"commune": "Xã Mẫu 1", "year": 2023, "criteria": "10", "illustrative": "có"},
    ).warnings
    assert warning.kind == "illustrative_data"


def test_two_communes_of_one_name_are_not_guessed_between(national: CriteriaSet) -> None:
    communes = [{"commune": "Xã Mẫu 1", "district": f"Huyện Mẫu {n}"} for n in (1, 2)]
    with pytest.raises(ntm.InputError, match="two communes of this name"):
        planned(national, communes, {"commune": "Xã Mẫu 1", "year": 2023, "criteria": "10"})


def test_a_target_is_of_its_commune_in_every_period(national: CriteriaSet) -> None:
    rows = [
        {"commune": name, "province": "Lai Châu", "year": year, "income_per_capita": 40}
        for name in ("Xã Mẫu 1", "Xã Mẫu 2")
        for year in (2023, 2022)
    ]
    judged = ntm.evaluate(pd.DataFrame(rows, dtype=object), national).judged
    target = pd.DataFrame({"commune": ["Xã Mẫu 2"], "year": [2023], "criteria": ["10"]})
    risks = assess(judged, how=Looking(targets=read_targets(target, national)))
    found = {
        int(row): block.facts["due"].tolist()
        for block in risks.blocks
        if block.kind == "behind_plan"
        for row in block.rows
    }
    assert found == {2: [2023]}


def test_the_tier_of_the_last_year_is_aimed_at(national: CriteriaSet) -> None:
    found = planned(
        national,
        [{"commune": "Xã Mẫu 1"}, {"commune": "Xã Mẫu 2"}],
        {"commune": "Xã Mẫu 1", "year": 2025, "tier": "nâng cao"},
        {"commune": "Xã Mẫu 1", "year": 2024, "tier": "NTM"},
    )
    assert found.tiers.cells.tolist() == ["advanced", None]
