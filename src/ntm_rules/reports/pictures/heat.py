"""The picture of two figures swept together: how many communes meet both criteria, as a map of colours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ntm_rules.engine.statuses import MET, NOT_APPLICABLE, Codes, Flags, Index
from ntm_rules.i18n import tr
from ntm_rules.reports.group_words import worth_showing
from ntm_rules.reports.pictures.canvas import INK, figures_on, headed, sheet
from ntm_rules.reports.sweep_words import axis_title, axis_words, group_words, levels_of, whose
from ntm_rules.scenarios.sweeps import Sweep

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# So many cells have their numbers written in them.
_WRITTEN = 400


def heat_picture(swept: Sweep) -> Figure:
    """Draw the sweep of two axes: communes that meet all criteria they touch, and beside them those that qualify."""
    both, qualify, most, whole = _maps(swept)
    maps = [(_title(swept, whole), both)] + ([(tr("qualify"), qualify)] if qualify.any() else [])
    picture = sheet(5.6, 5.6 * len(maps) + (0.6 if len(maps) > 1 else 2.0))
    axes = picture.subplots(1, len(maps), squeeze=False)[0]
    for one, (title, counts) in zip(axes, maps, strict=True):
        mesh = _map(one, swept, counts, most)
        one.set_xlabel(axis_title(swept, swept.laid[0], "\n"))
        one.set_ylabel(axis_title(swept, swept.laid[1], "\n"))
        bar = picture.colorbar(mesh, ax=one, shrink=0.85, ticks=_ticks(most))
        bar.set_label(title)
        bar.minorticks_off()
    under = [
        *(axis_words(swept, laid) for laid in swept.laid),
        *dict.fromkeys(line.words for number in range(2) for line in levels_of(swept, number)),
    ]
    headed(picture, f"{tr('Sweep')}: {whole}", under, illustrative=swept.base.table.illustrative)
    return picture


def _maps(swept: Sweep) -> tuple[Index, Index, int, str]:
    """The counts of both maps by point, the most that can be, and whose they are: a commune's criteria or a group's communes."""
    shape = tuple(len(axis.values) for axis in swept.axes)
    if len(swept.rows) == 1:
        met = _counted(swept.of_criteria[:, :, 0]).sum(axis=0)
        own: Index = (swept.qualifies[:, 0] == 1).astype(np.intp)
        return met.reshape(shape), own.reshape(shape), len(swept.criteria), whose(swept)
    group = worth_showing([step.group for step in swept.groups])[0]
    step = next(step for step in swept.groups if step.group is group)
    inside = np.isin(swept.rows, group.rows)
    beside = np.setdiff1d(group.rows, swept.rows)
    still = _all_counted(swept.base.statuses.criteria[list(swept.criteria)][:, beside]).sum()
    all_met = _all_counted(swept.of_criteria)[:, inside].sum(axis=1) + still
    return all_met.reshape(shape), step.qualify.reshape(shape), group.communes, group_words(group)


def _counted(statuses: Codes) -> Flags:
    found: Flags = (statuses == MET) | (statuses == NOT_APPLICABLE)
    return found


def _all_counted(statuses: Codes) -> Flags:
    found: Flags = np.logical_and.reduce(_counted(statuses), axis=0)
    return found


def _title(swept: Sweep, whole: str) -> str:
    codes = [swept.base.loaded.criteria[number].code for number in swept.criteria]
    if len(swept.rows) == 1:
        return tr("how many of criteria {codes} are met", codes=", ".join(codes))
    if len(codes) == 1:
        return tr("communes that meet criterion {code}", code=codes[0])
    return tr("communes that meet criteria {codes}", codes=", ".join(codes))


def _map(axes: Axes, swept: Sweep, counts: Index, most: int) -> Any:
    from matplotlib import colormaps
    from matplotlib.colors import BoundaryNorm

    edges = [_edges(axis.values) for axis in swept.axes]
    colours = colormaps["cividis"].resampled(most + 1)
    norm = BoundaryNorm(np.arange(-0.5, most + 1), most + 1)
    mesh = axes.pcolormesh(edges[0], edges[1], counts.T, cmap=colours, norm=norm, edgecolors="white", linewidth=0.4)  # fmt: skip
    if counts.size <= _WRITTEN:
        for x, across in zip(swept.axes[0].values, counts, strict=True):
            for y, count in zip(swept.axes[1].values, across.tolist(), strict=True):
                colour = "white" if count < most * 0.55 else "black"
                # On a level's line the number stands on a patch of its cell.
                patch = {"facecolor": colours(norm(count)), "edgecolor": "none", "pad": 0.6}
                axes.text(x, y, str(count), ha="center", va="center", fontsize=8, color=colour, bbox=patch, zorder=5)  # fmt: skip
    for number, axis in enumerate(swept.axes):
        line = axes.axvline if number == 0 else axes.axhline
        low, high = axis.values[0], axis.values[-1]
        for level in {found.level for found in levels_of(swept, number)} if axis.op == "set" else ():
            if low <= level <= high:
                line(level, color="white", linewidth=2.6)
                line(level, color=INK, linewidth=1.3, linestyle=(0, (3, 2)))
        figures_on(axes.xaxis if number == 0 else axes.yaxis, {"add": "+", "scale": "×"}.get(axis.op, ""))
    return mesh


def _edges(values: Sequence[float]) -> list[float]:
    """The edges of cells whose middles are the points."""
    half = (values[1] - values[0]) / 2 if len(values) > 1 else 0.5
    return [values[0] - half, *(value + half for value in values)]


def _ticks(most: int) -> list[int]:
    step = max(1, -(-most // 10))
    return list(range(0, most + 1, step))
