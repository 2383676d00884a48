"""A commune far above every level with fresh papers, in area I, has no risk of any kind."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

import ntm_rules as ntm
from ntm_rules.definitions.models import RANGES
from ntm_rules.risks.assess import Looking, assess
from ntm_rules.tables.yearly_targets import read_targets
from tests.support.strategies import PROVINCES, SET, VARIABLES

# Where more is worse, by the sign of the level.
LESS = {part.variable for *_, part, _ in SET.levels() if part.op in ("<=", "<")}
CODES = list(SET.indicators)


def best(name: str) -> float | bool:
    """The best figure of a variable; of what has no best, one far above every level."""
    kind = VARIABLES[name].kind
    if kind == "flag":
        return True
    least, most = RANGES[kind]
    return least if name in LESS else min(most, 1000)


def commune(province: str, year: int, *, dated: bool) -> dict[str, Any]:
    """A row with every figure at its best, verdicts where a level is not set, area I."""
    return {
        "commune": "Xã Mẫu 1",
        "province": province,
        "year": year,
        "area": "I",
        "recognised": "new_rural",
        **({"as_of": f"{year}-12-31"} if dated else {}),
        **{name: best(name) for name in VARIABLES},
        **{f"{code}_appraised": "Đạt" for code in CODES},
        "income_per_capita_se": 1,
        "legal_access_standard_expires": date(2030, 12, 31),
    }


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(sorted(PROVINCES)), st.sampled_from([2022, 2023, 2024, 2025]), st.booleans())
def test_a_commune_far_above_every_level_with_fresh_papers_has_no_risk(
    province: str, year: int, dated: bool
) -> None:
    papers = pd.DataFrame(
        [
            {"commune": "Xã Mẫu 1", "indicator": code, "period": year, "valid_to": date(2030, 12, 31)}
            for code in CODES
        ],
        dtype=object,
    ).assign(valid_to=lambda frame: frame["valid_to"].where(frame["indicator"] != "10"))
    targets = pd.DataFrame([{"commune": "Xã Mẫu 1", "year": year, "criteria": "all", "tier": "NTM"}])
    evaluation = ntm.evaluate(
        pd.DataFrame([commune(province, year, dated=dated)], dtype=object), SET, documents=papers
    )
    risks = assess(
        evaluation.judged,
        evaluation.joined,
        Looking(horizon=date(year, 12, 31) if dated else None, targets=read_targets(targets, SET)),
    )
    assert [(block.kind, block.criterion, dict(block.facts)) for block in risks.blocks] == []
