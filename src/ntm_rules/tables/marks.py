"""Marks such as x, 1 and Đ in a matrix of verdicts, read by the legend of the file or by --marks, else refused.

Nothing here guesses: a column of marks that neither explains is an error that names the way out, never figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.errors import Problem, UsageError
from ntm_rules.i18n import current_language, fold, tr
from ntm_rules.tables.grid import Grid, text_of
from ntm_rules.tables.legends import BLANK, FIGURE, mark_words, meaning_of
from ntm_rules.tables.mark_columns import DIGITS, Codes, Different, MarkColumn, candidates
from ntm_rules.tables.targets import Target
from ntm_rules.tables.vocabulary import VERDICTS

Given = str | Mapping[str, str] | None
_NAMED = 3
# Marks that usually say unmet, for the example in a message.
_UNMET = frozenset({"0", "-", "o", "✗", "✘", "○", "k", "kd", "cd", "c", "n", BLANK})


def read_marks(given: Given) -> dict[str, int]:
    """What --marks says: by the key of each mark, the code of its verdict. Raises UsageError naming what is not known."""
    if given is None:
        return {}
    if isinstance(given, str):
        pairs = [text.rpartition("=")[::2] for text in given.replace(";", ",").split(",") if text.strip()]
    else:
        pairs = list(given.items())
    found: dict[str, int] = {}
    for mark, meaning in pairs:
        code = meaning_of(meaning)
        key = _key_of(mark)
        if code is None or (isinstance(given, str) and not mark.strip()):
            raise UsageError(_not_understood(f"{mark}={meaning}" if mark else meaning))
        if found.setdefault(key, code) != code:
            message = tr("the marks say two things of “{mark}”.", mark=mark.strip())
            raise UsageError(Problem("wrong_call", message, remedy=tr("give each mark one meaning")))
    return found


def _key_of(mark: str) -> str:
    return BLANK if fold(mark) in mark_words().blank else mark_words().key(mark)


def _not_understood(text: str) -> Problem:
    return Problem(
        "wrong_call",
        tr("“{text}” does not say what a mark means.", text=text),
        expected=tr("a mark (or blank), = and met, basically_met, unmet, not_applicable or figure"),
        remedy=tr("write as in {option}", option=_option({"x": 3, BLANK: 0})),
    )


@dataclass(slots=True)
class Marks:
    """The columns of a grid that hold marks.

    `read` gives for each column what its marks mean; `refused` the keys of marks that nothing explains.
    """

    read: dict[int, Codes] = field(default_factory=dict)
    refused: dict[int, frozenset[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)


def find_marks(
    grid: Grid, targets: Mapping[int, Target], loaded: CriteriaSet, given: Codes, different: Different
) -> Marks:
    """The columns of marks in a grid, with what --marks (`given`), else its legends, say of them.

    `different` gives the different cells of a column.
    """
    found = Marks()
    columns = candidates(grid, targets, loaded, given, different)
    said, doubted = _said(grid)
    codes = {**{key: code for key, code in said.items() if key not in doubted}, **given}
    figures = {key for key, code in codes.items() if code == FIGURE}
    codes = {key: code for key, code in codes.items() if code != FIGURE}
    _by_legend(columns, codes, found)
    _digits(columns, figures | codes.keys(), found)
    _signs(columns, codes, found)
    if found.refused:
        may_count = all(column.kinds for column in columns if column.at in found.refused)
        found.problems.append(_refusal(grid, found.refused, doubted, may_count=may_count))
    if found.read:
        found.notices.append(_notice(grid, found.read, codes, given))
    elif given and not figures:
        found.notices.append(_without_effect(grid))
    return found


def _said(grid: Grid) -> tuple[dict[str, int], set[str]]:
    """What the legends say of marks, and the marks of which they say two things."""
    said: dict[str, int] = {}
    doubted = set()
    for legend in grid.legends:
        for key, code in legend.codes.items():
            if said.setdefault(key, code) != code:
                doubted.add(key)
    return said, doubted


def _by_legend(columns: Sequence[MarkColumn], codes: Codes, found: Marks) -> None:
    """Columns whose marks are explained."""
    mixed = any(column.has_figures for column in columns)
    for column in columns:
        explained = column.keys & codes.keys()
        if not explained:
            continue
        if mixed and explained <= DIGITS and column.kinds == {"count"}:
            # 0 and 1 of a count beside columns of figures: marks, or none and one.
            found.refused[column.at] = explained
        else:
            found.read[column.at] = codes
    if BLANK not in codes or not any(column.keys & codes.keys() - {BLANK} for column in columns):
        return
    for column in columns:
        # A criterion that no commune meets has no mark at all.
        if column.at not in found.refused and not column.has_figures and column.target.role == "number":
            found.read.setdefault(column.at, codes)


def _digits(columns: Sequence[MarkColumn], explained: Iterable[str], found: Marks) -> None:
    """Columns of nothing but 0 and 1 that cannot be figures, with nothing that explains them."""
    known = frozenset(explained)
    given = [column for column in columns if (column.keys or column.has_figures) and column.kinds != {"flag"}]
    digits = [column for column in given if column.keys & DIGITS and not column.has_figures]
    alone = len(digits) == len(given) and any(column.kinds != {"count"} for column in digits)
    # Under the number of a criterion with several figures, 0 and 1 can be nothing but marks.
    if len(digits) > 1 and (alone or any(not column.kinds for column in digits)):
        for column in digits:
            if unread := column.keys & DIGITS - known:
                found.refused[column.at] = found.refused.get(column.at, frozenset()) | unread


def _signs(columns: Sequence[MarkColumn], codes: Codes, found: Marks) -> None:
    """Columns of x, CĐ and their like that nothing explains; one alone is refused where its cells are read."""
    unread = {column.at: column.signs - codes.keys() for column in columns if column.signs - codes.keys()}
    if len(unread) > 1 or (unread and found.read):
        for at, keys in unread.items():
            found.refused[at] = found.refused.get(at, frozenset()) | keys


def _refusal(
    grid: Grid, refused: Mapping[int, frozenset[str]], doubted: set[str], *, may_count: bool
) -> Problem:
    """The one message of all marks that nothing explains; `may_count` where 0 and 1 may be figures after all."""
    cells = [
        (row, at, text_of(cell).strip())
        for at, keys in refused.items()
        for row, cell in enumerate(grid.columns[at])
        if mark_words().key(text_of(cell)) in keys
    ]
    row, at, _ = min(cells)
    marks = dict.fromkeys(text for _, _, text in sorted(cells))
    headers = [f"“{grid.headers[at]}”" for at in refused]
    more = f", … (+{len(headers) - _NAMED})" if len(headers) > _NAMED else ""
    message = tr(
        "{n} cell(s) of {columns} hold marks ({marks}) and nothing in the file says what they mean; they are neither guessed nor taken for figures.",
        n=len(cells),
        columns=", ".join(headers[:_NAMED]) + more,
        marks=", ".join(f"“{mark}”" for mark in marks),
    )
    if doubted & {key for keys in refused.values() for key in keys}:
        message = tr(
            "the notes around the table say two things of the marks in {columns}.",
            columns=", ".join(headers[:_NAMED]) + more,
        )
    keys = {mark: 0 if mark_words().key(mark) in _UNMET else 3 for mark in marks}
    option = _option(keys if DIGITS & keys.keys() else {**keys, BLANK: 0})
    remedy = tr("say what they mean with {option}, or write Đạt and Chưa đạt in the cells", option=option)
    if may_count and set(marks) <= DIGITS:
        figures = _option(dict.fromkeys(marks, FIGURE))
        remedy = tr("{remedy}; if they are figures, add {option}", remedy=remedy, option=figures)
    return grid.problem(
        "marks_unexplained",
        message,
        row=row,
        at=at,
        expected=tr("a line above or below the table such as “x: đạt; để trống: chưa đạt”"),
        remedy=remedy,
    )


def _notice(grid: Grid, read: Mapping[int, Codes], codes: Codes, given: Codes) -> Problem:
    """That marks were read, as what, and who says so."""
    used = {key for at in read for key in map(mark_words().key, map(text_of, set(grid.columns[at])))}
    spelt = [(key, code) for key, code in codes.items() if key in used]
    listed = "; ".join(f"{_spelt(key)}: {_verdict(code)}" for key, code in spelt)
    if given.keys() & used:
        by = tr("as --marks says")
    else:
        lines = [legend for legend in grid.legends if legend.codes.keys() & used]
        where = lines[0].row if lines else None
        said = f"“{lines[0].text}”" if lines else ""
        by = tr("as {text} says", text=said)
        if where is not None:
            by = tr("as row {row} says, {text}", row=where, text=said)
    message = tr(
        "marks in {n} column(s) are read as verdicts, {by}: {marks}.", n=len(read), by=by, marks=listed
    )
    remedy = None
    if BLANK in used and BLANK not in codes:
        message = tr(
            "{message} Nothing says what a blank cell means; it stays without a verdict.", message=message
        )
        remedy = tr("if a blank cell means unmet, add {option}", option=_option({**dict(spelt), BLANK: 0}))
    facts = {"columns": [grid.headers[at] for at in read], "marks": {_spelt(k): _ID[c] for k, c in spelt}}
    return Problem("marks_read", message, file=grid.name, sheet=grid.sheet, remedy=remedy, facts=facts)


def _without_effect(grid: Grid) -> Problem:
    message = tr("no column holds the marks that --marks explains; it changes nothing here.")
    return Problem("marks_unused", message, file=grid.name, sheet=grid.sheet)


_ID = {code: name for name, code in VERDICTS.items()}


def _verdict(code: int) -> str:
    names = {"met": tr("met"), "basically_met": tr("basically met"), "unmet": tr("unmet")}
    return names.get(_ID[code], tr("not considered"))


def _spelt(key: str) -> str:
    if key == BLANK:
        return tr("blank")
    shown = next((mark for mark in mark_words().spelt if mark_words().key(mark) == key), key)
    return f"“{shown}”"


def _option(meanings: Mapping[str, int]) -> str:
    """How the option is written that gives marks some meanings, in the words of the language in force."""
    vietnamese = current_language() == "vi"
    pairs = []
    for mark, code in meanings.items():
        if code == FIGURE:
            meaning = "số liệu" if vietnamese else "figure"
        else:
            meaning = _verdict(code) if vietnamese else _ID[code]
        name = mark or ("trống" if vietnamese else "blank")
        pairs.append(f"{name}={meaning}")
    return f'--marks "{",".join(pairs)}"'
