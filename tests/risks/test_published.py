"""What is printed of a real commune that fell back comes out as lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

import ntm_rules as ntm
from ntm_rules.risks.assess import assess

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


def tan_lap(year: int, unmet: list[str]) -> dict[str, Any]:
    """Its published row, with the verdicts that the page prints on its criteria as a council writes them."""
    table = pd.read_csv(FIXTURES / "published-2022-2025.csv", dtype=object)
    row = table[table["commune"] == "Tân Lập"].iloc[0].dropna().to_dict()
    verdicts = {c.code: "Chưa đạt" if c.code in unmet else "Đạt" for c in ntm.load_set().criteria}
    return {**row, **verdicts, "year": year}


@pytest.mark.parametrize("told_by", ["recognition", "history"])
def test_tan_lap_2024_has_lost_what_its_paper_says(told_by: str) -> None:
    """Certified in 2022, short of 2, 11, 13 and 15 on re-assessment in 2024."""
    said = yaml.safe_load((FIXTURES / "published-expected.yaml").read_text(encoding="utf-8"))
    (case,) = (case for case in said["cases"] if case["commune"] == "Tân Lập")
    assert case["says"]["unmet"] == ["2", "11", "13", "15"]
    rows = [tan_lap(2024, case["says"]["unmet"])]
    if told_by == "recognition":
        rows[0]["recognised"] = "new_rural"
    else:
        rows.insert(0, tan_lap(2022, []))
    risks = assess(ntm.evaluate(pd.DataFrame(rows, dtype=object)).judged)
    lost = [
        risks.judged.loaded.criteria[block.criterion].code for block in risks.blocks if block.kind == "lost"
    ]
    assert lost == case["says"]["unmet"]
    assert {block.kind for block, _ in list(risks.of_row(len(rows) - 1))[:4]} == {"lost"}
