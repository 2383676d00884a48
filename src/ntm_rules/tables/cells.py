"""One cell of text: the number, counts or verdict it holds, or why it cannot be read."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple

from ntm_rules.definitions.models import Unit, Variable
from ntm_rules.i18n import fold, tr
from ntm_rules.i18n import words as in_language
from ntm_rules.tables.grid import text_of
from ntm_rules.tables.legends import mark_words
from ntm_rules.tables.units import Measure, in_unit, measures
from ntm_rules.tables.vocabulary import NO_VERDICT, word_key, words

Convention = Literal["comma", "point"]
CONVENTIONS: tuple[Convention, ...] = ("comma", "point")
NAN = float("nan")
# A rate stated beside counts is often rounded to one place; more apart than that, it is said.
ROUNDING = 0.1

_MARKS: dict[str | None, Convention] = {",": "comma", ".": "point"}
_PLAIN = re.compile(r"-?\d+(?:([.,])\d+)?")
_WHOLE = re.compile(r"-?\d+")
_NUMBER = r"-?\d[\d.,\s]*\d|-?\d"
_FRACTION = re.compile(rf"({_NUMBER})\s*/\s*({_NUMBER})\s*([^\d(]*?)\s*(?:\(([^)]*)\))?")
_AMOUNT = re.compile(rf"({_NUMBER})\s*(.*)")
_SPACED = re.compile(r"-?\d{1,3}(\s\d{3})+([.,]\d+)?")
# What parts decimals and what thousands, in each convention.
_CONVENTIONS: tuple[tuple[Convention, re.Pattern[str], str, str], ...] = (
    ("comma", re.compile(r"-?(\d+|[1-9]\d{0,2}(\.\d{3})+)(,\d+)?"), ",", "."),
    ("point", re.compile(r"-?(\d+|[1-9]\d{0,2}(,\d{3})+)(\.\d+)?"), ".", ","),
)
_AMBIGUOUS = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")
_AMBIGUOUS_PART = re.compile(r"(?<![\d.,])[1-9]\d{0,2}[.,]\d{3}(?![\d.,])")
# "Đạt (98,5%)" and "98,5% - Đạt": a word and a figure side by side.
_WORD_FIRST = re.compile(r"([^\d(]+?)\s*\(([^)]*\d[^)]*)\)")
_WORD_LAST = re.compile(r"(.*\d[^-–:;]*?)\s*[-–:;]\s*([^\d]+)")
# Not #N/A, which says that a figure is missing.
_FORMULA_FAILED = re.compile(r"#(=|DIV/0!|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!)")


class Cell(NamedTuple):
    """What one text says, as it is written; `measure` is the unit beside its number.

    `problem` is (kind, expected, remedy); `ambiguous` awaits the file's convention.
    """

    value: float = NAN
    counts: tuple[float, float] | None = None
    verdict: int = NO_VERDICT
    convention: Convention | None = None
    ambiguous: bool = False
    problem: tuple[str, str, str] | None = None
    measure: Measure | None = None


MISSING = Cell()


def formula_failed(cell: object) -> bool:
    """Whether a cell holds a workbook's error such as #DIV/0!, or #= and a formula without its result."""
    return isinstance(cell, str) and cell.startswith("#") and _FORMULA_FAILED.match(cell) is not None


def says_a_result(cell: object) -> bool:
    """Whether a cell begins as a figure does, or holds a verdict, a mark or the error of a formula."""
    text = text_of(cell).strip()
    if text[:1].isdigit() or formula_failed(text) or word_key(text.split("(")[0]) in words().verdicts:
        return True
    # A dash stands for what is missing.
    return len(text) < 6 and mark_words().key(text) in mark_words().marks - words().missing


def read_figure(
    text: str,
    variable: Variable,
    unit: Unit | None,
    convention: Convention | None = None,
    *,
    measure: Measure | None = None,
) -> Cell:
    """Read a cell of a measured variable: a number, counts, a verdict word, or both.

    `measure` is the unit that the column says its figures are in.
    """
    if (bare := _PLAIN.fullmatch(text)) and not _AMBIGUOUS.fullmatch(text):
        # Nearly every cell: a number that reads in one way whatever stands around it.
        return Cell(float(text.replace(",", ".")), convention=_MARKS.get(bare[1]))
    # What the figure can be settles what its point or comma means, before the file's other cells do.
    cell = _read(text, variable, unit, _settled(text, variable) or convention)
    named = cell.measure.in_column(measure) if cell.measure else measure
    if not cell.ambiguous or named is None or named.factor == 1 or variable.plausible is None:
        return cell
    # 42.500 thousand is 42.5 million: one reading alone can be, and the notice of the conversion shows it.
    both = [_read(text, variable, unit, one) for one in CONVENTIONS]
    possible = [one for one in both if variable.plausible.holds(in_unit(one.value, named))]
    return possible[0] if len(possible) == 1 else cell


def _read(text: str, variable: Variable, unit: Unit | None, convention: Convention | None) -> Cell:
    if _PLAIN.fullmatch(text):
        return _plain(text, convention)
    text = unicodedata.normalize("NFC", text).strip()
    key = word_key(text)
    if key in words().missing:
        return MISSING
    if key in {word_key(word) for word in variable.zero_words}:
        return Cell(value=0.0)
    worded = read_verdict(text)
    if worded.verdict != NO_VERDICT or (worded.problem and worded.problem[0] != "not_a_verdict"):
        return worded
    for pattern, word, figure in ((_WORD_FIRST, 1, 2), (_WORD_LAST, 2, 1)):
        if (both := pattern.fullmatch(text)) and word_key(both[word]) in words().verdicts:
            cell = _figure(both[figure].strip(), variable, unit, convention)
            verdict = words().verdicts[word_key(both[word])]
            return cell if cell.problem else cell._replace(verdict=verdict)
    return _figure(text, variable, unit, convention)


def read_flag(text: str, variable: Variable) -> Cell:
    """Read a cell of a flag; Đạt is its measurement, not a verdict on one."""
    key = word_key(text)
    if key in words().missing:
        return MISSING
    if key in {word_key(word) for word in variable.zero_words}:
        return Cell(value=0.0)
    if _PLAIN.fullmatch(text) and float(text.replace(",", ".")) in (0.0, 1.0):
        # A program writes a column of flags with blanks as 1.0 and 0.0.
        return Cell(value=float(text.replace(",", ".")))
    if key in words().flag_true:
        return Cell(value=1.0)
    if key in words().flag_false:
        return Cell(value=0.0)
    cell = read_verdict(text, expected=tr("Đạt or Chưa đạt (có or không)"))
    if cell.problem and cell.problem[0] == "not_a_verdict":
        return Cell(problem=("not_a_flag", *cell.problem[1:]))
    if cell.verdict in (0, 3):
        return Cell(value=cell.verdict / 3)
    return cell


def read_verdict(text: str, expected: str | None = None) -> Cell:
    """Read a cell that holds a verdict alone."""
    key = word_key(text)
    if key in words().missing:
        return MISSING
    expected = expected or tr("a verdict: Đạt, Cơ bản đạt, Chưa đạt or Không xét")
    if (verdict := words().verdicts.get(key)) is not None:
        return Cell(verdict=verdict)
    if hint := words().never_guess.get(key):
        return Cell(problem=("never_guess", expected, _remedy(in_language(hint))))
    for word, hint in words().plans.items():
        if key == word or key.startswith(word + " "):
            return Cell(problem=("plan_not_result", tr("a result"), _remedy(in_language(hint))))
    return Cell(problem=("not_a_verdict", expected, tr("write the verdict in full, or leave the cell blank")))


def _figure(text: str, variable: Variable, unit: Unit | None, convention: Convention | None) -> Cell:
    if variable.kind == "rate" and (found := _FRACTION.fullmatch(text)):
        nouns = {fold(word) for word in (unit.fraction if unit else ())}
        part, whole = _plain(found[1], convention), _plain(found[2], convention)
        if fold(found[3]) in nouns | {""} and not (part.problem or whole.problem):
            verdict = _bracket(found[4], part.value, whole.value)
            if verdict is not None:
                return Cell(
                    counts=(part.value, whole.value),
                    verdict=verdict,
                    convention=part.convention or whole.convention,
                    ambiguous=part.ambiguous or whole.ambiguous,
                )
    elif found := _AMOUNT.fullmatch(text):
        tail = found[2].strip()
        measure = measures(unit).get(fold(tail) or tail) if unit and tail else None
        if not tail or measure:
            return _plain(found[1], convention)._replace(measure=measure)
    return _not_a_number(text, variable, unit)


def _settled(text: str, variable: Variable) -> Convention | None:
    """Whether a mark before three digits parts thousands or decimals, where the kind of figure leaves one way."""
    found = _AMBIGUOUS_PART.search(text)
    if found is None or "/" in text:
        return None
    comma = found[0][-4] == ","
    if variable.kind == "count":
        return "point" if comma else "comma"
    if variable.kind in ("rate", "score"):
        return "comma" if comma else "point"
    return None


def _bracket(text: str | None, part: float, whole: float) -> int | None:
    """The verdict in a bracket behind a fraction; none for its own rate; None for anything else."""
    if text is None:
        return NO_VERDICT
    if (verdict := words().verdicts.get(word_key(text))) is not None:
        return verdict
    stated = _plain(text.strip().rstrip("%").strip(), None).value
    # Beside its fraction a rate is often written as a whole percentage.
    return NO_VERDICT if whole and abs(part * 100 / whole - stated) <= 0.5 else None


def _plain(text: str, convention: Convention | None) -> Cell:
    """A bare number in either convention; where both could be meant, by the file's."""
    if _SPACED.fullmatch(text):
        text = "".join(text.split())
    if _WHOLE.fullmatch(text):
        return Cell(value=float(text))
    if _AMBIGUOUS.fullmatch(text):
        if convention is None:
            return Cell(ambiguous=True)
        decimal = "," if convention == "comma" else "."
        return Cell(value=float(text.replace(",", ".") if decimal in text else re.sub("[.,]", "", text)))
    for name, pattern, decimal, thousands in _CONVENTIONS:
        if pattern.fullmatch(text):
            return Cell(value=float(text.replace(thousands, "").replace(decimal, ".")), convention=name)
    return Cell(
        problem=(
            "not_a_number",
            tr("a number such as 42,5 or 1.234,5"),
            tr("correct the cell, or leave it blank"),
        )
    )


def _not_a_number(text: str, variable: Variable, unit: Unit | None) -> Cell:
    named = f" ({in_language(unit)})" if unit else ""
    expected = tr("a number{unit}, or a verdict such as Đạt", unit=named)
    if variable.kind == "rate":
        expected = tr("a rate such as 87,5 or 7/9, or a verdict such as Đạt")
    remedy = (
        tr("write the figure alone, without ≥, < or about")
        if "≥≤<>~".find(text[:1]) >= 0
        else tr("correct the cell, or leave it blank")
    )
    return Cell(problem=("not_a_number", expected, remedy))


def _remedy(hint: str) -> str:
    # Remedies are printed inside a sentence that ends with its own full stop.
    return hint.rstrip(".")
