"""Several figures in one cell: “63%; nam 65%, nữ 61%”, “45% (trong đó: 28% từ hệ thống cấp nước tập trung)”."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ntm_rules.definitions.conditions import Compare
from ntm_rules.definitions.models import CriteriaSet, Variable
from ntm_rules.i18n import fold
from ntm_rules.limits import MOST_FIGURE_TEXT
from ntm_rules.tables.grid import text_of
from ntm_rules.tables.numbers import read_number, simple_number
from ntm_rules.tables.remarks import is_remark, split_verdict
from ntm_rules.tables.table import Floats
from ntm_rules.tables.vocabulary import words

# A comma before a digit belongs to a number.
_PHRASE_ENDS = re.compile(r"[;()\n]|,(?!\d)|\s[-–]\s")
_SHARE = re.compile(r"(\d+(?:[.,]\d+)?)\s*%")
_ALL = (0.0, 100.0)


def figures_beside(text: str) -> str | None:
    """What stands in brackets or behind a sign after a verdict, where figures are among it: “Đạt (45%)”."""
    split = split_verdict(text, words().verdicts) if any(map(str.isdigit, text)) else None
    if split is None or not split.leads or is_remark(split.rest, split.verdict, measured=True):
        return None
    return split.rest


def by_sex(loaded: CriteriaSet) -> frozenset[str]:
    """The rates that are asked of women and of men."""
    levels = (asked for *_, asked, _ in loaded.levels())
    return frozenset(asked.variable for asked in levels if isinstance(asked, Compare) and asked.by_sex)


def several_figures(
    text: str, names: Sequence[str], loaded: CriteriaSet, sexes: frozenset[str]
) -> dict[str, float] | None:
    """The figures of a cell by variable, or by `<variable>_female` and `_male`; None where it does not say whose they are.

    `names` are the variables that stand behind the column.
    """
    variables = {name: loaded.variables[name] for name in names}
    if len(text) > MOST_FIGURE_TEXT or any(variable.kind != "rate" for variable in variables.values()):
        return None
    shares = _shares(text)
    if shares is None:
        return None
    if len(names) == 1:
        return _of_sexes(names[0], shares) if names[0] in sexes else None
    whole = shares.get("")
    if len(shares) == 1 and whole in _ALL and all(_is_together(one) for one in variables.values()):
        # All of two things together is all of each.
        return {name: whole for name in names if whole is not None}
    return _of_parts(variables, shares)


def _shares(text: str) -> dict[str, float] | None:
    """Percentages by the words beside each, "" where there are none; None where a phrase holds anything else."""
    number = simple_number(text)
    # 0 alone may say that there is nothing of the kind.
    if number is not None and number.value != 0:
        return {"": number.value}
    found: dict[str, float] = {}
    for phrase in _PHRASE_ENDS.split(unicodedata.normalize("NFC", text)):
        numbers = _SHARE.findall(phrase)
        label = fold(_SHARE.sub(" ", phrase))
        if not numbers:
            if label and label not in words().of_which:
                return None
            continue
        for word in sorted(words().of_which | words().joining, key=len, reverse=True):
            label = re.sub(rf"\b{word}\b", " ", label)
        label = " ".join(label.split())
        number = read_number(numbers[0], "comma" if "," in numbers[0] else "point")
        if len(numbers) > 1 or label in found or re.search(r"\d", label) or number.wrong:
            return None
        found[label] = number.value
    return found or None


def _of_sexes(name: str, shares: dict[str, float]) -> dict[str, float] | None:
    places = {"": name, "chung": name, "nam": f"{name}_male", "nu": f"{name}_female"}
    if not shares.keys() <= places.keys() or not shares.keys() & {"nam", "nu"}:
        return None
    return {places[label]: share for label, share in shares.items()}


def _is_together(variable: Variable) -> bool:
    return variable.words is not None and variable.words.together


def _of_parts(variables: dict[str, Variable], shares: dict[str, float]) -> dict[str, float] | None:
    """Figures of which all but one are called by the words of their variable."""
    found: dict[str, float] = {}
    for label, share in shares.items():
        named = [n for n, variable in variables.items() if label and label in _part_words(variable)]
        if not label:
            named = [n for n, variable in variables.items() if not _part_words(variable)]
        if len(named) != 1 or named[0] in found:
            return None
        found[named[0]] = share
    return found if found.keys() == variables.keys() else None


def _part_words(variable: Variable) -> frozenset[str]:
    return frozenset(map(fold, variable.words.part)) if variable.words else frozenset()


@dataclass(slots=True)
class SeveralFigures:
    """The cells of a column that hold several figures: their texts and rows, and a column for each figure."""

    texts: set[str] = field(default_factory=set)
    rows: list[int] = field(default_factory=list)
    values: dict[str, Floats] = field(default_factory=dict)


def figures_of_cells(
    cells: Sequence[Any], rows: Sequence[int], read: Callable[[str], dict[str, float] | None]
) -> SeveralFigures:
    """What some rows of a column hold, each different text read once."""
    found = SeveralFigures()
    known: dict[str, dict[str, float] | None] = {}
    for row in rows:
        text = text_of(cells[row])
        if text not in known:
            known[text] = read(text)
        figures = known[text]
        if figures is None:
            continue
        found.texts.add(text)
        found.rows.append(row)
        for name, figure in figures.items():
            values = found.values.setdefault(name, np.full(len(cells), np.nan))
            values[row] = figure
    return found
