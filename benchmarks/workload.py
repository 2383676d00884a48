"""The fixed workload: N communes with every figure of the 2021-2025 set, 2 % of them missing."""

from __future__ import annotations

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
        high = min(RANGES[variable.kind][1], 100)
        # A figure too small for its unit is refused, as one of another unit.
        low = variable.plausible.least if variable.plausible else 0
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
