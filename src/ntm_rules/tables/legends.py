"""Legends of marks: “x: đạt; để trống: chưa đạt” among the lines around a table.

A clause that holds one mark, one verdict and nothing else but words such as “là” or “tiêu chí” says what the mark
means. A clause that holds anything else says nothing, so that “Đạt: 1 huyện” is no legend.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import cache

from ntm_rules.definitions.conditions import Node
from ntm_rules.i18n import fold
from ntm_rules.tables.grid import Grid, Legend, Sheet
from ntm_rules.tables.vocabulary import VERDICTS, read_vocabulary, word_key, words

# The key of an empty cell among marks.
BLANK = ""
# In place of a verdict: the mark is a figure.
FIGURE = -2

_BRACKET = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_CLAUSE_ENDS = re.compile(r"[;,.\n|]|\s/\s|\bvà\b|\bcòn\b|\band\b", re.IGNORECASE)
_DASH = re.compile(r"\s[-–—]\s")
_TOKEN = re.compile(r"[^\W_]+|[^\w\s]")
_QUOTES = "\"“”„'‘’«»"
_SEPARATORS = ":=→"
# A dash or plus is a mark only where it is quoted, called a mark, or stands before a separator.
_LONE_SIGN = re.compile(rf"(?:[{_QUOTES}]|dấu)\s*([-–—+])|^\s*([-–—+])\s*(?:[:=]|là\b)", re.IGNORECASE)
# “Biểu tổng hợp … x: đạt”: mark, separator and verdict at the end of a longer line.
_TAIL = re.compile(
    rf"(?:^|[\s{_QUOTES}])([^\s{_QUOTES}:=]{{1,3}})[{_QUOTES}]?\s*(?:[:=–-]|\blà\b)\s*$", re.IGNORECASE
)
_MEANS = re.compile(r"\bcó nghĩa\b", re.IGNORECASE)
_LONGEST_LINE = 1000
# Legends stand among the first or the last rows of a sheet.
_SEARCHED = 30


class _MarkWords(Node):
    """`marks.yaml`."""

    marks: tuple[str, ...]
    alike: tuple[tuple[str, ...], ...]
    blank: tuple[str, ...]
    verdicts: dict[str, tuple[str, ...]]
    figure: tuple[str, ...]
    fillers: tuple[str, ...]


class MarkWords:
    """The words of legends and marks, ready for look-up."""

    def __init__(self) -> None:
        read = read_vocabulary(_MarkWords, "marks.yaml")
        self._alike = {sign: signs[0] for signs in read.alike for sign in signs}
        self.spelt = read.marks
        self.marks = frozenset(self.key(mark) for mark in read.marks)
        self.blank = frozenset(fold(word) for word in read.blank)
        self.figure = frozenset(fold(word) for word in read.figure)
        self.verdicts = {
            word.casefold(): VERDICTS[name] for name, spelt in read.verdicts.items() for word in spelt
        }
        self.fillers = _single_words(read.fillers)
        self.verdict_pattern = _any_of(self.verdicts)
        self.blank_pattern = _any_of(word.casefold() for word in read.blank)

    def key(self, text: str) -> str:
        """A mark as it is looked up: `X`, `×` and `x` are one."""
        text = unicodedata.normalize("NFC", text).strip()
        return word_key(self._alike.get(text, text))


def _single_words(phrases: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word.casefold() for phrase in phrases for word in phrase.split())


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


@cache
def mark_words() -> MarkWords:
    """The words of marks, read once."""
    return MarkWords()


def legend_of(text: str) -> dict[str, int]:
    """What a line says of marks: by the key of each, the code of its verdict; empty where it is no legend."""
    if len(text) > _LONGEST_LINE or mark_words().verdict_pattern.search(text) is None:
        return {}
    text = unicodedata.normalize("NFC", text)
    texts: list[str] = []

    def taken_out(bracket: re.Match[str]) -> str:
        # “(x) là đạt” quotes a mark; a longer bracket is a sentence of its own.
        inner = bracket[1].strip()
        if len(inner) <= 3:
            return f" “{inner}” "
        if mark_words().verdict_pattern.fullmatch(inner):
            return f": {inner}"
        texts.append(inner)
        return " "

    texts.insert(0, _BRACKET.sub(taken_out, text))
    found: dict[str, int] = {}
    for one in texts:
        for clause in _clauses(one):
            if (mark := _read_clause(clause)) is not None:
                found.setdefault(*mark)
    if len(found) == 1 and next(iter(found)).isdigit():
        # “Đạt: 1; chưa đạt: 0” is a legend; “Đạt: 1” or “Biểu số 1: Đạt chuẩn” alone is none.
        return {}
    return found


def _clauses(text: str) -> list[str]:
    clauses: list[str] = []
    for clause in _CLAUSE_ENDS.split(text):
        several = len(mark_words().verdict_pattern.findall(clause)) > 1
        clauses.extend(_DASH.split(clause) if several else [clause])
    return clauses


def _read_clause(clause: str) -> tuple[str, int] | None:
    """The key of the mark in a clause and the code of its verdict; None where it is no part of a legend."""
    known = mark_words()
    verdicts = list(known.verdict_pattern.finditer(clause))
    if len(verdicts) != 1:
        return None
    verdict = verdicts[0]
    code = known.verdicts[" ".join(verdict[0].casefold().split())]
    before, after = clause[: verdict.start()], clause[verdict.end() :]
    rest = _MEANS.sub(" ", f"{before} {after}")
    if known.blank_pattern.search(rest):
        # “Ô không có dấu x” is blank too.
        rest = known.blank_pattern.sub(" ", rest)
        return (BLANK, code) if _only_fillers(rest, _marks_in(rest)) else None
    marks = _marks_in(rest)
    if len(marks) > 1:
        # “Ô có dấu x là đạt”: Có is a mark only where no other one stands.
        marks = [mark for mark in marks if len(mark) < 3 or mark.isupper()] or marks
        marks = [mark for mark in marks if mark.casefold() != "có"]
    if len(set(marks)) == 1 and _only_fillers(rest, ["có", *marks]):
        return known.key(marks[0]), code
    if not marks and (sign := _LONE_SIGN.search(clause)) and _only_fillers(rest):
        return known.key(sign[1] or sign[2]), code
    tail = _TAIL.search(before)
    if tail and _may_be_mark(tail[1]) and not tail[1].isdigit() and _only_fillers(after):
        return known.key(tail[1]), code
    return None


def _marks_in(text: str) -> list[str]:
    return [token for token in _TOKEN.findall(text) if _may_be_mark(token)]


def _may_be_mark(token: str) -> bool:
    """Whether a token of a legend can be a mark: one of the list, a digit, a sign, or capitals such as CBĐ."""
    if token in _QUOTES or token in _SEPARATORS or token in "-–—+()[]…!?%&#@<>~^_`\\/":
        return False
    if token.isdigit():
        return len(token) == 1
    if token.casefold() in mark_words().fillers:
        return False
    if not token.isalnum():
        return True
    return mark_words().key(token) in mark_words().marks or (token.isupper() and len(token) <= 3)


def _only_fillers(text: str, marks: Collection[str] = ()) -> bool:
    """Whether nothing stands in a text beside marks but words that add nothing to them."""
    fillers = mark_words().fillers
    counted = any(mark.isdigit() for mark in marks)
    for token in _TOKEN.findall(text):
        if not token.isalnum() or token in marks or token.casefold() in marks:
            continue
        # Behind a figure, communes are counted.
        if token.casefold() not in fillers or (counted and token.casefold() == "xã"):
            return False
    return True


def meaning_of(text: str) -> int | None:
    """The verdict that a word of --marks names, in Vietnamese or as an id; FIGURE for a figure; None for another."""
    key = fold(text)
    if key in mark_words().figure:
        return FIGURE
    by_id = {fold(name): code for name, code in VERDICTS.items()}
    if key in by_id:
        return by_id[key]
    folded = {fold(word): code for word, code in mark_words().verdicts.items()}
    return folded.get(key, words().verdicts.get(word_key(text)))


def with_legends(grids: Sequence[Grid], sheets: Sequence[Sheet]) -> list[Grid]:
    """Grids with the legends that stand around them: in their own sheet, else in sheets that hold no grid."""
    names = {grid.sheet for grid in grids}
    elsewhere = [line for sheet in sheets if sheet.sheet not in names for line in _legends_in(sheet, set())]
    found = []
    for grid in grids:
        # Of a sheet that does not lie as its grid does, any row may be a line of text.
        rows = set(grid.rows) if grid.refs is None else set()
        own = [line for sheet in sheets if sheet.sheet == grid.sheet for line in _legends_in(sheet, rows)]
        lines = own or [Legend(None, line.text, line.codes) for line in elsewhere]
        found.append(replace(grid, legends=tuple(lines)) if lines else grid)
    return found


def _legends_in(sheet: Sheet, held: Collection[int]) -> list[Legend]:
    """The legends among the first and last rows of a sheet that hold no commune, and the lines above and below it."""
    rows = [*sheet.rows[:_SEARCHED], *sheet.rows[_SEARCHED:][-_SEARCHED:]]
    lines: list[tuple[int | None, str]] = [(None, text) for text in (*sheet.above, *sheet.below)]
    for number, cells in rows:
        texts = [cell for cell in cells if isinstance(cell, str) and cell.strip()]
        # A line that stands alone in its row is a note, even where the grid holds the row.
        if number not in held or (len(texts) == 1 and len(list(filter(None, cells))) == 1):
            lines += [(number, text) for text in texts]
    return [Legend(row, " ".join(text.split()), codes) for row, text in lines if (codes := legend_of(text))]
