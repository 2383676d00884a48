"""The picture of one figure swept: how many communes meet the criterion, and below it each commune as a strip."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ntm_rules.engine.statuses import (
    BASICALLY_MET,
    MET,
    NOT_APPLICABLE,
    STATUSES,
    UNKNOWN,
    UNMET,
    status_words,
)
from ntm_rules.i18n import tr
from ntm_rules.reports.group_words import worth_showing
from ntm_rules.reports.pictures.canvas import (
    BLUE,
    COLOURS,
    GREEN,
    HATCHES,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    VERMILION,
    figures_on,
    headed,
    sheet,
    whole_numbers,
)
from ntm_rules.reports.sweep_words import (
    axis_title,
    axis_words,
    group_words,
    levels_of,
    names_of,
    whose,
)
from ntm_rules.scenarios.sweeps import Step, Sweep
from ntm_rules.scenarios.turning import figures_of
from ntm_rules.scenarios.turns import Turn

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Of more communes only the counts are drawn.
MOST_STRIPS = 40
_LINES = ((BLUE, "-"), (SKY, "--"), (PURPLE, "-."), (ORANGE, ":"))
_COUNTED = (MET, NOT_APPLICABLE)


def step_picture(swept: Sweep, turns: Sequence[Turn]) -> Figure:
    """Draw the sweep of one axis."""
    strips = swept.rows if len(swept.rows) <= MOST_STRIPS else swept.rows[:0]
    heights = [2.6] + ([0.5 + 0.24 * len(strips)] if len(strips) else [])
    picture = sheet(sum(heights) + 1.5)
    grid = picture.subplots(
        len(heights), 1, sharex=True, squeeze=False, gridspec_kw={"height_ratios": heights}
    )
    axes: list[Axes] = list(grid[:, 0])
    step = _shown(swept)
    _counts(axes[0], swept, step, turns)
    if len(strips):
        _strips(axes[1], swept, turns)
    _levels(axes, swept)
    laid = swept.laid[0]
    axes[-1].set_xlabel(axis_title(swept, laid))
    axes[-1].set_xlim(*_span(laid.axis.values))
    figures_on(axes[-1].xaxis, {"add": "+", "scale": "×"}.get(laid.axis.op, ""))
    levels = dict.fromkeys(line.words for line in levels_of(swept, 0))
    headed(picture, f"{tr('Sweep')}: {whose(swept)}", [axis_words(swept, laid), *levels], illustrative=swept.base.table.illustrative)  # fmt: skip
    return picture


def _shown(swept: Sweep) -> Step:
    first = worth_showing([step.group for step in swept.groups])[0]
    return next(step for step in swept.groups if step.group is first)


def _span(values: Sequence[float]) -> tuple[float, float]:
    margin = (values[-1] - values[0]) * 0.02 or 0.5
    return values[0] - margin, values[-1] + margin


def _counts(axes: Axes, swept: Sweep, step: Step, turns: Sequence[Turn]) -> None:
    plan, loaded = swept.base.plan, swept.base.loaded
    inside = set(step.group.rows.tolist())
    own = [turn for turn in turns if turn.row in inside]
    lines = iter(_LINES * (len(swept.members) + len(swept.criteria)))
    drawn: list[tuple[str, str, str, int, tuple[int, ...]]] = []
    for line, number in enumerate(swept.criteria):
        code = loaded.criteria[number].code
        drawn.append((tr("criterion {code} met", code=code), "criterion", code, int(step.criteria[line, 0]), _COUNTED))  # fmt: skip
    for line, member in enumerate(swept.members):
        code = plan.indicators[member].indicator.code
        if code not in {entry[2] for entry in drawn}:
            drawn.append((tr("indicator {code} met", code=code), "indicator", code, int(step.indicators[line, 0]), _COUNTED))  # fmt: skip
    for name, kind, code, first, good in drawn:
        colour, dash = next(lines)
        at, counts = _stepped(swept, (t for t in own if (t.kind, t.code) == (kind, code)), first, good)
        axes.step(at, counts, where="post", color=colour, linestyle=dash, linewidth=2.2, label=name)
    at, counts = _stepped(swept, (t for t in own if t.kind == "commune"), int(step.qualify[0]), (1,))
    axes.step(at, counts, where="post", color=VERMILION, linestyle=(0, (5, 2)), linewidth=1.8, label=tr("qualify"))  # fmt: skip
    whole_numbers(axes)
    axes.set_ylim(0, max(step.group.communes, 1) * 1.15)
    axes.set_ylabel(tr("communes"))
    axes.grid(axis="y", color="#DDDDDD", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.legend(
        loc="center left",
        bbox_to_anchor=(1.0, 0.5),
        frameon=False,
        title=group_words(step.group),
        alignment="left",
        title_fontsize=8.5,
        fontsize=8.5,
    )


def _stepped(
    swept: Sweep, turns: Iterable[Turn], first: int, good: tuple[int, ...]
) -> tuple[list[float], list[int]]:
    """The count as it stands from each amount on: that of the first point, and one more or less at each turn."""
    values = swept.laid[0].axis.values
    at, counts = [values[0]], [first]
    for turn in sorted(turns, key=lambda turn: turn.at):
        change = (turn.after in good) - (turn.before in good)
        if turn.at == at[-1]:
            counts[-1] += change
        else:
            at.append(turn.at)
            counts.append(counts[-1] + change)
    return [*at, values[-1]], [*counts, counts[-1]]


def _strips(axes: Axes, swept: Sweep, turns: Sequence[Turn]) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    code = swept.base.plan.indicators[swept.members[0]].indicator.code
    laid, seen = swept.laid[0], set[int]()
    given = figures_of(swept.base.table, laid.columns[0][0])
    now = {"set": given, "add": np.zeros(len(given)), "scale": np.ones(len(given))}[laid.axis.op]
    low, high = laid.axis.values[0], laid.axis.values[-1]
    for place, row in enumerate(swept.rows.tolist()):
        for start, end, status in _spans(swept, turns, row, place, of=("indicator", code)):
            seen.add(status)
            axes.barh(place, end - start, left=start, height=0.62, color=COLOURS[status], hatch=HATCHES[status],
                      edgecolor="white", linewidth=0.5)  # fmt: skip
        for start, end, status in _spans(swept, turns, row, place, of=("commune", "qualifies")):
            if status == 1:
                axes.plot([start, end], [place + 0.4] * 2, color=GREEN, linewidth=2.6, solid_capstyle="butt")
        if low <= now[row] <= high and not np.isnan(given[row]):
            axes.plot(now[row], place, marker="D", markersize=5, color="white", markeredgecolor=INK, clip_on=False)  # fmt: skip
    axes.set_yticks(range(len(swept.rows)), list(names_of(swept).values()))
    axes.set_ylim(len(swept.rows) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    order = [one for one in (MET, BASICALLY_MET, UNMET, UNKNOWN, NOT_APPLICABLE) if one in seen]
    handles: list[Patch | Line2D] = [
        Patch(
            facecolor=COLOURS[one], hatch=HATCHES[one], edgecolor="white", label=status_words(STATUSES[one])
        )
        for one in order
    ]
    handles.append(Line2D([], [], color=GREEN, linewidth=2.6, label=tr("qualifies")))
    handles.append(
        Line2D([], [], marker="D", color="white", markeredgecolor=INK, linewidth=0, label=tr("as it is"))
    )
    axes.legend(handles=handles, loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False, fontsize=8.5,
                title=tr("indicator {code}", code=code), alignment="left", title_fontsize=8.5)  # fmt: skip


def _spans(
    swept: Sweep, turns: Sequence[Turn], row: int, place: int, *, of: tuple[str, str]
) -> Iterator[tuple[float, float, int]]:
    """The stretches of the axis over which a verdict (its kind and code) of a row is one: start, end, status."""
    values = swept.laid[0].axis.values
    start = values[0]
    status = int(swept.qualifies[0, place] if of[0] == "commune" else swept.statuses[0, 0, place])
    for turn in turns:
        if (turn.row, turn.kind, turn.code) == (row, *of):
            if turn.at > start:
                yield start, turn.at, status
            start, status = turn.at, turn.after
    if values[-1] > start:
        yield start, values[-1], status


def _levels(axes: Sequence[Axes], swept: Sweep) -> None:
    """Draw the levels of figures that are set; what is added or multiplied meets its level elsewhere in each commune."""
    laid = swept.laid[0]
    if laid.axis.op != "set":
        return
    low, high = laid.axis.values[0], laid.axis.values[-1]
    lines = {line.level: line for line in levels_of(swept, 0) if line.column == laid.columns[0][0]}
    inside = sorted(level for level in lines if low <= level <= high)
    for place, level in enumerate(inside):
        for one in axes:
            one.axvline(level, color=INK, linestyle=(0, (2, 2)), linewidth=1.2, zorder=4)
        # Written on the side where there is more room, one below the other.
        left = level - low > high - level
        text = f"{lines[level].words} " if left else f" {lines[level].words}"
        axes[0].annotate(text, (level, 1.0 - 0.075 * place), xycoords=("data", "axes fraction"), fontsize=8,
                         ha="right" if left else "left", va="top", color=INK,
                         bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1.0})  # fmt: skip
