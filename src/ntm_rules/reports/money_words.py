"""The money of the programmes in words that several forms show: amounts, how late it is, until when it may be paid."""

from __future__ import annotations

from collections.abc import Sequence

from ntm_rules.definitions.programmes import ALL
from ntm_rules.engine.statuses import grade_words
from ntm_rules.i18n import figure, tr
from ntm_rules.recommend.advise import Advice
from ntm_rules.recommend.money_lines import Line
from ntm_rules.recommend.wording import programme_words
from ntm_rules.reports.explanation import day_words


def money_columns(lines: Sequence[Line]) -> tuple[str, list[str], list[list[str]]]:
    """Lines of money, amounts in million VND: a title, headings, and rows.

    The day of the figures, and that until when the rest may be paid, stand in the title where they are the same.
    """
    title = [tr("Money of the programmes, million VND")]
    columns = {
        tr("Programme"): [programme_of(line) for line in lines],
        tr("Planned"): [amount(line.planned) for line in lines],
        tr("Disbursed"): [amount(line.disbursed) for line in lines],
        tr("Ratio"): [ratio(line) for line in lines],
        tr("Remark"): [", ".join(remarks(line)) or "–" for line in lines],
    }
    days = [told_on(line) for line in lines]
    ends = [payable_until(line) for line in lines]
    for said, texts in ((tr("figures of"), days), (tr("payable until"), ends)):
        if len({*texts}) == 1:
            title.append(f"{said} {texts[0]}")
        else:
            columns[said.capitalize()] = texts
    return "; ".join(title), list(columns), [list(row) for row in zip(*columns.values(), strict=True)]


def programme_of(line: Line) -> str:
    """The programme of a line by name; of a sum over several, that it is one."""
    return programme_words(line) if line.programme != ALL or line.parts == (ALL,) else tr("Together")


def amount(value: float | None) -> str:
    """An amount in million VND; a dash where it is not told."""
    return "–" if value is None else figure(value, 1)


def ratio(line: Line) -> str:
    """The disbursed share of the plan in per cent; a dash where there is none."""
    return "–" if line.ratio is None else f"{figure(100 * line.ratio, 1)} %"


def told_on(line: Line) -> str:
    """The day of the figures, and how much of the budget year had gone."""
    gone = tr("{percent} % of {year} gone", percent=figure(100 * line.elapsed, 0), year=line.budget_year)
    return f"{day_words(line.as_of.isoformat())} ({gone})"


def payable_until(line: Line) -> str:
    """Until when the rest may be paid, and on whose word; a dash where no calendar says."""
    until = line.next_end
    return f"{day_words(until.until.isoformat())} ({grade_words(until.evidence)})" if until else "–"


def remarks(line: Line) -> list[str]:
    """Whether a line of money is late or lies idle, or why it has no ratio."""
    if line.reason is not None:
        return [
            {
                "planned_missing": tr("no plan given"),
                "disbursed_missing": tr("no disbursement given"),
                "nothing_planned": tr("nothing planned"),
            }[line.reason]
        ]
    late = tr("very late") if line.very_late else tr("late") if line.late else None
    return [said for said in (late, tr("lies idle") if line.idle else None) if said]


def own_money(advice: Advice, row: int) -> list[str]:
    """The money told of a commune itself, a text a programme: disbursed of planned, in million VND."""
    lines = [] if advice.money is None else advice.money.of_row(row)
    # The sum of one programme says no more than that programme.
    shown = [line for line in lines if line.programme != ALL] or lines
    return [
        f"{programme_of(line)} {amount(line.disbursed)}/{amount(line.planned)} ({', '.join(_standing(line))})"
        for line in shown
    ]


def _standing(line: Line) -> list[str]:
    return ([] if line.ratio is None else [ratio(line)]) + remarks(line)
