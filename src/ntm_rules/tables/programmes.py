"""The table of money: what is planned and disbursed of each programme, where, and on which day that was so."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from ntm_rules.definitions.conditions import Node
from ntm_rules.definitions.models import CriteriaSet, Unit, Variable
from ntm_rules.definitions.programmes import ALL, Programmes, load_programmes
from ntm_rules.errors import InputError, Problem
from ntm_rules.i18n import fold, tr, words
from ntm_rules.tables.asides import sums_up
from ntm_rules.tables.cells import Convention
from ntm_rules.tables.clean import Cleaner
from ntm_rules.tables.coded import Coded, combine
from ntm_rules.tables.communes import said
from ntm_rules.tables.grid import Grid
from ntm_rules.tables.identity import read_date, serial_remedy
from ntm_rules.tables.periods import read_year
from ntm_rules.tables.side_table import PLACES, SideMatcher, SideReader, SideTable, Wrong, read_side_table
from ntm_rules.tables.table import Floats
from ntm_rules.tables.targets import Target
from ntm_rules.tables.units import measures, without_unit
from ntm_rules.tables.vocabulary import read_vocabulary, word_key
from ntm_rules.tables.vocabulary import words as cell_words

MONEY = ("planned", "disbursed")
_PROGRAMME = Target("value", "programme")
_PERIOD_OF = re.compile(r"\s+(?:giai doan|nam)\s+\d{4}(?:\s+\d{4})?$")


class ProgrammeWords(Node):
    """`programmes.yaml`: the columns of money, the words in its cells, and what the figures are."""

    columns: dict[str, tuple[str, ...]]
    natures: dict[str, tuple[str, ...]]
    sources: dict[str, tuple[str, ...]]
    before: tuple[str, ...]
    carried_over: tuple[str, ...]
    of_the_year: tuple[str, ...]
    money: Variable


class Entry(NamedTuple):
    """What a row of money says, but for its place: million VND, NaN where missing; None where blank."""

    programme: str
    budget_year: int
    planned: float
    disbursed: float
    as_of: date
    component: str | None
    carried_over: bool
    nature: str | None
    source: str | None
    reference: str | None

    @property
    def line(self) -> tuple[Hashable, ...]:
        """What it is a figure of, on whatever day."""
        component = self.component and fold(self.component)
        return self.programme, self.budget_year, component, self.carried_over, self.nature, self.source


@dataclass(frozen=True, slots=True)
class ProgrammeTable(SideTable):
    """Money, one line of a budget on one day a row. Every array and column has one entry per row; None where blank.

    `places` may name a commune, a district or a province; a row that names none is for the whole table.
    `planned` and `disbursed` are in million VND, NaN where missing. `programmes` holds ids, `all` for all together;
    `carried_over` is true where a row's money comes from the year before; `references` holds where it was reported.
    """

    programmes: Coded
    budget_years: Coded
    planned: Floats
    disbursed: Floats
    as_of: Coded
    components: Coded
    carried_over: Coded
    natures: Coded
    sources: Coded
    references: Coded

    def entries(self) -> list[Entry]:
        """The rows, one at a time."""
        columns = (
            self.programmes, self.budget_years, self.planned, self.disbursed, self.as_of, self.components,
            self.carried_over, self.natures, self.sources, self.references,
        )  # fmt: skip
        cells = ((column.cells if isinstance(column, Coded) else column).tolist() for column in columns)
        return [Entry(*row) for row in zip(*cells, strict=True)]


@cache
def programme_words() -> ProgrammeWords:
    """The words of tables of money, read once."""
    return read_vocabulary(ProgrammeWords, "programmes.yaml")


def read_programmes(source: Any, loaded: CriteriaSet) -> ProgrammeTable:
    """Read a file (CSV, workbook, Parquet, JSON records) or a pandas DataFrame of money; all sheets that hold any.

    `programme`, `budget_year`, `planned`, `disbursed` and `as_of` must be there; figures come in million VND, other
    units are converted with a notice. Raises InputError listing everything wrong, each with its place, and where two
    rows are of the same line and day; UnreadableFileError where a file cannot be opened.
    """
    matcher = _Matcher(loaded.units[programme_words().money.unit or ""])
    several = tr(
        "head the columns of one sheet “Chương trình”, “Kế hoạch vốn” and “Giải ngân”, or save it as CSV"
    )
    table = read_side_table(source, matcher, lambda grid, at: _Reader(grid, at, loaded), several)
    blank = Coded.constant(None, len(table))
    index, different, _ = combine(*(table.places.get(name, blank) for name in PLACES))
    keys = [said(code, province, district, name) for name, code, district, province in different]
    refuse_twice(table, [keys[number] for number in index])
    return replace(table, warnings=(*table.warnings, *_doubtful(table, load_programmes())))


def refuse_twice(table: ProgrammeTable, places: Sequence[Hashable]) -> None:
    """Refuse two rows of the same line, place and day. `places` holds what each row is of. Raises InputError."""
    first: dict[Hashable, int] = {}
    problems = []
    for row, (place, entry) in enumerate(zip(places, table.entries(), strict=True)):
        other = first.setdefault((place, entry.line, entry.as_of), row)
        if other != row:
            message = tr(
                "the same money of the same day stands in row {row} already.", row=int(table.rows[other])
            )
            remedy = tr(
                "delete one of the two, or tell them apart by component, nature, source or carried_over"
            )
            problems.append(_told(table, row, "programme", "money_twice", message, remedy=remedy))
    if problems:
        raise InputError(problems)


def _doubtful(table: ProgrammeTable, given: Programmes) -> Iterable[Problem]:
    """Rows whose figures can hardly be meant so: more disbursed than planned, a programme outside its years."""
    with np.errstate(invalid="ignore"):
        over = np.flatnonzero(table.disbursed > table.planned).tolist()
    for row in over:
        message = tr("more is disbursed than planned.")
        remedy = tr("check both figures and their units")
        yield _told(table, row, "disbursed", "money_to_check", message, remedy=remedy)
    for row, entry in enumerate(table.entries()):
        name, year = entry.programme, entry.budget_year
        if name != ALL and not entry.carried_over and not given.programmes[name].runs_in(year):
            message = tr("{programme} does not run under this name in {year}.", programme=words(given.title(name, year)), year=year)  # fmt: skip
            remedy = tr("check the year, or mark money of an earlier year as carried_over")
            yield _told(table, row, "programme", "money_to_check", message, remedy=remedy)


def _told(table: ProgrammeTable, row: int, column: str, kind: str, message: str, **more: Any) -> Problem:
    return Problem(kind, message, **table.place(row), column=table.headers.get(column), **more)


class _Matcher(SideMatcher):
    """Matches headers of a table of money; a unit beside the name of a figure is set aside."""

    anchor = _PROGRAMME

    def __init__(self, unit: Unit) -> None:
        super().__init__(programme_words().columns)
        self._units = frozenset(measures(unit))

    def match(self, header: str) -> Target | None:
        found = super().match(header)
        if found is not None:
            return found
        bare = (super(_Matcher, self).match(text) for text in without_unit(header, self._units))
        return next((target for target in bare if target is not None and target.name in MONEY), None)

    def units_of(self, target: Target) -> frozenset[str]:
        return self._units if target.name in MONEY else frozenset()


class _Reader(SideReader[ProgrammeTable]):
    """Reads the columns of money."""

    of_communes = False

    def __init__(self, grid: Grid, positions: Mapping[str, int], loaded: CriteriaSet) -> None:
        super().__init__(grid, positions)
        self._loaded = loaded

    def columns_missing(self, *, refused: bool) -> Iterable[Problem]:
        """What cannot be done without."""
        if refused:
            return
        asked = {
            "programme": tr("which programme a row is of"),
            "budget_year": tr("which budget year a row is of"),
            "planned": tr("what is planned"),
            "disbursed": tr("what is disbursed"),
            "as_of": tr("on which day the figures were so"),
        }
        for name, what in asked.items():
            if name not in self.at:
                message = tr("no column says {what}.", what=what)
                alias = programme_words().columns[name][0]
                remedy = tr("name that column “{name}” or “{alias}”", name=name, alias=alias.capitalize())
                yield self.grid.problem("no_programmes_column", message, remedy=remedy)

    def table(self, warnings: Iterable[Problem]) -> ProgrammeTable:
        """All columns read."""
        common = self.common(warnings)
        common["places"] = {name: _without_totals(column) for name, column in common["places"].items()}
        blanks = {
            "programme": ("unknown_programme", tr("the row names no programme."), self._programme),
            "budget_year": ("no_year", tr("the row names no budget year."), _year),
            "as_of": ("not_a_date", tr("the row does not say on which day its figures were so."), _day),
        }
        read = {}
        for name, (kind, message, reader) in blanks.items():
            before = len(self.problems)
            read[name] = self.column(name, reader)
            misread = {problem.row for problem in self.problems[before:]}
            self.refuse_blank(read[name], name, kind, message, besides=misread)
        figures = self._figures()
        common["warnings"] = (*common["warnings"], *self._notices)
        marks = self.column("carried_over", _carried_over)
        return ProgrammeTable(
            **common,
            programmes=read["programme"],
            budget_years=read["budget_year"],
            as_of=read["as_of"],
            planned=figures["planned"],
            disbursed=figures["disbursed"],
            components=self.column("component", lambda text, _: text),
            carried_over=Coded(marks.codes, np.array([mark or False for mark in marks.values], dtype=object)),
            natures=self.column("nature", _choice(programme_words().natures)),
            sources=self.column("source", _choice(programme_words().sources)),
            references=self.column("reference", lambda text, _: text),
        )

    def _figures(self) -> dict[str, Floats]:
        """The columns of money in million VND; what is told of them gathers in `_notices`."""
        cleaner, money = Cleaner(self.grid, self._loaded), programme_words().money
        conventions: set[Convention] = set()
        for name in MONEY:
            cleaner.learn(self.at[name], money, conventions)
        cleaner.convention = next(iter(conventions)) if len(conventions) == 1 else None
        columns = {name: cleaner.figures(self.at[name], money) for name in MONEY}
        self.problems += [*cleaner.errors, *(p for column in columns.values() for p in column.problems)]
        self._notices = cleaner.notices
        return {name: column.value for name, column in columns.items()}

    def _programme(self, text: str, _cell: Any) -> str | Wrong:
        """The programme that a cell names, with or without the words for its kind and its years."""
        if found := programme_id(text):
            return found
        given = load_programmes()
        names = [
            *(words(programme.titles[0]) for programme in given.programmes.values()),
            words(given.together),
        ]
        expected = tr("one of {ids}", ids="; ".join(names))
        remedy = tr("write the programme’s name, or one of {ids}", ids=", ".join(given.ids))
        return Wrong("unknown_programme", tr("this is no programme that is known."), expected, remedy)


def programme_id(text: str) -> str | None:
    """The programme that a text names, with or without the words for its kind and its years; None where it is none."""
    known = _names()
    name = _PERIOD_OF.sub("", f" {fold(text)}").strip()
    while name and name not in known:
        name = next((name[len(w) :] for w in _before() if name.startswith(f"{w} ")), "").strip()
    return known.get(name)


@cache
def _names() -> dict[str, str]:
    """The id of each programme by all that it is called, folded, with and without the words before a name."""
    given = load_programmes()
    called = {ALL: (ALL, given.together.vi, given.together.en, *given.together.aliases)}
    called |= {key: (key, *programme.names) for key, programme in given.programmes.items()}
    found: dict[str, str] = {}
    for key, names in called.items():
        for name in map(fold, names):
            found.setdefault(name, key)
            for word in _before():
                if name.startswith(f"{word} "):
                    found.setdefault(name[len(word) + 1 :], key)
    return found


@cache
def _before() -> tuple[str, ...]:
    """The words before the name of a programme, folded, the longer first."""
    return tuple(sorted(map(fold, programme_words().before), key=len, reverse=True))


def _without_totals(column: Coded) -> Coded:
    """A column of places; a row called a total (“Toàn huyện”) is of no single one of them."""
    values = np.empty(len(column.values), dtype=object)
    values[:] = [None if value is None or sums_up(value) else value for value in column.values]
    return Coded(column.codes, values)


def _year(text: str, _cell: Any) -> int | Wrong:
    return read_year(text) or Wrong("no_year", tr("this is not a year."), tr("a year such as 2023"))


def _day(text: str, _cell: Any) -> date | Wrong:
    expected = tr("a date such as 31/12/2023 or 2023-12-31")
    return read_date(text) or Wrong("not_a_date", tr("this is not a date."), expected, serial_remedy(text))


def _carried_over(text: str, _cell: Any) -> bool | Wrong:
    key, known = word_key(text), programme_words()
    if key in cell_words().flag_true or key in map(fold, known.carried_over):
        return True
    if key in cell_words().flag_false or key in map(fold, known.of_the_year):
        return False
    expected = tr("có or không")
    if not any(character.isdigit() for character in text):
        return Wrong("not_a_flag", tr("this is neither yes nor no."), expected)
    message = tr("this is an amount; the column only says whether a row’s money was carried over.")
    remedy = tr(
        "give that money a row of its own with có here and the amount as planned, and take it off this row"
    )
    return Wrong("not_a_flag", message, expected, remedy)


def _choice(choices: Mapping[str, Sequence[str]]) -> Callable[[str, Any], str | Wrong]:
    known = {fold(word): key for key, spelt in choices.items() for word in (key, *spelt)}

    def read(text: str, _cell: Any) -> str | Wrong:
        expected = tr("one of {ids}", ids=", ".join(choices))
        return known.get(fold(text)) or Wrong("not_a_choice", tr("this is not one of the choices."), expected)

    return read
