"""From a sheet as it lies to a grid: which rows are the header, which hold communes, which are left out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ntm_rules.errors import InputError, Problem
from ntm_rules.i18n import fold, tr
from ntm_rules.tables.asides import second_table, table_of_others, without_asides
from ntm_rules.tables.by_period import by_period, incomes_of_less_than_a_year
from ntm_rules.tables.cells import says_a_result
from ntm_rules.tables.date_codes import codes_from_dates
from ntm_rules.tables.dated import dated
from ntm_rules.tables.filled_down import merged_down
from ntm_rules.tables.footers import footer_of
from ntm_rules.tables.form_grid import facts_of_columns, transposed_grid
from ntm_rules.tables.grid import Grid, Sheet, even_column
from ntm_rules.tables.header_rows import (
    COMMUNE,
    SEARCHED,
    Header,
    Rows,
    find_figures,
    find_header,
    header_text,
    is_count_of_columns,
    is_unit_row,
)
from ntm_rules.tables.headers import HeaderMatcher, Target
from ntm_rules.tables.long import LongHeader, long_grid, long_header
from ntm_rules.tables.side_sheets import (
    SideSheet,
    about_other,
    about_plans,
    empty_sheet,
    lists_communes,
    no_form,
    unknown_list,
)
from ntm_rules.tables.targets import Matcher
from ntm_rules.tables.titles import notice, told_by
from ntm_rules.tables.transposed import LABEL_COLUMNS, FormFinder
from ntm_rules.tables.unit_lines import with_unit_above
from ntm_rules.tables.vocabulary import forms, identity_columns


def grids_of(
    sheets: Sequence[Sheet],
    name: str,
    matcher: HeaderMatcher,
    year: int | None = None,
    *,
    chosen: bool = False,
) -> tuple[list[Grid], list[Problem], list[Problem]]:
    """The grids of all sheets that hold communes; warnings of what was left out or taken from titles; problems.

    `year` is the year of rows that name none. `chosen` says that the sheet was asked for by name, whatever its title
    speaks of. Raises InputError where no sheet holds a table.
    """
    if not sheets:
        raise InputError(_empty(name, tr("the file has no rows.")))
    found: list[tuple[Sheet, _Read]] = []
    notes: list[Problem] = []
    aside: list[tuple[Sheet, SideSheet]] = []
    for sheet in sheets:
        part = _read_or_aside(sheet, matcher, year, chosen=chosen, alone=len(sheets) == 1)
        if isinstance(part, _Read):
            found.append((sheet, part))
        elif isinstance(part, SideSheet):
            aside.append((sheet, part))
            notes.append(part.left_out(sheet))
        else:
            message = tr("the sheet holds no table of communes and is left out.")
            notes.append(Problem("skipped_sheet", message, file=name, sheet=sheet.sheet))
    if not found:
        found, notes = _nothing_found(sheets, aside, matcher), []
    if len(found) > 1:
        notes.append(_together(name, [sheet.sheet or "" for sheet, _ in found]))
    parts = [part for _, part in found]
    return (
        [part.grid for part in parts],
        [*notes, *(note for part in parts for note in part.notes)],
        [problem for part in parts for problem in part.problems],
    )


def _read_or_aside(
    sheet: Sheet, matcher: HeaderMatcher, year: int | None, *, chosen: bool, alone: bool
) -> _Read | SideSheet | None:
    """A sheet, or why it is none of results; an empty table beside others is nothing to stop at."""
    try:
        found = _read(sheet, matcher, year, chosen=chosen)
    except InputError as error:
        if alone or any(problem.kind != "empty_file" for problem in error.problems):
            raise
        return empty_sheet()
    return found


def _nothing_found(
    sheets: Sequence[Sheet], aside: Sequence[tuple[Sheet, SideSheet]], matcher: HeaderMatcher
) -> list[tuple[Sheet, _Read]]:
    """What to go on with where no sheet is a table of results. Raises InputError where each is something else."""
    communes = [sheet for sheet, side in aside if side.of_communes]
    header = find_header(communes[0].rows, matcher) if len(communes) == 1 else None
    if header is not None:
        # The one table of communes lacks columns that are known: what it lacks is said of it.
        return [(communes[0], _under_header(communes[0], header, matcher))]
    if aside:
        raise InputError(side.refused(sheet) for sheet, side in aside)
    if len(sheets) > 1:
        raise InputError(_no_table(sheets))
    # Where no header is found, the row most like one is taken for it, and what it lacks is said.
    return [(sheets[0], _likeliest(sheets[0], matcher))]


def plain_grids(
    sheets: Sequence[Sheet], name: str, matcher: Matcher, anchor: Target = COMMUNE
) -> tuple[list[Grid], list[Problem]]:
    """The grids of sheets with a row for each thing under a header, for tables of other things than figures.

    `anchor` is the column by which a header is told. Returns warnings of what was left out too. Raises InputError
    where no sheet holds a table.
    """
    if not sheets:
        raise InputError(_empty(name, tr("the file has no rows.")))
    found = [(sheet, header) for sheet in sheets if (header := find_header(sheet.rows, matcher, anchor))]
    if not found:
        if len(sheets) > 1:
            raise InputError(_no_table(sheets))
        return [_likeliest(sheets[0], matcher).grid], []
    parts = [_under_header(sheet, header, matcher) for sheet, header in found]
    grids = [
        with_unit_above(part.grid, _lines_above(sheet, header), header.cells, matcher)
        for part, (sheet, header) in zip(parts, found, strict=True)
    ]
    return grids, [note for part in parts for note in part.notes]


@dataclass(frozen=True, slots=True)
class _Read:
    """What one sheet gave."""

    grid: Grid
    notes: list[Problem]
    problems: list[Problem] = field(default_factory=list)


def _read(
    sheet: Sheet, matcher: HeaderMatcher, year: int | None, *, chosen: bool = False
) -> _Read | SideSheet | None:
    """A sheet in whichever form it is; why it is no table of results; None where nothing in it is known."""
    header = find_header(sheet.rows, matcher)
    if header is not None and (columns := long_header(header, matcher)):
        return _long(sheet, header, columns, matcher, year)
    if header is not None and any(_may_hold_result(matcher, text) for text in header.cells):
        plans = (
            None if chosen or _says_kind(header, matcher) else about_plans(sheet, sheet.rows[: header.first])
        )
        return plans or _wide(sheet, header, matcher, year)
    found = _transposed(sheet, matcher, year, chosen=chosen)
    if isinstance(found, _Read):
        return found
    if header is not None:
        return lists_communes(header.cells)
    return _own_row(sheet, matcher, year, chosen=chosen) or found


def _wide(sheet: Sheet, header: Header, matcher: HeaderMatcher, year: int | None) -> _Read:
    known = {target.name for text in header.cells if (target := _target(matcher, text))}
    above = sheet.rows[: header.first]
    read = _under_header(sheet, header, matcher)
    whole = with_unit_above(read.grid, _lines_above(sheet, header), header.cells, matcher)
    problems = incomes_of_less_than_a_year(whole, matcher) if header.first == header.last else []
    notes: list[Problem] = []
    if any(dated(head, matcher) for head in whole.headers):
        # Rows are brought together by their names below, so that the headings of districts come first.
        targets = {at: found for at, head in enumerate(whole.headers) if (found := _target(matcher, head))}
        whole, targets, notes = without_asides(whole, targets)
        known.update(target.name for target in targets.values())
    grid, twice = by_period(whole, sheet, matcher, _base(sheet, above, year))
    if grid is not whole:
        known.add("period")
    read = replace(read, grid=grid, notes=[*read.notes, *notes], problems=[*read.problems, *problems, *twice])
    return _with_facts(read, sheet, above, known, year)


def _lines_above(sheet: Sheet, header: Header) -> list[str]:
    """The lines of text above a table."""
    cells = (header_text(cell) for _, row in sheet.rows[: header.first] for cell in row)
    return [*sheet.above, *filter(None, cells)]


def _base(sheet: Sheet, above: Rows, year: int | None) -> int | None:
    """The year that a table is of: the one asked for, else the one that its titles tell."""
    titled = told_by(sheet, above, one_commune=False).get("year")
    return year or (int(titled.value) if titled else None)


def _under_header(sheet: Sheet, header: Header, matcher: Matcher) -> _Read:
    """The rows between a header, with the units under it, and the signatures."""
    targets = [_target(matcher, text) for text in header.cells]
    start = header.last + 1
    units: tuple[str, ...] = ()
    while start < len(sheet.rows) and _is_under_header(sheet.rows[start][1], targets, matcher):
        if is_unit_row(sheet.rows[start][1], targets, matcher):
            units = tuple(map(header_text, sheet.rows[start][1]))
        start += 1
    again = _headers_again(sheet.rows, header, start, targets)
    second = again.other
    end = footer_of(sheet.rows[:second], start, targets)
    after = range(end, len(sheet.rows) if second is None else second)
    notes = _skipped(sheet, {*range(header.first), *range(header.last + 1, start), *again.same, *after})
    identity = [at for at, target in enumerate(targets) if target is not None and target.role == "identity"]
    body = sheet.spread(start, end, identity) if sheet.merged else sheet.rows[start:end]
    if again.same:
        left_out = {sheet.rows[at][0] for at in again.same}
        body = [row for row in body if row[0] not in left_out]
    notes.extend(merged_down(sheet, header.cells, targets, {number for number, _ in body}))
    problems = [] if second is None or again.of_others else [second_table(sheet, second)]
    if second is not None and again.of_others:
        notes.append(table_of_others(sheet, second))
    grid = replace(_grid(sheet, header.cells, body), units=units, header_row=sheet.rows[header.first][0])
    return _Read(grid, notes, problems)


@dataclass(frozen=True, slots=True)
class _Again:
    """Places of rows in which the header stands again, as on every printed page, and of one of another table.

    `of_others` says that the other table has no column of communes: it is left out, where one of communes is refused.
    """

    same: list[int]
    other: int | None = None
    of_others: bool = False


def _headers_again(rows: Rows, header: Header, start: int, targets: Sequence[Target | None]) -> _Again:
    """Rows under a header that name the column of communes once more."""
    at = targets.index(COMMUNE) if COMMUNE in targets else None
    same: list[int] = []
    if at is None:
        return _Again(same)
    first = [[fold(header_text(cell)) for cell in cells] for _, cells in rows[header.first : header.last + 1]]
    names = {fold(name) for name in ("commune", *identity_columns()["commune"].aliases)}
    names.add(fold(header.cells[at]))
    number = next((n for n, head in enumerate(header.cells) if fold(head) in forms().number), None)
    for place in range(start, len(rows)):
        cells = rows[place][1]
        name = cells[at] if at < len(cells) else ""
        if not isinstance(name, str) or fold(name) not in names:
            if number is not None and _heads_other(cells, number, targets):
                return _Again(same, place, of_others=True)
            continue
        if [fold(header_text(cell)) for cell in cells] not in first:
            return _Again(same, place)
        same.append(place)
    return _Again(same)


def _heads_other(cells: Sequence[Any], number: int, targets: Sequence[Target | None]) -> bool:
    """Whether a row under a table is the header of one of other things: texts alone, STT over its numbers among them."""
    texts = [header_text(cell) for cell in cells]
    if number >= len(texts) or fold(texts[number]) not in forms().number - {"no"}:
        return False
    filled = [text for text in texts if text]
    return len(filled) > 1 and not any(
        target is not None and target.role != "identity" and says_a_result(cell)
        for cell, target in zip(cells, targets, strict=False)
    )


def _own_row(
    sheet: Sheet, matcher: HeaderMatcher, year: int | None, *, chosen: bool
) -> _Read | SideSheet | None:
    """A table of one row, of the commune that its titles or its name tell."""
    header = find_figures(sheet.rows, matcher)
    if header is not None and not chosen and (other := about_other(sheet, sheet.rows[: header.first])):
        return other
    told = told_by(sheet, sheet.rows[: header.first], one_commune=True) if header else {}
    if header is None or "commune" not in told:
        return None
    read = _wide(sheet, header, matcher, year)
    if len(read.grid.rows) != 1:
        return None
    commune = {"commune": told["commune"]}
    grid = read.grid.having({"commune": told["commune"].value})
    return replace(read, grid=grid, notes=[*read.notes, notice(sheet, commune)])


def _long(
    sheet: Sheet, header: Header, columns: LongHeader, matcher: HeaderMatcher, year: int | None
) -> _Read:
    labels = [at for at in (columns.over, columns.indicator) if at is not None]
    dates = codes_from_dates(sheet, matcher, labels)
    sheet = dates.sheet
    start = header.last + 1
    targets: list[Target | None] = [None] * len(header.cells)
    targets[columns.identity[COMMUNE.name]] = COMMUNE
    for at in columns.results.values():
        targets[at] = Target("value", "value")
    end = footer_of(sheet.rows, start, targets)
    body = sheet.rows[start:end]
    if not body:
        raise InputError(_empty(sheet.name, tr("there is a header and no row under it."), sheet.sheet))
    grid, problems, unknown = long_grid(sheet, header, columns, body, matcher)
    skipped = _skipped(sheet, {*range(header.first), *range(end, len(sheet.rows))})
    notes = [*skipped, *dates.notes, *unknown]
    problems = [*dates.problems, *problems]
    return _with_facts(
        _Read(grid, notes, problems), sheet, sheet.rows[: header.first], set(columns.identity), year
    )


def _transposed(
    sheet: Sheet, matcher: HeaderMatcher, year: int | None, *, chosen: bool
) -> _Read | SideSheet | None:
    dates = codes_from_dates(sheet, matcher, range(LABEL_COLUMNS))
    sheet = dates.sheet
    finder = FormFinder(sheet, matcher)
    form = finder.form(_base(sheet, sheet.rows[:SEARCHED], year))
    if form is None:
        return None
    if aside := no_form(sheet, finder, form, matcher):
        return aside
    if not chosen and (aside := about_other(sheet, sheet.rows[: form.header])):
        return aside
    told = told_by(sheet, sheet.rows[: form.header], one_commune=True)
    for column in facts_of_columns(form):
        told.pop(column, None)
    if year is not None:
        told.pop("year", None)
    grid, problems, notes = transposed_grid(sheet, finder, form, matcher, told)
    skipped = _skipped(sheet, {*range(form.header), *range(form.last + 1, len(sheet.rows))})
    notes = [*skipped, *([notice(sheet, told)] if told else []), *dates.notes, *notes]
    return _Read(grid, notes, [*dates.problems, *problems])


def _with_facts(read: _Read, sheet: Sheet, above: Rows, known: set[str], year: int | None) -> _Read:
    """A table with the facts that its titles tell and no column of it does."""
    told = told_by(sheet, above, one_commune=False)
    if year is not None or "period" in known:
        told.pop("year", None)
    if known & {"province", "old_province", "province_code", "region"}:
        told.pop("province", None)
    told = {column: fact for column, fact in told.items() if column not in known}
    if not told:
        return read
    return replace(
        read,
        grid=read.grid.having({c: f.value for c, f in told.items()}),
        notes=[*read.notes, notice(sheet, told)],
    )


def _likeliest(sheet: Sheet, matcher: Matcher) -> _Read:
    """The sheet under the row of which most is known, the first where none is."""
    if not sheet.rows:
        raise InputError(_empty(sheet.name, tr("the file has no rows."), sheet.sheet))

    def known(at: int) -> int:
        targets = {_target(matcher, header_text(cell)) for cell in sheet.rows[at][1]}
        # A row that names the communes is a header; figures below may look like numbers of criteria.
        return len(targets - {None}) + SEARCHED * (COMMUNE in targets)

    at = max(range(min(len(sheet.rows), SEARCHED)), key=known)
    first = next(
        (n for n, (_, cells) in enumerate(sheet.rows) if sum(map(bool, map(header_text, cells))) > 1), at
    )
    if first < at < len(sheet.rows) and known(at) < 2:
        # A number or title in a list, not a header.
        raise InputError(unknown_list(map(header_text, sheet.rows[first][1])).refused(sheet))
    header = [header_text(cell) for cell in sheet.rows[at][1]]
    grid = _grid(sheet, header, sheet.rows[at + 1 :])
    return _Read(replace(grid, header_row=sheet.rows[at][0]), [])


def _may_hold_result(matcher: HeaderMatcher, text: str) -> bool:
    """Whether a header is that of a figure or verdict, or one that is refused for want of knowing which."""
    if isinstance(matcher.match(text) if text else None, Problem):
        return True
    found = _target(matcher, text)
    return found is not None and found.role != "identity"


def _says_kind(header: Header, matcher: HeaderMatcher) -> bool:
    """Whether a column says of each row whether it is a plan."""
    return Target("identity", "value_kind") in [_target(matcher, text) for text in header.cells]


def _target(matcher: Matcher, text: str) -> Target | None:
    if isinstance(matcher, HeaderMatcher) and (one := dated(text, matcher)):
        text = one.rest
    found = matcher.match(text) if text else None
    return found if isinstance(found, Target) else None


def _is_under_header(cells: list[Any], targets: list[Target | None], matcher: Matcher) -> bool:
    return is_count_of_columns([header_text(cell) for cell in cells]) or is_unit_row(cells, targets, matcher)


def _skipped(sheet: Sheet, positions: Collection[int]) -> list[Problem]:
    rows = [sheet.rows[at][0] for at in sorted(positions)]
    if not rows:
        return []
    message = tr(
        "rows {rows} hold titles, units or signatures and are left out.", rows=", ".join(map(str, rows))
    )
    return [
        Problem("skipped_row", message, file=sheet.name, sheet=sheet.sheet, row=rows[0], facts={"rows": rows})
    ]


def _grid(sheet: Sheet, header: Sequence[str], body: Rows) -> Grid:
    if not body:
        raise InputError(_empty(sheet.name, tr("there is a header and no row under it."), sheet.sheet))
    if sheet.sheet is None:
        _refuse_overlong(body, len(header), sheet.name)
    width = len(header)
    even = (
        cells[:width] if len(cells) >= width else [*cells, *[""] * (width - len(cells))] for _, cells in body
    )
    return Grid(
        name=sheet.name,
        sha256=sheet.sha256,
        headers=tuple(cell.strip() for cell in header),
        columns=tuple(map(even_column, zip(*even, strict=True))),
        rows=tuple(number for number, _ in body),
        sheet=sheet.sheet,
        lettered=sheet.lettered,
    )


def _empty(name: str, message: str, sheet: str | None = None) -> Problem:
    remedy = tr("give a header row and one row for each commune")
    return Problem("empty_file", message, file=name, sheet=sheet, remedy=remedy)


def _no_table(sheets: Sequence[Sheet]) -> Problem:
    names = ", ".join(f"“{sheet.sheet}”" for sheet in sheets)
    message = tr("none of the sheets has a header with communes and an indicator: {sheets}.", sheets=names)
    remedy = tr("name the one to be read with --sheet")
    return Problem("several_sheets", message, file=sheets[0].name, remedy=remedy)


def _together(name: str, titles: Sequence[str]) -> Problem:
    listed = ", ".join(f"“{title}”" for title in titles)
    message = tr("several sheets hold communes and are read as one table: {sheets}.", sheets=listed)
    remedy = tr("name one with --sheet if it alone is meant")
    return Problem("sheets_together", message, file=name, remedy=remedy, facts={"sheets": list(titles)})


def _refuse_overlong(body: Rows, width: int, name: str) -> None:
    problems = [
        Problem(
            "too_many_cells",
            tr("the row has {found} cells under {headers} headers.", found=len(cells), headers=width),
            file=name,
            row=number,
            value=next(cell for cell in cells[width:] if cell.strip()),
            remedy=tr("put cells that hold the delimiter in double quotes"),
        )
        for number, cells in body
        if any(cell.strip() for cell in cells[width:])
    ]
    if problems:
        raise InputError(problems)
