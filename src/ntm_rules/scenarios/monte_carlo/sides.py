"""Draws told apart by which side of each level they fall on: all that a verdict can hang on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ntm_rules.engine.statuses import Floats, Index
from ntm_rules.scenarios.monte_carlo.spreads import Cut

# Up to so many combinations are counted in an array; more are sorted, and numbered anew before they overflow.
_COUNTED, _NUMBERED = 4096, 2**61


@dataclass(frozen=True, slots=True)
class Sides:
    """One draw for each combination of sides that occurs, and how many draws fall there."""

    draws: Index
    weights: Index


def tell_sides(figures: Sequence[Floats], cuts: Sequence[Sequence[Cut]]) -> Sides:
    """Sort the draws of some columns, each with the levels that it is compared with."""
    count = len(figures[0])
    sides, size = np.zeros(count, dtype=np.int64), 1
    for values, levels in zip(figures, cuts, strict=True):
        for at_least, level in levels:
            good = values >= level if at_least else values <= level
            met = np.count_nonzero(good)
            if 0 < met < count:
                if size > _NUMBERED:
                    different, sides = np.unique(sides, return_inverse=True)
                    size = len(different)
                sides = sides * 2 + good
                size *= 2
    if size > _COUNTED:
        _, draws, weights = np.unique(sides, return_index=True, return_counts=True)
        return Sides(draws, weights)
    weights = np.bincount(sides, minlength=size)
    example = np.empty(size, dtype=np.intp)
    example[sides] = np.arange(count)
    there = np.flatnonzero(weights)
    return Sides(example[there], weights[there])
