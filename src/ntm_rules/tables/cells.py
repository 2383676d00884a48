"""One cell of text: the number, counts or verdict it holds, or why it cannot be read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from ntm_rules.definitions.models import Text, Unit, Variable
from ntm_rules.i18n import figure as figure_words
from ntm_rules.i18n import fold, tr
from ntm_rules.i18n import words as in_language
from ntm_rules.limits import MOST_FIGURE_TEXT
from ntm_rules.tables.fractions import figures_in, read_fraction
from ntm_rules.tables.grid import text_of
from ntm_rules.tables.legends import mark_words
from ntm_rules.tables.numbers import (
    AMBIGUOUS_PART,
    CONVENTIONS,
    NAN,
    Convention,
    Number,
    read_number,
    simple_number,
)
from ntm_rules.tables.remarks import Split, is_remark, split_verdict
from ntm_rules.tables.units import Measure, in_unit, measures
from ntm_rules.tables.vocabulary import NO_VERDICT, VERDICTS, word_key, words

__all__ = ["CONVENTIONS", "NAN", "Cell", "Convention"]
# A rate stated beside counts is often rounded to one place; more apart than that, it is said.
ROUNDING = 0.1
_AMOUNT = re.compile(r"(-?\d[\d.,\s]*\d|-?\d)\s*(\D.*|)")
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
    if len(text) > MOST_FIGURE_TEXT:
        return _too_long()
    if number := simple_number(text):
        return Cell(number.value, convention=number.convention)
    # What the figure can be settles what its point or comma means, before the file's other cells do.
    cell = _read(text, variable, unit, _settled(text, variable) or convention)
    named = cell.measure or measure
    if not cell.ambiguous or named is None or named.factor == 1 or variable.plausible is None:
        return cell
    # 42.500 thousand is 42.5 million: one reading alone can be, and the notice of the conversion shows it.
    both = [_read(text, variable, unit, one) for one in CONVENTIONS]
    possible = [one for one in both if variable.plausible.holds(in_unit(one.value, named))]
    return possible[0] if len(possible) == 1 else cell


def _read(text: str, variable: Variable, unit: Unit | None, convention: Convention | None) -> Cell:
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if (alone := _word_alone(text, variable)) is not None:
        return alone
    split = split_verdict(text, _verdicts(variable))
    beside = _figure(split.rest, variable, unit, convention) if split and split.rest else None
    if split and beside and split.leads and split.parted and not _is_no_number(beside):
        return beside if beside.problem else beside._replace(verdict=split.verdict)
    # “Đạt 95%” reaches 95%, and the đ of “42.500.000đ” is a unit.
    figure = _figure(text, variable, unit, convention)
    if split and beside and not split.leads and _is_no_number(figure) and not _is_no_number(beside):
        return _before_verdict(beside, split, variable)
    if not _is_no_number(figure) or split is None or not split.leads:
        return figure
    if split.parted:
        return _with_remark(split, variable, measured=True)
    if beside and not beside.problem:
        # “Chưa đạt 95%” may be short of 95% or be that figure.
        word = text[: len(text) - len(split.rest)].strip()
        remedy = tr("write “{text}” if that is meant", text=f"{word} ({split.rest})")
        return Cell(problem=("not_a_number", figure.problem[1] if figure.problem else "", remedy))
    return figure


def _is_no_number(cell: Cell) -> bool:
    return cell.problem is not None and cell.problem[0] == "not_a_number"


def _word_alone(text: str, variable: Variable) -> Cell | None:
    """A cell that is a word and no more; None for another."""
    key = word_key(text)
    if key in words().missing:
        return MISSING
    if key in {word_key(word) for word in variable.zero_words}:
        return Cell(value=0.0)
    worded = read_verdict(text, variable=variable, remarks=False)
    return worded if not worded.problem or worded.problem[0] not in ("not_a_verdict", "not_a_flag") else None


def _before_verdict(figure: Cell, split: Split, variable: Variable) -> Cell:
    """A figure with a verdict behind it: “98,5% - Đạt”, “7/9 thôn đạt”."""
    if figure.problem or split.parted or variable.kind != "rate":
        return figure if figure.problem else figure._replace(verdict=split.verdict)
    if split.verdict == VERDICTS["unmet"]:
        # “2/9 thôn chưa đạt” are two that do not, or two that do, which is too few.
        expected = tr("the share that meets the standard, or a figure with a verdict beside it")
        remedy = tr(
            "write “{text}” if the figure is the share that meets it; if not, write that share",
            text=f"{split.rest} - Chưa đạt",
        )
        return Cell(problem=("never_guess", expected, remedy))
    # “7/9 thôn đạt” says how many do, not that the indicator is met.
    return figure if figure.counts else figure._replace(verdict=split.verdict)


def _with_remark(split: Split, variable: Variable | None, *, measured: bool) -> Cell:
    other = _verdicts(variable).get(word_key(split.rest), split.verdict)
    if other == split.verdict and is_remark(split.rest, split.verdict, measured=measured):
        return Cell(verdict=split.verdict)
    expected = tr("a verdict alone, or with a remark that leaves it as it is")
    remedy = tr("write the verdict, or the figure, alone, and the remark in a column of its own")
    return Cell(problem=("never_guess", expected, remedy))


def read_flag(text: str, variable: Variable, *, counted: bool = False) -> Cell:
    """Read a cell of a flag; Đạt is its measurement, not a verdict on one.

    `counted` says that 0 and 1 stand for no and yes, whatever the variable says of 0.
    """
    if len(text) > MOST_FIGURE_TEXT:
        return _too_long()
    key = word_key(text)
    if key in words().missing:
        return MISSING
    if key in {word_key(word) for word in variable.zero_words}:
        return Cell(value=0.0)
    asked = key in _asked(variable)
    number = simple_number(text)
    if number is not None and number.value in (0.0, 1.0) and (counted or not asked):
        # A program writes a column of flags with blanks as 1.0 and 0.0.
        return Cell(value=number.value)
    if not asked and key not in _verdicts(variable) and key in words().flag_true | words().flag_false:
        return Cell(value=float(key in words().flag_true))
    cell = read_verdict(text, expected=tr("Đạt or Chưa đạt (có or không)"), variable=variable)
    if cell.problem and cell.problem[0] == "not_a_verdict":
        return Cell(problem=("not_a_flag", *cell.problem[1:]))
    if cell.verdict in (0, 3):
        return Cell(value=cell.verdict / 3)
    return cell


def read_verdict(
    text: str, expected: str | None = None, variable: Variable | None = None, *, remarks: bool = True
) -> Cell:
    """Read a cell that holds a verdict, alone or, where `remarks` may stand, with one.

    `variable` is what is judged, where that is one: it may say itself what words mean.
    """
    if len(text) > MOST_FIGURE_TEXT:
        return _too_long()
    key = word_key(text)
    if key in words().missing:
        return MISSING
    expected = expected or tr("a verdict: Đạt, Cơ bản đạt, Chưa đạt or Không xét")
    if variable is not None and (hint := _asked(variable).get(key)):
        return Cell(problem=("never_guess", expected, _remedy(in_language(hint))))
    verdicts = _verdicts(variable)
    if (verdict := verdicts.get(key)) is not None:
        return Cell(verdict=verdict)
    if hint := words().never_guess.get(key):
        return Cell(problem=("never_guess", expected, _remedy(in_language(hint))))
    for word, hint in words().plans.items():
        if key == word or key.startswith(word + " "):
            return Cell(problem=("plan_not_result", tr("a result"), _remedy(in_language(hint))))
    split = split_verdict(unicodedata.normalize("NFC", text), _worded(variable))
    if remarks and split is not None and split.leads and split.parted:
        if split.verdict == _ASKED and variable is not None:
            return Cell(problem=("never_guess", expected, _remedy(_first_hint(variable))))
        return _with_remark(split, variable, measured=False)
    return Cell(problem=("not_a_verdict", expected, tr("write the verdict in full, or leave the cell blank")))


# In place of a code: a word that is asked about.
_ASKED = -3


def _verdicts(variable: Variable | None) -> Mapping[str, int]:
    """Codes of verdicts by look-up key, those of the variable's own words before all others."""
    own = variable.words if variable else None
    if own is None:
        return words().verdicts
    said = {"met": own.met, "unmet": own.unmet, "not_applicable": own.not_applicable}
    return {
        **words().verdicts,
        **{word_key(word): VERDICTS[name] for name, spelt in said.items() for word in spelt},
    }


def _asked(variable: Variable) -> dict[str, Text]:
    """The words that mean more than one thing where this is measured, with what to write instead."""
    asked = variable.words.ask if variable.words else ()
    return {word_key(word): one.hint for one in asked for word in one.words}


def _worded(variable: Variable | None) -> Mapping[str, int]:
    """The verdicts that a remark may follow, and the words that are asked about all the same."""
    asked = dict.fromkeys(_asked(variable), _ASKED) if variable else {}
    return {**_verdicts(variable), **asked}


def _first_hint(variable: Variable) -> str:
    assert variable.words is not None
    return in_language(variable.words.ask[0].hint)


def _too_long() -> Cell:
    expected = tr("a figure or a verdict of at most {n} characters", n=MOST_FIGURE_TEXT)
    return Cell(problem=("cell_too_long", expected, tr("correct the cell, or leave it blank")))


def _figure(text: str, variable: Variable, unit: Unit | None, convention: Convention | None) -> Cell:
    if variable.kind == "rate" and (counted := _counted(text, variable, unit, convention)):
        return counted
    found = _AMOUNT.fullmatch(_without_lead(text, variable))
    if found:
        tail = found[2].strip()
        measure = measures(unit).get(fold(tail) or tail) if unit and tail else None
        if not tail or measure:
            return _of_number(read_number(found[1], convention))._replace(measure=measure)
    return _not_a_number(text, variable, unit)


def _of_number(number: Number) -> Cell:
    if number.wrong:
        expected = tr("a number such as 42,5 or 1.234,5")
        return Cell(problem=("not_a_number", expected, tr("correct the cell, or leave it blank")))
    return Cell(number.value, convention=number.convention, ambiguous=number.ambiguous)


def _without_lead(text: str, variable: Variable) -> str:
    """A text without words that stand before a figure: “Đạt 91,5%”, and “Còn 3 nhà” where houses are counted."""
    own = variable.words.before_figure if variable.words else ()
    for word in sorted((*own, *_LEADS), key=len, reverse=True):
        if text.casefold().startswith(f"{word.casefold()} ") and text[len(word) + 1 :].lstrip()[:1].isdigit():
            return text[len(word) + 1 :].lstrip()
    return text


# Words that say that a figure is reached.
_LEADS = ("đạt tỷ lệ", "đạt tỉ lệ", "đạt", "tỷ lệ", "tỉ lệ")


def _counted(text: str, variable: Variable, unit: Unit | None, convention: Convention | None) -> Cell | None:
    """Counts, with or without their own rate beside them; None where there are none."""
    nouns = {fold(word) for word in (unit.fraction if unit else ())}
    figures = figures_in(text, nouns)
    if figures is None or not figures.counts:
        return None
    stated = figures.rates[0] if figures.rates else None
    counts = figures.counts[0]
    read = read_fraction(counts, stated, convention, whole_numbers=not variable.measured)
    if read is None:
        return None
    if read.contradicts is not None and read.counts is not None:
        part, whole = read.counts
        given = f"{figure_words(part)}/{figure_words(whole)}"
        expected = tr(
            "one rate: {counts} is {rate}%, not {stated}%",
            counts=given,
            rate=figure_words(part * 100 / whole, 2),
            stated=read.contradicts,
        )
        return Cell(problem=("figure_contradicts", expected, tr("correct the counts or the percentage")))
    if read.counts == (0, 0) and variable.words and variable.words.none_counted:
        return Cell(verdict=VERDICTS["not_applicable"])
    return Cell(counts=read.counts, convention=read.convention, ambiguous=read.ambiguous)


def _settled(text: str, variable: Variable) -> Convention | None:
    """Whether a mark before three digits parts thousands or decimals, where the kind of figure leaves one way."""
    found = AMBIGUOUS_PART.search(text)
    if found is None or "/" in text:
        return None
    comma = found[0][-4] == ","
    if variable.kind == "count":
        return "point" if comma else "comma"
    if variable.kind in ("rate", "score"):
        return "comma" if comma else "point"
    return None


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
