"""Tables beside that of communes (papers, targets): one row a thing, its commune named; files in, problems with places out."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from ntm_rules.errors import Findings, InputError, Problem
from ntm_rules.i18n import fold, tr
from ntm_rules.plain_text import name_of
from ntm_rules.tables.cell_texts import grid_in_plain_text
from ntm_rules.tables.cells import formula_failed
from ntm_rules.tables.coded import Coded, combine, factorize
from ntm_rules.tables.communes import Communes, said
from ntm_rules.tables.doubled import doubled
from ntm_rules.tables.grid import Grid, from_frame, text_of
from ntm_rules.tables.header_rows import COMMUNE
from ntm_rules.tables.joined import in_order
from ntm_rules.tables.layout import plain_grids
from ntm_rules.tables.sources import read_file
from ntm_rules.tables.targets import Target
from ntm_rules.tables.vocabulary import identity_columns, word_key, words

PLACES = ("commune", "commune_code", "district", "province")


@dataclass(frozen=True, slots=True)
class SideTable:
    """Rows that each name a commune or another place. Every array and column has one entry per row; None where blank.

    `places` says which commune (commune, commune_code, district, province).
    """

    name: str
    sha256: str
    rows: NDArray[np.int64]
    sheets: Coded
    places: Mapping[str, Coded]
    headers: Mapping[str, str]
    illustrative: bool
    warnings: tuple[Problem, ...]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def notices(self) -> Iterator[Problem]:
        """What must be told of the table wherever it is used: that it is invented, and what the reading found."""
        if self.illustrative:
            message = tr("ILLUSTRATIVE DATA: the communes and figures are invented.")
            yield Problem("illustrative_data", message, file=self.name)
        yield from self.warnings

    def problem(self, kind: str, message: str, row: int, **more: Any) -> Problem:
        """A problem with the commune of a row, counted from 0."""
        header = self.headers.get("commune")
        value = self.places["commune"][row] if "commune" in self.places else None
        return Problem(kind, message, **self.place(row), column=header, value=value, **more)

    def place(self, row: int) -> dict[str, Any]:
        """Where a row was read: file, sheet, row."""
        return {"file": self.name, "sheet": self.sheets[row], "row": int(self.rows[row])}


S = TypeVar("S", bound=SideTable)


def communes_of(table: SideTable, communes: Communes) -> tuple[list[list[int]], NDArray[np.intp]]:
    """The communes that each row is of, and the rows of those of none.

    Raises InputError where the commune of a row may be either of two.
    """
    blank = Coded.constant(None, len(table))
    index, different, first = combine(*(table.places.get(name, blank) for name in PLACES))
    found: list[list[int]] = []
    problems = []
    for at, (name, code, district, province) in zip(first.tolist(), different, strict=True):
        try:
            found.append(communes.find(said(code, province, district, name)))
        except LookupError:
            found.append([])
            message = tr("the table has two communes of this name.")
            remedy = tr("tell them apart by commune_code, district or province")
            problems.append(table.problem("ambiguous_commune", message, at, remedy=remedy))
    if problems:
        raise InputError(problems)
    nowhere = np.array([not numbers for numbers in found], dtype=np.bool_)
    return [found[number] for number in index], np.flatnonzero(nowhere[index])


def unknown_communes(
    table: SideTable, rows: NDArray[np.intp], communes: Communes
) -> tuple[str, str | None, dict[str, Any]]:
    """The communes of rows that fit none: their names, what to do where one is much like a known one, facts."""
    names = list(dict.fromkeys(table.places["commune"][row] for row in rows.tolist()))
    near = [found for name in names[:20] if (found := _nearest(name, communes.names, 0.7))]
    hints = list(dict.fromkeys(f"“{name}”" for name in near))
    shown = ", ".join(names[:5]) + (" …" if len(names) > 5 else "")
    remedy = tr("correct the name, if {names} is meant", names=", ".join(hints[:5])) if hints else None
    return shown, remedy, {"rows": table.rows[rows].tolist(), "communes": names}


def read_side_table(
    source: Any,
    matcher: SideMatcher,
    reader: Callable[[Grid, Mapping[str, int]], SideReader[S]],
    several: str,
) -> S:
    """Read a file (CSV, workbook, Parquet, JSON records) or a pandas DataFrame; all sheets that hold such a table.

    `several` is what to do where none of several sheets does. Raises InputError listing everything wrong, each
    with its place; UnreadableFileError where a file cannot be opened.
    """
    try:
        grids, warnings = _grids(source, matcher)
    except InputError as error:
        # Of a workbook of such a table no sheet can be asked for.
        told = [replace(p, remedy=several) if p.kind == "several_sheets" else p for p in error.problems]
        raise InputError(told) from error
    found: list[S] = []
    errors: list[Problem] = []
    for grid in grids:
        positions, refused, unknown = matcher.matched(grid)
        one = reader(grid, positions)
        refused += one.columns_missing(refused=bool(refused))
        if not refused:
            found.append(one.table(unknown))
        errors += [*refused, *one.problems]
    if errors:
        raise InputError(in_order(errors))
    return _together(found, warnings)


def _together(parts: Sequence[S], warnings: Sequence[Problem]) -> S:
    """The rows of several sheets, one below the other; what is no column is that of the first."""
    told = (*warnings, *(warning for part in parts for warning in part.warnings))
    mixed: dict[str, Any] = {"warnings": told, "illustrative": any(part.illustrative for part in parts)}
    for field in fields(parts[0]) if len(parts) > 1 else ():
        values = [getattr(part, field.name) for part in parts]
        if isinstance(values[0], Coded):
            mixed[field.name] = Coded.joined(values)
        elif isinstance(values[0], np.ndarray):
            mixed[field.name] = np.concatenate(values)
        elif field.name in ("places", "texts", "new"):
            names = dict.fromkeys(name for value in values for name in value)
            mixed[field.name] = {
                name: Coded.joined(
                    [
                        value.get(name) or Coded.constant(None, len(part))
                        for part, value in zip(parts, values, strict=True)
                    ]
                )
                for name in names
            }
    return replace(parts[0], **mixed)


def _grids(source: Any, matcher: SideMatcher) -> tuple[list[Grid], list[Problem]]:
    if hasattr(source, "iloc") and hasattr(source, "columns"):
        grid, notes = grid_in_plain_text(from_frame(source))
        return [grid], notes
    found, notes = read_file(source)
    if isinstance(found, Grid):
        return [found], notes
    grids, left_out = plain_grids(found, name_of(source), matcher, matcher.anchor)
    return grids, [*notes, *left_out]


class SideMatcher:
    """Matches headers to columns. A commune is known by the same words as in the table of communes.

    `columns` holds for each column the words it comes with; `identity` are further columns of that table. By
    `anchor` a header is told from the lines above it.
    """

    anchor: Target = COMMUNE

    def __init__(self, columns: Mapping[str, Iterable[str]], identity: Iterable[str] = ()) -> None:
        self._names: dict[str, Target] = {}
        for name in (*PLACES, *identity):
            aliases = identity_columns()[name].aliases
            self._names |= {fold(text): Target("identity", name) for text in (name, *aliases)}
        for name, known in columns.items():
            self._names |= {fold(text): Target("value", name) for text in (name, *known)}

    def match(self, header: str) -> Target | None:
        """The column of a header; None where nobody knows it."""
        return self._names.get(fold(header))

    def nearest(self, header: str) -> str | None:
        """The known column most like an unknown header."""
        near = _nearest(fold(header), self._names, 0.6)
        return self._names[near].name if near else None

    def units_of(self, _target: Target) -> frozenset[str]:
        """What such tables hold is counted in no unit."""
        return frozenset()

    def matched(self, grid: Grid) -> tuple[dict[str, int], list[Problem], list[Problem]]:
        """The place of each column, what is wrong with headers, and the columns nobody knows."""
        targets: dict[int, Target] = {}
        unknown = []
        for at, header in enumerate(grid.headers):
            if (target := self.match(header)) is not None:
                targets[at] = target
            elif header.strip():
                message = tr("nobody knows this column; it is left out.")
                near = self.nearest(header)
                remedy = tr("name it “{name}” if that is meant", name=near) if near else None
                unknown.append(grid.problem("unknown_column", message, at=at, remedy=remedy))
        twice = doubled(grid.headers, targets, beside=(), codes=())
        for at in twice:
            del targets[at]
        wrong = [replace(p, file=grid.name, sheet=grid.sheet, row=1) for p in twice.values()]
        return {target.name: at for at, target in targets.items()}, wrong, unknown


class Wrong(NamedTuple):
    """What is wrong with a cell, to be told for every row it stands in."""

    kind: str
    message: str
    expected: str | None = None
    remedy: str | None = None


class SideReader(Generic[S]):
    """Reads the columns of one grid, each different cell once; what is wrong gathers in `problems`."""

    # Whether every row must name a commune.
    of_communes: ClassVar[bool] = True

    def __init__(self, grid: Grid, positions: Mapping[str, int]) -> None:
        self.grid, self.at = grid, positions
        self.problems = Findings()

    def table(self, warnings: Iterable[Problem]) -> S:
        """All columns read."""
        raise NotImplementedError

    def columns_missing(self, *, refused: bool) -> Iterable[Problem]:
        """What cannot be done without; a column refused for its header may well be the one that is missing."""
        if self.of_communes and "commune" not in self.at:
            message = tr("no column says which commune a row is.")
            remedy = tr("name the column with the communes’ names “commune” or “Xã”")
            yield self.grid.problem("no_commune_column", message, remedy=remedy)

    def common(self, warnings: Iterable[Problem]) -> dict[str, Any]:
        """What every such table holds, for its constructor; a blank name of a commune is noted where one must be."""
        grid = self.grid
        places = {name: self.column(name, lambda text, _: text) for name in PLACES if name in self.at}
        if self.of_communes:
            self.refuse_blank(places["commune"], "commune", "blank_commune", tr("the row names no commune."))
        marks = self.column("illustrative", lambda text, _: word_key(text) not in words().flag_false)
        return {
            "name": grid.name,
            "sha256": grid.sha256,
            "rows": np.array(grid.rows),
            "sheets": Coded.constant(grid.sheet, len(grid.rows)),
            "places": places,
            "headers": {name: grid.headers[at] for name, at in self.at.items()},
            "illustrative": bool(marks.where([True]).any()),
            "warnings": tuple(warnings),
        }

    def column(self, name: str, read: Callable[[str, Any], Any]) -> Coded:
        """A column, by what `read` makes of each cell's text; blank where the grid does not have it."""
        at = self.at.get(name)
        if at is None:
            return Coded.constant(None, len(self.grid.rows))
        codes, cells = factorize(self.grid.columns[at])
        values = np.empty(len(cells), dtype=object)
        for number, cell in enumerate(cells):
            text = " ".join(unicodedata.normalize("NFC", text_of(cell)).split())
            if word_key(text) in words().missing:
                continue
            found = _formula() if formula_failed(text) else read(text, cell)
            if isinstance(found, Wrong):
                for row in np.flatnonzero(codes == number).tolist():
                    self.note(found, row, at)
            else:
                values[number] = found
        return Coded(codes, values)

    def note(self, wrong: Wrong, row: int, at: int) -> None:
        """Note what is wrong with one cell."""
        remedy = wrong.remedy or tr("correct the cell, or leave it blank")
        self.problems.append(
            self.grid.problem(wrong.kind, wrong.message, row=row, at=at, expected=wrong.expected, remedy=remedy)
        )  # fmt: skip

    def refuse_blank(
        self, column: Coded, name: str, kind: str, message: str, besides: Iterable[int | None] = ()
    ) -> None:
        """Note each row that leaves a column blank, but for rows that something is said of already."""
        known = set(besides)
        for row in np.flatnonzero(column.where([None])).tolist():
            if self.grid.rows[row] not in known:
                remedy = tr("fill in the cell, or delete the row")
                self.note(Wrong(kind, message, None, remedy), row, self.at[name])


def _formula() -> Wrong:
    message = tr("the formula gives an error, or its result was not saved.")
    return Wrong("formula_error", message, tr("a result"), tr("correct the cell"))


def _nearest(text: str, known: Iterable[str], cutoff: float) -> str | None:
    import difflib

    return next(iter(difflib.get_close_matches(text, list(known), n=1, cutoff=cutoff)), None)
