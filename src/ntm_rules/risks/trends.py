"""Trends: the Theil-Sen slope of a figure over the periods of each commune, and when its line arrives at a level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ntm_rules.engine.statuses import Floats, Index

Days = NDArray[np.datetime64]
# A line that takes longer to arrive, in years, arrives on no day that is worth naming.
_TOO_FAR = 100


@dataclass(frozen=True, slots=True)
class Trend:
    """A trend at the last of each commune's rows that have a figure.

    `slopes` is the change a year in the unit of the figure, NaN elsewhere and where one row alone has a figure;
    `points` from how many periods it is.
    """

    slopes: Floats
    points: Index


def theil_sen(order: Index, commune: Index, months: Index, values: Floats) -> Trend:
    """The median of the slopes between every two periods of each commune that have a figure.

    `order` numbers the rows by commune and then by time; `months` counts the month in which each period ends.
    Of periods that end together the later in that order speaks.
    """
    slopes, points = np.full(len(values), np.nan), np.zeros(len(values), dtype=np.intp)
    rows = order[~np.isnan(values[order])]
    rows = rows[_differs(commune[rows], months[rows])]
    ends = np.flatnonzero(_differs(commune[rows]))
    counts = np.diff(ends, prepend=-1)
    for count in np.unique(counts[counts > 1]).tolist():
        members = rows[ends[counts == count][:, np.newaxis] + np.arange(1 - count, 1)]
        first, second = np.triu_indices(count, 1)
        steps = values[members[:, second]] - values[members[:, first]]
        spans = months[members[:, second]] - months[members[:, first]]
        last = members[:, -1]
        slopes[last] = np.round(np.median(12 * steps / spans, axis=1), 6)
        points[last] = count
    return Trend(slopes, points)


def _differs(*keys: Index) -> NDArray[np.bool_]:
    """Entries after which one of some keys changes, and the last."""
    changed = np.zeros(max(len(keys[0]) - 1, 0), dtype=np.bool_)
    for key in keys:
        changed |= key[1:] != key[:-1]
    return np.append(changed, True)[: len(keys[0])]


def months_of(days: Days) -> Index:
    """The month of each day, counted through the years."""
    return days.astype("datetime64[M]").astype(np.intp)


def years_between(start: Days, end: Days) -> Floats:
    """The years from the last day of a month to a day, by months and the part of the month it lies in."""
    month = end.astype("datetime64[M]")
    within = (end - month.astype("datetime64[D]")).astype(np.float64) + 1
    length = (last_day(month) - month.astype("datetime64[D]")).astype(np.float64) + 1
    years: Floats = (months_of(end) - 1 + within / length - months_of(start)) / 12
    return years


def day_after(start: Days, years: Floats) -> Days:
    """The day so many years after the last day of a month; not known where that is none worth naming."""
    near = np.where(np.abs(years) <= _TOO_FAR, years, 0)
    # Slopes are rounded, so that what takes whole months comes out a trifle beside them.
    months = np.round(near * 12, 4)
    whole = np.floor(months)
    month = start.astype("datetime64[M]") + whole.astype("timedelta64[M]")
    first, following = last_day(month), last_day(month + np.timedelta64(1, "M"))
    days = np.floor((months - whole) * (following - first).astype(np.float64))
    found = first + days.astype("timedelta64[D]")
    return np.where(np.abs(years) <= _TOO_FAR, found, np.datetime64("NaT", "D"))


def last_day(month: NDArray[np.datetime64]) -> Days:
    """The last day of each month."""
    following = (month + np.timedelta64(1, "M")).astype("datetime64[D]").astype(np.int64)
    return (following - 1).astype("datetime64[D]")
