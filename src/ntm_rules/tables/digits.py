"""Figures at the 15 significant digits that a spreadsheet shows.

Arithmetic leaves noise behind the 15th digit: the mean of 36.3, 36.9 and 52.8 is stored as 41.99999999999999 and
shown as 42. What is compared is what the file shows.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

DIGITS = 15
# Whole powers of ten that a float holds exactly.
_POWERS = 10.0 ** np.arange(23)
# Figures below this with no more decimals than _PLACES have no 16th digit.
_SMALL, _PLACES = 1e9, 1e6


def shown_digits(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Figures rounded to 15 significant digits, each the float nearest to that decimal; a new array where any changes."""
    with np.errstate(invalid="ignore", over="ignore"):
        size = np.abs(values)
        noisy = (np.rint(values * _PLACES) / _PLACES != values) & (size < 1e15) & (size > 0)
        noisy |= (size >= _SMALL) & (size < 1e15)
    if not noisy.any():
        return values
    found = values.copy()
    found[noisy] = _rounded(values[noisy])
    return found


def _rounded(values: NDArray[np.float64]) -> NDArray[np.float64]:
    size = np.abs(values)
    places = DIGITS - 1 - np.floor(np.log10(size)).astype(np.int64)
    places = np.clip(places, 0, len(_POWERS) - 1)
    # The logarithm may be off by one beside a power of ten.
    scaled = size * _POWERS[places]
    places = np.where((scaled < 10.0 ** (DIGITS - 1)) & (places < len(_POWERS) - 1), places + 1, places)
    places = np.where((scaled >= 10.0**DIGITS) & (places > 0), places - 1, places)
    # Whole numbers below 2**53 and powers of ten are exact, so that their quotient is the nearest float.
    rounded: Any = np.rint(values * _POWERS[places]) / _POWERS[places]
    return rounded  # type: ignore[no-any-return]


def shown_number(value: float) -> float:
    """One figure rounded to 15 significant digits."""
    return float(f"{value:.{DIGITS}g}")


def rate_of(part: Any, whole: Any) -> NDArray[np.float64]:
    """Percentages of counts, NaN where the whole is not above 0.

    Multiplied first, whole numbers stay exact: 29 of 100 is 29 and not a hair less. Lengths and areas do not.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = np.where(whole > 0, part * 100.0 / whole, np.nan)
        uneven = (part % 1 != 0) | (whole % 1 != 0)
    return np.where(uneven, shown_digits(rate), rate)
