"""What each cell of a template may hold: lists, limits, and the messages that say what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from ntm_rules.definitions.models import RANGES
from ntm_rules.i18n import tr
from ntm_rules.reports.template.columns import Column
from ntm_rules.reports.template.setting import Setting

# A spreadsheet takes no longer texts and formulas in a check.
TITLE, MESSAGE, FORMULA = 32, 255, 255
# Names of the lists that lie beside the guidance, for formulas.
WORDS, MISSING, PROVINCES = "ntm_words", "ntm_missing", "ntm_provinces"


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its condition as XlsxWriter takes it, what is said in the cell and when it is refused."""

    condition: dict[str, Any]
    say: str
    wrong: str
    stops: bool = True

    def options(self, title: str, first: str = "") -> dict[str, Any]:
        """The check as XlsxWriter's `data_validation` takes it; `first` is said before its own words."""
        said = f"{first}\n{self.say}" if first and len(first) + len(self.say) < MESSAGE else self.say
        return {
            **self.condition,
            "ignore_blank": True,
            "input_title": title[:TITLE],
            "input_message": said,
            "error_title": title[:TITLE],
            "error_message": self.wrong,
            "error_type": "stop" if self.stops else "warning",
        }


def check_of(column: Column, cell: str, setting: Setting) -> Check | None:
    """The check of a column, as its first cell (such as B6) states it; None where any text will do."""
    if column.choices:
        return _choice(column)
    match column.takes:
        case "province":
            return _province()
        case "year":
            return _year(setting)
        case "date":
            return _date(cell)
        case "text" | "code" | "period":
            return None
        case _:
            return _figure(column, cell)


def words_name(column: Column) -> str:
    """The list of words a figure's cell may hold in place of a number: fewer for a fact, more at 9.1."""
    if column.zero_words:
        return f"{WORDS}_{column.target.name}"
    return MISSING if column.fact else WORDS


def _choice(column: Column) -> Check:
    listed = ", ".join(column.choices)
    wrong = tr("Choose one of: {words}. Not known: leave it blank.", words=listed)
    if column.takes == "verdict":
        wrong = tr(
            "Choose one of: {words}. Not known: leave it blank. Plans and short forms are not read.",
            words=listed,
        )
    return Check(
        {"validate": "list", "source": list(column.choices)},
        tr("Choose from the list. Not known: leave it blank."),
        wrong,
    )


def _province() -> Check:
    return Check(
        {"validate": "list", "source": f"={PROVINCES}"},
        tr("Choose the province from the list."),
        tr("No province of this name is on the list. Check the spelling, old or new name. Keep it all the same?"),
        stops=False,
    )  # fmt: skip


def _year(setting: Setting) -> Check:
    first, last = setting.loaded.head.valid_from.year, setting.loaded.head.valid_to.year
    return Check(
        {"validate": "integer", "criteria": "between", "minimum": first, "maximum": last},
        tr("The year the figures are of, such as {year}.", year=setting.year),
        tr("The set judges the years {first} to {last}; a row of another year is kept, not judged. Keep it?", first=first, last=last),
        stops=False,
    )  # fmt: skip


def _date(cell: str) -> Check:
    return Check(
        {"validate": "custom", "value": f"=OR(ISNUMBER({cell}),AND(ISTEXT({cell}),LEN({cell})>=8))"},
        tr("A date, such as {date}.", date=f"{date(2023, 12, 28):%d/%m/%Y}"),
        tr("Write day, month and year, such as 28/12/2023, or leave the cell blank."),
    )


def _figure(column: Column, cell: str) -> Check:
    kind = column.takes
    low, high = RANGES[kind]
    number = f"{cell}>={low:g}"
    number += (
        f",{cell}<={high:g}" if high != float("inf") else f",{cell}=INT({cell})" if kind == "count" else ""
    )
    words = words_name(column)
    # A text is left to the reader where it begins with a figure ("7/9 thôn", "98,5% - Đạt").
    texts = (
        f"ISNUMBER(VALUE(LEFT({cell},1))),ISNUMBER(MATCH(TRIM({cell}),{words},0)),"
        f'ISNUMBER(MATCH(TRIM(LEFT({cell},FIND("(",{cell})-1)),{words},0))'
    )
    say, wrong = _SAID[kind]
    return Check(
        {"validate": "custom", "value": f"=IF(ISNUMBER({cell}),AND({number}),OR({texts}))"}, say(), wrong()
    )


Words = Callable[[], str]
_SAID: dict[str, tuple[Words, Words]] = {
    "rate": (
        lambda: tr("A rate from 0 to 100 such as 98.5, or 7/9 with its noun (7/9 thôn). Not known: leave it blank."),
        lambda: tr("A rate is a figure from 0 to 100, a fraction with its noun (7/9 thôn, else a date is made of it), or a verdict in full: Đạt, Chưa đạt. Plans and CĐ are not read. Not known: leave it blank, never 0."),
    ),
    "score": (
        lambda: tr("Points from 0 to 100. Not known: leave it blank."),
        lambda: tr("Points are a figure from 0 to 100, or a verdict in full: Đạt, Chưa đạt. Plans and CĐ are not read. Not known: leave it blank, never 0."),
    ),
    "count": (
        lambda: tr("A whole number. Not known: leave it blank; 0 only where there is really none."),
        lambda: tr("A count is a whole number, not negative. Not known: leave it blank; 0 only where there is really none."),
    ),
    "money": (
        lambda: tr("In the unit under the header. Not known: leave it blank."),
        lambda: tr("A figure that is not negative, in the unit under the header, or a verdict in full: Đạt, Chưa đạt. Plans and CĐ are not read. Not known: leave it blank, never 0."),
    ),
    "number": (
        lambda: tr("In the unit under the header. Not known: leave it blank."),
        lambda: tr("A figure that is not negative, in the unit under the header, or a verdict in full: Đạt, Chưa đạt. Plans and CĐ are not read. Not known: leave it blank, never 0."),
    ),
}  # fmt: skip
