"""The picture of sensitivity: how far each figure lies from its level, the nearest on top, on the side of gain or of loss."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from ntm_rules.i18n import figure, tr
from ntm_rules.planning.sensitivity import Lever, Sensitivity
from ntm_rules.reports.explanation import distance_words
from ntm_rules.reports.pictures.canvas import BLUE, INK, VERMILION, figures_on, headed, sheet
from ntm_rules.reports.sensitivity_words import (
    code_of,
    commune_name,
    graded_level,
    label_of,
    turned_words,
    turning,
    unit_of,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

# So many bars are drawn; what lies farther is safe or far off, and stands in the table.
MOST_BARS = 20
_LABEL = 52
# The share of the width that words take beside the bars.
_WORDS = 0.4


def tornado_picture(found: Sensitivity) -> Figure:
    """Draw the figures that turn their indicator, the nearest to the level on top."""
    levers = [lever for lever in found.levers if turning(lever) and lever.column == lever.part.column]
    shown = levers[:MOST_BARS]
    picture = sheet(1.9 + 0.46 * max(len(shown), 2), 11.0)
    axes = picture.subplots()
    for place, lever in enumerate(shown):
        _bar(axes, lever, place)
        _text(axes, found, lever, place)
    axes.axvline(0, color=INK, linewidth=1.2)
    axes.set_yticks(range(len(shown)), [_label(found, lever) for lever in shown], fontsize=8)
    axes.set_ylim(max(len(shown), 1) - 0.4, -0.6)
    axes.set_xlim(*_span(shown))
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    figures_on(axes.xaxis, signed=False)
    axes.set_xlabel(tr("distance to the level, % of the level: wanting to the left, in hand to the right"))
    picture.legend(handles=_legend(), loc="outside lower center", frameon=False, ncols=3)
    under = [tr("The line in the middle is the level (≥, ≤) written with its evidence beside each figure.")]
    if len(levers) > len(shown):
        under.append(tr("{n} figure(s) farther off are not drawn.", n=len(levers) - len(shown)))
    headed(picture, f"{tr('Sensitivity')}: {commune_name(found)}", under, illustrative=found.judged.table.illustrative)  # fmt: skip
    return picture


def _span(shown: list[Lever]) -> tuple[float, float]:
    """From the longest bar of what is wanting to the longest in hand, with room for the words to the right of both."""
    wanting = max((lever.share * 100 for lever in shown if lever.direction == "gain"), default=0.0) * 1.05
    in_hand = max((lever.share * 100 for lever in shown if lever.direction == "lose"), default=0.0)
    total = max((wanting + in_hand) / (1 - _WORDS), 1.0)
    return -max(wanting, total * 0.02), in_hand + total * _WORDS


def _bar(axes: Axes, lever: Lever, place: int) -> None:
    gain = lever.direction == "gain"
    length = lever.share * 100
    axes.barh(place, -length if gain else length, height=0.6, color=VERMILION if gain else BLUE,
              hatch="////" if gain else "", edgecolor="white", linewidth=0.5)  # fmt: skip
    if lever.turns_criterion:
        axes.plot(0, place, marker="o", markersize=6, color="white", markeredgecolor=INK, zorder=5)


def _text(axes: Axes, found: Sensitivity, lever: Lever, place: int) -> None:
    """The distance and what it turns, to the right of the bar or, of what is wanting, of the level."""
    distance = distance_words(abs(lever.value - lever.turning), unit_of(found.judged, lever.column))
    text = f"{distance} · {turned_words(found, lever.crossing.turned)}"
    end = 0.0 if lever.direction == "gain" else lever.share * 100
    axes.annotate(
        "\n".join(textwrap.wrap(text, 52)), (end, place), xytext=(7, 0), textcoords="offset points",
        ha="left", va="center", fontsize=7.5,
    )  # fmt: skip


def _label(found: Sensitivity, lever: Lever) -> str:
    name = f"{code_of(found, lever.indicator)} {label_of(found, lever.column)}"
    return f"{textwrap.shorten(name, _LABEL, placeholder=' …')}\n{figure(lever.value, 2)}; {graded_level(found, lever)}"


def _legend() -> list[Patch | Line2D]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    return [
        Patch(facecolor=VERMILION, hatch="////", edgecolor="white", label=tr("wanting to gain it")),
        Patch(facecolor=BLUE, edgecolor="white", label=tr("in hand before it is lost")),
        Line2D([], [], marker="o", color="white", markeredgecolor=INK, linewidth=0,
               label=tr("one unit or 1 % turns a criterion")),
    ]  # fmt: skip
