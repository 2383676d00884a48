"""Which communes are merged into which: `A+B=C` as typed, or a table of old and new communes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from pydantic import RootModel

from ntm_rules.errors import Problem, UsageError
from ntm_rules.i18n import fold, tr
from ntm_rules.tables.coded import Coded
from ntm_rules.tables.communes import Said, said
from ntm_rules.tables.grid import Grid, text_of
from ntm_rules.tables.merger_parts import Extent, extent_of_note, extent_of_share, names_a_part
from ntm_rules.tables.side_table import SideMatcher, SideReader, SideTable, Wrong, read_side_table
from ntm_rules.tables.targets import Target
from ntm_rules.tables.vocabulary import identity_columns, read_vocabulary, word_key, words

OPTION = "--merge"


@dataclass(frozen=True, slots=True)
class Old:
    """A commune to be merged: what is said of it, its name as written, and where it stands."""

    said: Said
    name: str
    place: Mapping[str, Any] = field(default_factory=dict)
    # What says that only a part of the commune is taken, and under which header; None where it is taken whole.
    part: str | None = None
    part_column: str | None = None

    def problem(self, kind: str, message: str, remedy: str | None = None, **more: Any) -> Problem:
        """A problem with this commune, at its place."""
        return Problem(kind, message, **{"value": self.name, **self.place}, remedy=remedy, **more)


@dataclass(frozen=True, slots=True)
class Merger:
    """Communes that become one; what the map does not say of the one is None."""

    commune: str
    olds: tuple[Old, ...]
    commune_code: str | None = None
    unit_type: str | None = None
    district: str | None = None
    province: str | None = None

    @property
    def given(self) -> dict[str, str]:
        """What the map says of the commune, by identity column."""
        names = ("commune", "commune_code", "unit_type", "district", "province")
        return {name: value for name in names if (value := getattr(self, name)) is not None}


@dataclass(frozen=True, slots=True)
class Mergers:
    """All mergers of one what-if, with what was told when they were read."""

    each: tuple[Merger, ...]
    illustrative: bool = False
    warnings: tuple[Problem, ...] = ()

    def __add__(self, other: Mergers) -> Mergers:
        return Mergers(
            self.each + other.each,
            self.illustrative or other.illustrative,
            self.warnings + other.warnings,
        )


class _Words(RootModel[dict[str, tuple[str, ...]]]):
    pass


@cache
def _words() -> dict[str, tuple[str, ...]]:
    return read_vocabulary(_Words, "mergers.yaml").root


def parse_merge_option(text: str, place: Mapping[str, Any] | None = None) -> Mergers:
    """Read mergers as typed: `A+B=C`, several with `;` between them; each is a name or a code of five digits.

    `place` says where it stands (file, line), by default the option. Raises UsageError where it is none, and where a
    commune is to be split.
    """
    where = place or {"column": OPTION}
    found = [_typed(one.strip(), where) for one in text.split(";") if one.strip()]
    if not found:
        raise UsageError(_not_typed(text, where))
    return Mergers(tuple(found))


def _typed(text: str, where: Mapping[str, Any]) -> Merger:
    left, sign, right = unicodedata.normalize("NFC", text).partition("=")
    olds = [" ".join(name.split()) for name in left.split("+")]
    commune = " ".join(right.split())
    if not sign or not commune or "=" in commune or not all(olds):
        raise UsageError(_not_typed(text, where))
    if "+" in commune:
        message, remedy = _split(commune)
        raise UsageError(Problem("split_refused", message, **where, value=text, remedy=remedy))
    place = {**where, "value": text}
    named = tuple(_typed_old(name, place) for name in olds)
    return Merger(commune, named, commune if _is_code(commune) else None)


def _typed_old(name: str, place: Mapping[str, Any]) -> Old:
    if _is_code(name):
        return Old(said(name, None, None, None), name, place)
    return Old(said(None, None, None, name), name, place, part=name if names_a_part(name) else None)


def _is_code(text: str) -> bool:
    return text.isdecimal() and len(text) in (4, 5)


def _not_typed(text: str, where: Mapping[str, Any]) -> Problem:
    message = tr("this does not say which communes are merged into which.")
    expected = tr("communes and what they become, such as “Mường Khoa+Phúc Khoa=Mường Khoa”, or a file")
    return Problem("wrong_merger", message, **where, value=text, expected=expected)


def part_refused(old: Old) -> Problem:
    """Why a commune of which only a part is taken is refused, and how its part can be merged."""
    message = tr(
        "only a part of this commune is merged ({text}), and a figure of the whole says nothing of the part.",
        text=old.part,
    )
    expected = tr("the part’s own figures: population, households, and what is counted or measured there")
    row = old.name if names_a_part(old.name) else f"{old.name} (một phần)"
    remedy = tr("add a row “{row}” with the figures of the part to the table of communes, and name “{row}” among those that are merged", row=row)  # fmt: skip
    if old.part_column is not None and not names_a_part(old.name):
        remedy = tr(
            "{remedy}; if the row “{name}” holds the part alone already, write “whole” in the column “{column}”",
            remedy=remedy, name=old.name, column=old.part_column,
        )  # fmt: skip
    return old.problem("part_of_commune", message, remedy, expected=expected)


def split_refused(old: Old, communes: Iterable[str]) -> Problem:
    """Why a commune that would go to several is refused."""
    message, remedy = _split(", ".join(communes))
    return old.problem("split_refused", message, remedy)


def _split(communes: str) -> tuple[str, str]:
    message = tr(
        "one commune cannot become several ({communes}): a figure of the whole says nothing of its parts.",
        communes=communes,
    )
    return message, tr("give each part its own figures, as rows of the table")


def read_mergers(source: Any) -> Mergers:
    """Read a table of old and new communes: a file (CSV, workbook, Parquet, JSON records) or a pandas DataFrame.

    `commune` or `commune_code`, and `new_commune`, must be there. Rows of one new commune, told apart by name, code,
    district and province, are one merger. Raises InputError listing everything wrong, each with its place;
    UnreadableFileError where a file cannot be opened.
    """
    several = tr("head the columns of one sheet “Xã cũ” and “Xã mới”, or save it as CSV")
    return _mergers(read_side_table(source, _Matcher(_words()), _Reader, several))


class _Matcher(SideMatcher):
    """Finds the header of a sheet by the column of new communes, which no other table has."""

    anchor = Target("value", "new_commune")


@dataclass(frozen=True, slots=True)
class _Map(SideTable):
    """One old commune a row, with the new one it becomes."""

    new: Mapping[str, Coded]
    # What says that only a part of the old commune goes, and the header above it; blank where it goes whole.
    parts: Coded
    part_columns: Coded


class _Reader(SideReader[_Map]):
    """Reads the columns of mergers."""

    def __init__(self, grid: Grid, positions: Mapping[str, int]) -> None:
        super().__init__(grid, positions)
        if "commune" not in self.at and "commune_code" in self.at:
            self.at = {**self.at, "commune": self.at["commune_code"]}

    def columns_missing(self, *, refused: bool) -> Iterable[Problem]:
        """What cannot be done without."""
        yield from super().columns_missing(refused=refused)
        if not refused and "new_commune" not in self.at:
            message = tr("no column says which commune the old ones become.")
            remedy = tr("name the column with their names “new_commune” or “Xã mới”")
            yield self.grid.problem("wrong_merger", message, remedy=remedy)

    def table(self, warnings: Iterable[Problem]) -> _Map:
        """All columns read."""
        parts, columns, understood = self._parts()
        common = self.common(warning for warning in warnings if warning.column not in understood)
        names = ("new_commune", "new_commune_code", "new_district", "new_province")
        new = {name: self.column(name, lambda text, _: text) for name in names}
        new["new_unit_type"] = self.column("new_unit_type", _unit_type)
        message = tr("the row does not say which commune the old one becomes.")
        self.refuse_blank(new["new_commune"], "new_commune", "wrong_merger", message)
        named = {name.removeprefix("new_"): column for name, column in new.items()}
        return _Map(**common, new=named, parts=Coded.of(parts), part_columns=Coded.of(columns))

    def _parts(self) -> tuple[list[str | None], list[str | None], set[str]]:
        """By row what says that a part is taken and under which header; and the headers of columns that say how much."""
        texts: list[str | None] = [None] * len(self.grid.rows)
        columns: list[str | None] = [None] * len(self.grid.rows)
        understood: set[str] = set()
        known = {position for name, position in self.at.items() if name != "share"}
        for at in range(len(self.grid.headers)):
            if at in known:
                continue
            header = self.grid.headers[at]
            cells = [" ".join(text_of(cell).split()) for cell in self.grid.columns[at]]
            extents = self._extents(cells, at)
            if all(extent or not cell for extent, cell in zip(extents, cells, strict=True)):
                understood.add(header)
            for row, extent in enumerate(extents):
                if extent == "part":
                    texts[row], columns[row] = cells[row], header
        return texts, columns, understood

    def _extents(self, cells: list[str], at: int) -> list[Extent | None]:
        if at != self.at.get("share"):
            return [extent_of_note(cell) for cell in cells]
        found = []
        for row, cell in enumerate(cells):
            blank = word_key(cell) in words().missing
            extent = None if blank else extent_of_share(cell)
            if extent is None and not blank:
                message = tr("the cell does not say how much of the commune goes.")
                expected = tr("a share such as 40% or 100%, or “whole”")
                self.note(Wrong("not_a_number", message, expected), row, at)
            found.append(extent)
        return found


def _unit_type(text: str, _cell: Any) -> str | Wrong:
    choices = identity_columns()["unit_type"].choices
    for kind, aliases in choices.items():
        if fold(text) in map(fold, (kind, *aliases)):
            return kind
    expected = tr("one of {ids}", ids=", ".join(choices))
    return Wrong("not_a_choice", tr("this is not one of the choices."), expected)


def _mergers(table: _Map) -> Mergers:
    found: dict[Said, Merger] = {}
    for row in range(len(table)):
        given = {name: column[row] for name, column in table.new.items()}
        key = said(given["commune_code"], given["province"], given["district"], given["commune"])
        place = {**table.place(row), "column": table.headers.get("commune")}
        code, district, province = (
            column[row] if (column := table.places.get(name)) is not None else None
            for name in ("commune_code", "district", "province")
        )
        name = table.places["commune"][row]
        part, part_column = table.parts[row], table.part_columns[row]
        if names_a_part(name):
            # The code is that of the whole commune.
            code, part, part_column = None, part or name, part_column or table.headers.get("commune")
        own = said(code, province, district, None if name == code else name)
        old = Old(own, name, place, part=part, part_column=part_column)
        before = found.get(key)
        found[key] = (
            Merger(**given, olds=(old,)) if before is None else replace(before, olds=(*before.olds, old))
        )
    return Mergers(tuple(found.values()), table.illustrative, table.warnings)
