"""Sheets that are no tables of results: votes, money, plans, lists of offices and people.

Such a sheet often has rows numbered 1, 2, 3, which must not be taken for the numbers of criteria.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from ntm_rules.definitions.conditions import Node
from ntm_rules.definitions.models import Text
from ntm_rules.errors import Problem
from ntm_rules.i18n import fold, tr, words
from ntm_rules.tables.grid import Sheet
from ntm_rules.tables.header_rows import COMMUNE
from ntm_rules.tables.headers import HeaderMatcher, Target
from ntm_rules.tables.transposed import Form, FormFinder
from ntm_rules.tables.vocabulary import read_vocabulary, title_key

Rows = Sequence[tuple[int, list[Any]]]
_CODE = re.compile(r"\d{1,2}([.,]\d{1,2})?")
_NUMBERING = re.compile(r"[\divx]+")
# A longer text is no title but a note.
_LONGEST_TITLE = 30
# So many columns or texts are named in a message.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class SideSheet:
    """Why a sheet is no table of results, and what to do if it is one all the same.

    `by_words` says that only its words speak against it, so that asking for the sheet by name has it read;
    `of_communes` that it has a row for each commune under a header.
    """

    reason: str
    remedy: str
    by_words: bool = False
    of_communes: bool = False
    kind: str = "no_results"

    def refused(self, sheet: Sheet) -> Problem:
        """The sheet as the only one that could be read."""
        message = tr("this is no table of results: {reason}.", reason=self.reason)
        remedy = self.remedy
        if self.by_words and sheet.sheet is not None:
            remedy = tr("if it holds results, name it with {option}", option=sheet_option(sheet))
        if self.kind == "empty_file":
            message = tr("there is a header and no row under it.")
        return Problem(self.kind, message, file=sheet.name, sheet=sheet.sheet, remedy=remedy)

    def left_out(self, sheet: Sheet) -> Problem:
        """The sheet beside others that hold results."""
        message = tr("the sheet is no table of results and is left out: {reason}.", reason=self.reason)
        remedy = tr("if it holds results, name it with {option}", option=sheet_option(sheet))
        return Problem("skipped_sheet", message, file=sheet.name, sheet=sheet.sheet, remedy=remedy)


def sheet_option(sheet: Sheet) -> str:
    """The option that names a sheet, as it is typed."""
    return f'--sheet "{sheet.sheet}"'


def naming_sheet(problems: Sequence[Problem], sheets: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
    """Problems with the way out of a sheet that should not have been read, told at the first of each sheet.

    `sheets` lists those that were read of each file.
    """
    met: set[tuple[str | None, str | None]] = set()
    wrong = {(problem.file, problem.sheet) for problem in problems}
    for problem in problems:
        place = problem.file, problem.sheet
        others = [title for title in sheets.get(problem.file or "", ()) if title != problem.sheet]
        if problem.sheet is None or place in met or not others or "--sheet" in (problem.remedy or ""):
            yield problem
            continue
        met.add(place)
        right = next((title for title in others if (problem.file, title) not in wrong), others[0])
        instead = tr(
            "if this sheet is not meant, name the one that is, such as {option}", option=f'--sheet "{right}"'
        )
        remedy = f"{problem.remedy}; {instead}" if problem.remedy else instead
        yield replace(problem, remedy=remedy)


def no_form(sheet: Sheet, finder: FormFinder, form: Form, matcher: HeaderMatcher) -> SideSheet | None:
    """Why what lies like a form of indicators in rows is none; None where it is one."""
    titles = form.labels.columns[-1]
    head = form.heads.get(titles, "")
    target = matcher.match(head) if head else None
    if isinstance(target, Target) and target == COMMUNE:
        return lists_communes(form.heads.values())
    if counted := _counted_rows(finder, form, matcher):
        return counted
    if form.bare:
        names = [result.commune or "" for result in form.results]
        if not all(map(_may_be_commune, names)):
            return _no_results_in(names)
    return None


def lists_communes(heads: Iterable[str]) -> SideSheet:
    """A list of communes with other columns than those of criteria and indicators."""
    listed = _listed(head for head in heads if fold(head) not in _vocabulary().counts_rows)
    reason = tr(
        "it lists communes, and none of its columns is a criterion or an indicator ({heads})", heads=listed
    )
    remedy = tr("head each column with a variable or with the number of its indicator, such as 4.2")
    return SideSheet(reason, remedy, of_communes=True)


def unknown_list(heads: Iterable[str]) -> SideSheet:
    """A list of which no column is known."""
    reason = tr("no column holds communes, criteria or indicators ({heads})", heads=_listed(heads))
    remedy = tr("name the column with the communes’ names “commune” or “Xã”")
    return SideSheet(reason, remedy)


def empty_sheet() -> SideSheet:
    """A table of which nothing is filled in."""
    return SideSheet(
        tr("there is a header and no row under it"),
        tr("give a header row and one row for each commune"),
        kind="empty_file",
    )


def about_plans(sheet: Sheet, above: Rows) -> SideSheet | None:
    """Why a table holds plans and no results: its titles or its name say so."""
    lines = _lines(sheet, above)
    if any(_speaks_of_results(line) for line in lines):
        return None
    plans = _vocabulary().plans
    for text in (sheet.sheet or "", *lines):
        if _begins(text, plans.folded) and not _begins(text, _vocabulary().papers):
            return _of_matter(text, plans.name)
    return None


def about_other(sheet: Sheet, above: Rows) -> SideSheet | None:
    """Why a form of one commune is about something else than results: its titles or its name say so."""
    lines = _lines(sheet, above)
    results = any(_speaks_of_results(line) for line in lines)
    for matter in _vocabulary().matters:
        if results and not matter.always:
            continue
        if sheet.sheet and _begins(sheet.sheet, matter.folded):
            return _of_matter(sheet.sheet, matter.name)
        for line in lines:
            if any(f" {word} " in f" {fold(line)} " for word in matter.folded):
                return _of_matter(line, matter.name)
    return about_plans(sheet, above)


def _of_matter(text: str, matter: Text) -> SideSheet:
    reason = tr("its name or title “{text}” says that it is about {matter}", text=text, matter=words(matter))
    return SideSheet(reason, tr("if it holds results, take this title out"), by_words=True)


def _lines(sheet: Sheet, above: Rows) -> list[str]:
    cells = [cell for _, row in above for cell in row if isinstance(cell, str)]
    lines = [" ".join(unicodedata.normalize("NFC", text).split()) for text in (*sheet.above, *cells)]
    return [line for line in lines if line and len(line.split()) <= _LONGEST_TITLE]


def _speaks_of_results(line: str) -> bool:
    return any(f" {word} " in f" {fold(line)} " for word in _vocabulary().results)


def _begins(text: str, phrases: Iterable[str]) -> bool:
    """Whether a title begins with one of some phrases, the name and number of its form set aside."""
    rest = fold(text).split()
    before = _vocabulary().before
    while rest and (rest[0] in before or " ".join(rest[:2]) in before or _NUMBERING.fullmatch(rest[0])):
        rest = rest[2:] if " ".join(rest[:2]) in before else rest[1:]
    start = " ".join(rest) + " "
    return any(start.startswith(f"{phrase} ") for phrase in phrases)


def _counted_rows(finder: FormFinder, form: Form, matcher: HeaderMatcher) -> SideSheet | None:
    """Why numbers that stand before the rows of a form are no numbers of criteria."""
    at, *others = form.labels.columns
    # Numbers stand before the titles of criteria where these have a column of their own.
    texts_at = others[:1] or [
        n for n in (at + 1,) if n not in {result.at for result in form.results} or form.bare
    ]
    codes, beside, agree = [], [], 0
    for row in range(form.first, form.last + 1):
        code = finder.text(row, (at,))
        if not _CODE.fullmatch(code):
            continue
        codes.append(code)
        title = finder.text(row, texts_at)
        if title and not _CODE.fullmatch(title):
            beside.append(title)
            agree += _is_title_of(title, code.replace(",", "."), matcher)
    if not codes or agree * 2 >= len(beside) > 0:
        return None
    head = form.heads.get(at, "")
    if head and fold(head) not in _vocabulary().counts_rows:
        # The head says that these are numbers of criteria.
        return None
    if not beside and (not _counts_on(codes) or len(codes) == matcher.criteria):
        return None
    remedy = tr("if they are the numbers of criteria, head their column “Mã tiêu chí”")
    if not beside:
        reason = tr("the numbers in column “{column}” only count the rows", column=head or codes[0])
        return SideSheet(reason, remedy)
    reason = tr(
        "the numbers in column “{column}” only count the rows, for the texts beside them are no criteria ({texts})",
        column=head or codes[0],
        texts=_listed(beside),
    )
    return SideSheet(reason, remedy)


def _counts_on(codes: Sequence[str]) -> bool:
    """Whether numbers are 1, 2, 3 and so on."""
    return list(codes) == [str(n) for n in range(1, len(codes) + 1)]


def _is_title_of(title: str, code: str, matcher: HeaderMatcher) -> bool:
    """Whether a text may be the title of what bears a number: at least half of the words of one are in the other."""
    own = _telling_words(title_key(title))
    for known in matcher.titles_of(code):
        other = _telling_words(known)
        shorter = min(len(own), len(other))
        if shorter and len(own & other) * 2 >= shorter:
            return True
    return False


def _telling_words(title: str) -> set[str]:
    return {word for word in title.split() if word not in _vocabulary().common and not word.isdecimal()}


def _may_be_commune(name: str) -> bool:
    """Whether a head that nobody knows may be the name of a commune: a few words, each with a capital."""
    parts = name.split()
    if not parts or any(f"{fold(name)} ".startswith(f"{word} ") for word in _vocabulary().no_commune):
        return False
    return len(parts) <= 5 and all(part[0].isupper() or part[0].isdigit() for part in parts)


def _no_results_in(names: Iterable[str]) -> SideSheet:
    reason = tr("none of its columns holds results ({heads})", heads=_listed(names))
    return SideSheet(
        reason, tr("head the column of results “Kết quả”, or with the name of its commune, such as “Xã …”")
    )


def _listed(texts: Iterable[str]) -> str:
    different = [text for text in dict.fromkeys(texts) if text]
    more = ", …" if len(different) > _NAMED else ""
    return ", ".join(f"“{text}”" for text in different[:_NAMED]) + more


class _Matter(Node):
    name: Text
    words: tuple[str, ...]
    always: bool = False

    @property
    def folded(self) -> frozenset[str]:
        return frozenset(map(fold, self.words))


class _Words(Node):
    matters: tuple[_Matter, ...]
    plans: _Matter
    papers: tuple[str, ...]
    before: tuple[str, ...]
    results: tuple[str, ...]
    counts_rows: tuple[str, ...]
    common: tuple[str, ...]
    no_commune: tuple[str, ...]


class _Vocabulary:
    """The words of `side_sheets.yaml`, folded."""

    def __init__(self) -> None:
        given = read_vocabulary(_Words, "side_sheets.yaml")
        self.matters, self.plans = given.matters, given.plans
        self.papers = frozenset(map(fold, given.papers))
        self.before = frozenset(map(fold, given.before))
        self.results = frozenset(map(fold, given.results))
        self.counts_rows = frozenset(map(fold, given.counts_rows))
        self.common = frozenset(word for phrase in given.common for word in fold(phrase).split())
        self.no_commune = frozenset(map(fold, given.no_commune))


@cache
def _vocabulary() -> _Vocabulary:
    return _Vocabulary()
