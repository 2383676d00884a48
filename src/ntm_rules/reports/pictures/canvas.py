"""What all pictures share: the font, the colours, the stamp of invented data, and bytes that are always the same."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, get_args

from ntm_rules.engine.statuses import BASICALLY_MET, MET, NOT_APPLICABLE, UNKNOWN, UNMET
from ntm_rules.errors import Problem, UsageError
from ntm_rules.i18n import figure, tr

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PictureForm = Literal["svg", "png"]
PICTURE_FORMS: tuple[str, ...] = get_args(PictureForm)
# Colours of Okabe and Ito, told apart by the colour-blind too.
BLUE, VERMILION, GREEN, ORANGE, SKY, PURPLE = "#0072B2", "#D55E00", "#009E73", "#E69F00", "#56B4E9", "#CC79A7"
INK, PALE = "#222222", "#E6E6E6"
COLOURS = {UNMET: VERMILION, UNKNOWN: "#B8B8B8", BASICALLY_MET: ORANGE, MET: BLUE, NOT_APPLICABLE: PALE}
# Hatches say the same without colour.
HATCHES = {UNMET: "////", UNKNOWN: "....", BASICALLY_MET: "\\\\\\\\", MET: "", NOT_APPLICABLE: ""}
_STYLE: dict[Any, Any] = {
    # It comes with matplotlib and has every Vietnamese letter; the others stand in where an SVG is shown without it.
    "font.family": ["DejaVu Sans"],
    "font.size": 9.0,
    "svg.fonttype": "none",
    "svg.hashsalt": "ntm-rules",
    "hatch.linewidth": 0.4,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "text.color": INK,
    "path.simplify": False,
    # A dollar sign in a name is no formula.
    "text.parse_math": False,
}
_METADATA: dict[str, dict[str, Any]] = {"svg": {"Date": None, "Creator": None}, "png": {"Software": None}}


@contextmanager
def drawing(form: str) -> Iterator[None]:
    """Draw in the house's style. Raises UsageError for a form that is none, or without matplotlib."""
    if form not in PICTURE_FORMS:
        message = tr("“{form}” is none of {formats}.", form=form, formats=", ".join(PICTURE_FORMS))
        raise UsageError(Problem("wrong_call", message))
    try:
        import matplotlib as mpl
    except ImportError as error:
        message = tr("to draw a picture, matplotlib is needed.")
        remedy = tr("install ntm-rules[pictures]")
        raise UsageError(Problem("wrong_call", message, remedy=remedy)) from error
    with mpl.rc_context():
        # The same picture whatever a user's own matplotlibrc says.
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)
        yield


def sheet(height: float, width: float = 10.0) -> Figure:
    """A blank picture of some inches, laid out without overlaps."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    found = Figure(figsize=(width, height), layout="constrained", facecolor="white")
    FigureCanvasAgg(found)
    return found


def headed(picture: Figure, title: str, under: list[str], *, illustrative: bool) -> None:
    """Put the title, lines under it and, on invented data, the stamp that says so at the head of a picture."""
    lines = [line for one in under for line in textwrap.wrap(one, 118)]
    stamp = f"  ·  {tr('ILLUSTRATIVE DATA')}" if illustrative else ""
    picture.suptitle(title + stamp, x=0.01, ha="left", fontsize=12, fontweight="bold", color=INK)
    if lines:
        # Held by the layout as a title of the first axes.
        picture.axes[0].set_title("\n".join(lines), loc="left", fontsize=8.5, color="#444444")
    if illustrative:
        picture.text(0.5, 0.5, tr("ILLUSTRATIVE DATA"), fontsize=34, color="#000000", alpha=0.06, rotation=18,
                     ha="center", va="center", zorder=0)  # fmt: skip


def figures_on(axis: Any, sign: str = "", *, signed: bool = True) -> None:
    """Write the numbers of an axis in the language in force; `sign` "+" shows that of shifts, "×" is set before factors.

    Not `signed`, what lies to the left of 0 is written as a distance.
    """
    from matplotlib.ticker import FuncFormatter

    def written(value: float, _place: int | None) -> str:
        text = figure(value if signed else abs(value), 6)
        return f"{sign}{text}" if sign == "×" or (sign == "+" and value > 0) else text

    axis.set_major_formatter(FuncFormatter(written))


def whole_numbers(axes: Axes) -> None:
    """Let the upright axis count from 0 in whole numbers."""
    from matplotlib.ticker import MaxNLocator

    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_ylim(bottom=0)


def saved(picture: Figure, form: str) -> bytes:
    """The picture as the bytes of a file: the same for the same picture, without date or program."""
    held = io.BytesIO()
    picture.savefig(held, format=form, dpi=144, metadata=_METADATA[form])
    return held.getvalue()
