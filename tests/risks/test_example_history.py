"""The invented district over three years shows every kind of risk, and its last year is the district of one year."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import ntm_rules as ntm
from ntm_rules.definitions.risk_policies import load_policies
from ntm_rules.risks.assess import Looking, assess
from ntm_rules.risks.findings import Risks
from ntm_rules.tables.yearly_targets import read_targets

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
HISTORY = FIXTURES / "example-district-2021-2023.csv"


@pytest.fixture(scope="module")
def risks() -> Risks:
    found = ntm.evaluate(HISTORY, documents=FIXTURES / "example-documents-2023.csv")
    targets = read_targets(FIXTURES / "example-targets-2023.csv", found.judged.loaded)
    return assess(found.judged, found.joined, Looking(targets=targets))


def rows(name: str) -> list[dict[str, str]]:
    with (FIXTURES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@pytest.mark.parametrize("kind", [policy.kind for policy in load_policies().policies])
def test_every_kind_of_the_policy_file_is_shown(kind: str, risks: Risks) -> None:
    assert any(block.kind == kind and len(block.rows) for block in risks.blocks)


def test_every_column_is_known() -> None:
    """A misspelt one would be left out with a warning."""
    kinds = {warning.kind for warning in ntm.evaluate(HISTORY).warnings}
    assert "unknown_column" not in kinds


def test_the_last_year_is_the_district_of_one_year() -> None:
    """In every column that both have; the history adds some."""
    last = [row for row in rows(HISTORY.name) if row["year"] == "2023"]
    one = rows("example-district-2023.csv")
    assert [{name: row[name] for name in one[0]} for row in last] == one


def test_each_unit_has_its_three_years() -> None:
    found = [(row["commune"], row["year"]) for row in rows(HISTORY.name)]
    names = [row["commune"] for row in rows("example-district-2023.csv")]
    assert found == [(name, year) for name in names for year in ("2021", "2022", "2023")]


@pytest.mark.parametrize("name", [HISTORY.name, "example-targets-2023.csv"])
def test_every_row_says_that_it_is_invented(name: str) -> None:
    assert {row["illustrative"] for row in rows(name)} == {"SỐ LIỆU MINH HỌA"}
