"""Hypothesis strategies: tables of communes whose figures lie around the levels."""

from __future__ import annotations

from typing import Any

import pandas as pd
from hypothesis import strategies as st

from ntm_rules.definitions.load import load_set
from ntm_rules.definitions.models import RANGES

SET = load_set()
PROVINCES = {
    "Lai Châu": "TDMNPB",
    "Hà Nam": "DBSH",
    "Nghệ An": "BTB",
    "Phú Yên": "DHNTB",
    "Kon Tum": "TN",
    "Bình Dương": "DNB",
    "Bến Tre": "DBSCL",
}
BY_SEX = (
    "trained_labour_pct",
    "certified_labour_pct",
    "lower_secondary_continuation_pct",
    "health_insurance_pct",
)


def _levels() -> dict[str, list[float]]:
    found: dict[str, set[float]] = {}
    for *_, part, level in SET.levels():
        if level.value is not None:
            found.setdefault(part.variable, set()).add(level.value)
    return {name: sorted(levels) for name, levels in found.items()}


LEVELS = _levels()
VARIABLES = {
    variable: SET.variables[variable]
    for indicator in SET.indicators.values()
    for rule in indicator.rules
    for variable in indicator.variables_on(rule.valid_from)
} | {name: SET.variables[name] for name in ("has_craft_village", "school_count")}


def choices(name: str) -> list[float | bool | None]:
    """Figures of a variable worth trying: missing, at each level, a step beside it."""
    kind = VARIABLES[name].kind
    if kind == "flag":
        return [None, True, False]
    low, high = RANGES[kind]
    step = 1.0 if kind == "count" else 0.1
    near = [round(level + shift * step, 6) for level in LEVELS.get(name, [3.0]) for shift in (-1, 0, 1)]
    return [None, *(figure for figure in near if low <= figure <= high)]


_FACT = [None, True, False]
CHOICES: dict[str, list[Any]] = {
    "province": sorted(PROVINCES),
    "year": [2022, 2023, 2024, 2025],
    "area": [None, "I", "II", "III"],
    **dict.fromkeys(("especially_difficult", "safety_zone", "poor_district", "coastal_island"), _FACT),
    **{name: choices(name) for name in VARIABLES},
    # Mostly not given by sex, as in most files.
    **{f"{name}_{sex}": [None] * 6 + choices(name)[1:7] for name in BY_SEX for sex in ("female", "male")},
}


def figure(name: str) -> st.SearchStrategy[float | bool | None]:
    """A figure of a variable, or none."""
    return st.sampled_from(choices(name))


def rows() -> st.SearchStrategy[dict[str, Any]]:
    """One commune and year: identity, facts, and a figure or nothing for each variable.

    One draw of bytes a row, a byte a column, is many times faster than a draw a column.
    """
    return st.binary(min_size=len(CHOICES), max_size=len(CHOICES)).map(
        lambda drawn: {
            name: of[byte % len(of)] for byte, (name, of) in zip(drawn, CHOICES.items(), strict=True)
        }
    )


def tables(max_rows: int = 4) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Rows of different communes."""
    named = st.lists(rows(), min_size=1, max_size=max_rows)
    return named.map(
        lambda found: [{"commune": f"Xã Mẫu {n}", **row} for n, row in enumerate(found, start=1)]
    )


def frame(found: list[dict[str, Any]]) -> pd.DataFrame:
    """The rows as a user's DataFrame, blanks as None."""
    return pd.DataFrame(found, dtype=object)
