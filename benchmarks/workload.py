"""The fixed workloads: N communes with every figure of the 2021-2025 set, 2 % of them missing; the same over years."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ntm_rules.definitions.models import RANGES, CriteriaSet

PROVINCES = ("Lai Châu", "Hà Nam", "Nghệ An", "Phú Yên", "Kon Tum", "Bình Dương", "Bến Tre")


def communes(loaded: CriteriaSet, count: int, *, missing: float = 0.02, seed: int = 318) -> pd.DataFrame:
    """A table of invented communes in all seven regions; the same for the same seed."""
    rng = np.random.default_rng(seed)
    columns: dict[str, object] = {
        "commune": np.array([f"Xã Mẫu {n}" for n in range(1, count + 1)], dtype=object),
        "province": rng.choice(np.array(PROVINCES, dtype=object), count),
        "year": np.full(count, 2023),
        # Listed or not, so that no column hangs on a blank.
        "especially_difficult": rng.random(count) < 0.1,
        "safety_zone": np.zeros(count, dtype=bool),
        "poor_district": np.zeros(count, dtype=bool),
        "has_craft_village": (rng.random(count) < 0.3).astype(float),
        "school_count": rng.integers(1, 7, count).astype(float),
    }
    names = {
        name: loaded.variables[name]
        for indicator in loaded.indicators.values()
        for name in indicator.variables_on(loaded.head.valid_from)
    }
    for name, variable in names.items():
        # An income of less than a million a year is refused: it is in another unit.
        low, high = 1 if variable.kind == "money" else 0, min(RANGES[variable.kind][1], 100)
        values = (
            (rng.random(count) < 0.9).astype(float)
            if variable.kind == "flag"
            else np.round(rng.uniform(low, high, count), 1)
        )
        if variable.kind == "count":
            values = np.floor(values / 10)
        values[rng.random(count) < missing] = np.nan
        columns[name] = values
    return pd.DataFrame(columns)


def histories(
    loaded: CriteriaSet, count: int, years: Sequence[int], *, missing: float = 0.02, seed: int = 318
) -> pd.DataFrame:
    """The communes over some years: figures a third of which are short of their level, drifting by up to 2 % of it a year.

    Six rows in ten have a standard error of income; three in ten have cards that lapse on a day of 2024 to 2026.
    """
    rng = np.random.default_rng(seed)
    base = communes(loaded, count, missing=missing, seed=seed)
    levels: dict[tuple[str, str], list[float]] = {}
    for *_, part, level in loaded.levels():
        if level.value is not None and part.op != "is_true" and part.variable in base:
            levels.setdefault((part.variable, part.op), []).append(level.value)
    near = {}
    for (name, op), found in levels.items():
        level, side = np.median(found), 1 if op == ">=" else -1
        start = level * (1 + side * rng.uniform(-0.1, 0.2, count))
        near[name] = start, level * rng.uniform(-0.02, 0.02, count)
    tables = []
    for year in years:
        table = base.assign(year=year)
        for name, (start, drift) in near.items():
            kind = loaded.variables[name].kind
            low, high = 1 if kind == "money" else 0, min(RANGES[kind][1], 100)
            values = np.round(
                np.clip(start + drift * (year - years[-1]), low, high), 0 if kind == "count" else 1
            )
            values[rng.random(count) < missing] = np.nan
            table[name] = values
        table["recognised"] = np.where(rng.random(count) < 0.5, "new_rural", "none")
        table["income_per_capita_se"] = np.where(rng.random(count) < 0.6, 0.8, np.nan)
        lapses = np.datetime64("2024-01-31") + rng.integers(0, 1000, count)
        table["health_insurance_pct_expires"] = np.where(rng.random(count) < 0.3, lapses.astype(str), None)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)
