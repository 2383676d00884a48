"""Numbers of criteria met that a table states: used where no criterion is decided, checked where some are."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.statuses import UNKNOWN, Flags
from ntm_rules.engine.summary import count_criteria
from ntm_rules.errors import Problem
from ntm_rules.i18n import tr
from ntm_rules.tables.reported_words import MET

# So many communes are named in a warning.
_NAMED = 3


def stated(judged: Judgement) -> NDArray[np.float64] | None:
    """The number of criteria met that each row states, NaN where none; None where no column states it."""
    return judged.table.reported.get(MET)


def as_reported(judged: Judgement) -> Flags:
    """The rows of which only the stated number is known: they state one, and no criterion is decided."""
    counts = stated(judged)
    if counts is None:
        return np.zeros(len(judged.table), dtype=np.bool_)
    undecided: Flags = (judged.statuses.criteria == UNKNOWN).all(axis=0)
    return ~np.isnan(counts) & undecided & ~judged.cases.outside


def counted_or_reported(judged: Judgement) -> NDArray[np.int64]:
    """Criteria that count in each row, as judged, or as stated where only that is known."""
    counted = count_criteria(judged)["counted"]
    counts = stated(judged)
    if counts is None:
        return counted
    return np.where(as_reported(judged), np.nan_to_num(counts), counted).astype(np.int64)


def met_words(judged: Judgement, row: int, *, counted: int, total: int, waived: int) -> str:
    """“16/19” criteria met as a table shows it, with what is waived, or that it is only reported.

    A dash where the set does not judge the row.
    """
    if judged.cases.outside[row]:
        return "–"
    counts = stated(judged)
    if counts is not None and as_reported(judged)[row]:
        return tr("{n}/{total} reported", n=int(counts[row]), total=total)
    return f"{counted}/{total}" + (f" ({waived}○)" if waived else "")


def row_note(judged: Judgement, row: int) -> str | None:
    """What must stand beside a row of which only the stated number is known."""
    counts = stated(judged)
    if counts is None or not as_reported(judged)[row]:
        return None
    return tr(
        "{n}/{total} criteria met as reported; which ones is not given",
        n=int(counts[row]),
        total=len(judged.loaded.criteria),
    )


def totals_that_disagree(judged: Judgement) -> Iterator[Problem]:
    """Stated numbers that the verdicts contradict: fewer than are met, or more than can be."""
    counts = stated(judged)
    if counts is None:
        return
    by_status = count_criteria(judged)
    least = by_status["counted"]
    most = least + by_status["unknown"] + by_status["basically_met"]
    with np.errstate(invalid="ignore"):
        wrong = ((counts < least) | (counts > most)) & ~as_reported(judged) & ~judged.cases.outside
    rows = np.flatnonzero(wrong)
    if not len(rows):
        return
    listed = "; ".join(_both(judged, row, counts, least, most) for row in rows[:_NAMED].tolist())
    more = f"; … (+{len(rows) - _NAMED})" if len(rows) > _NAMED else ""
    first = judged.table.cell(int(rows[0]), MET)
    yield Problem(
        "total_disagrees",
        tr(
            "the number of criteria met that the table states is not that of its verdicts and figures: {listed}.",
            listed=listed + more,
        ),
        file=first.get("file"),
        sheet=first.get("sheet"),
        row=first.get("row"),
        remedy=tr("correct the total, or the verdicts; the total is not used"),
        facts=judged.table.listed(rows),
    )


def _both(
    judged: Judgement,
    row: int,
    counts: NDArray[np.float64],
    least: NDArray[np.int64],
    most: NDArray[np.int64],
) -> str:
    span = (
        str(least[row])
        if least[row] == most[row]
        else tr("{least} to {most}", least=least[row], most=most[row])
    )
    return tr(
        "{commune} states {stated}, judged {judged}",
        commune=judged.table.text(row, "commune"),
        stated=int(counts[row]),
        judged=span,
    )
