"""Papers as tidy columns, and the headers people read over them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ntm_rules.definitions.owners import Answer, Proof
from ntm_rules.engine.columns import Columns, Labels, keys_of
from ntm_rules.engine.paper_lists import office_words
from ntm_rules.engine.papers import PAPER_STATES, STATES, Papers
from ntm_rules.engine.statuses import Flags, Index
from ntm_rules.i18n import tr, words
from ntm_rules.tables.coded import Coded

NONE = -1


def paper_columns(papers: Papers) -> Columns:
    """One row per commune, period, indicator and paper, and one for an indicator that should have one and has none.

    `state` is how the indicator's papers stand, `document_state` how the one in the row does; both are blank where
    nothing is asked of them. Days are NaT and `source_row` is 0 where there is none. Offices and usual papers are in
    the language in force.
    """
    row, indicator, paper, own = _rows(papers)
    compiled = papers.judged.plan.indicators
    criteria = [papers.judged.loaded.criteria[one.criterion].code for one in compiled]
    return {
        **{name: column[row] for name, column in keys_of(papers.judged).items()},
        "criterion": _named(indicator, criteria),
        "indicator": _named(indicator, [one.indicator.code for one in compiled]),
        **_lines(papers, row, indicator),
        "state": _named(papers.states[indicator, row], STATES),
        "document_state": _named(own, PAPER_STATES),
        **_given(papers, paper),
    }


def paper_headers() -> dict[str, str]:
    """What people read over each column of the frame, in the language in force."""
    return {
        "commune_code": tr("Code of the commune"),
        "commune": tr("Commune"),
        "district": tr("District"),
        "province": tr("Province"),
        "year": tr("Year"),
        "period": tr("Period"),
        "criterion": tr("Criterion"),
        "indicator": tr("Indicator"),
        "office": tr("Office that answers"),
        "level": tr("Level of the office"),
        "usual": tr("Usual paper"),
        "state": tr("Papers"),
        "document_state": tr("This paper"),
        "kind": tr("Kind of paper"),
        "number": tr("Number"),
        "date": tr("Date of issue"),
        "issuer": tr("Issued by"),
        "valid_to": tr("Valid until"),
        "file": tr("File"),
        "source_file": tr("Read from"),
        "source_sheet": tr("Sheet"),
        "source_row": tr("Row"),
    }


def _rows(papers: Papers) -> tuple[Index, Index, Index, Index]:
    """Row of the table, indicator, paper and its state: every pair, and what has none and should, in order."""
    without = papers.states == STATES.index("missing")
    without[papers.indicator, papers.row] = False
    indicator, row = np.nonzero(without)
    nothing = np.full(len(row), NONE)
    columns = [
        np.concatenate([papers.row, row]),
        np.concatenate([papers.indicator, indicator]),
        np.concatenate([papers.paper, nothing]),
        np.concatenate([papers.own, nothing]),
    ]
    order = np.lexsort(columns[2::-1])
    return columns[0][order], columns[1][order], columns[2][order], columns[3][order]


def _lines(papers: Papers, row: Index, indicator: Index) -> Columns:
    """Who answers and what is usual: tables of the lines that apply by indicator, gathered."""
    offices = papers.owners.offices

    def office(answer: Answer | None) -> str:
        named = tuple(offices[name] for name in answer.offices) if answer else ()
        return office_words(named, settled=answer is None or answer.settled)

    def level(answer: Answer | None) -> str | None:
        return offices[answer.offices[0]].level if answer else None

    def usual(proof: Proof | None) -> str | None:
        return words(proof.usual) if proof else None

    def gathered(table: Any, text: Callable[[Any], str | None]) -> Labels:
        texts = Coded.of([text(line) for lines in table for line in lines])
        at = papers.whose[row] * len(papers.judged.plan.indicators) + indicator
        return _texts(texts, at, np.ones(len(at), dtype=np.bool_))

    return {
        "office": gathered(papers.answers, office),
        "level": gathered(papers.answers, level),
        "usual": gathered(papers.proofs, usual),
    }


def _given(papers: Papers, paper: Index) -> Columns:
    """What the table of papers says, empty where there is none."""
    documents, there = papers.documents, paper != NONE

    def days(column: Coded) -> Any:
        found = np.array(column.values.tolist(), dtype="datetime64[s]")[column.codes[paper]]
        return np.where(there, found, np.datetime64("NaT", "s"))

    texts = {name: _texts(column, paper, there) for name, column in documents.texts.items()}
    return {
        "kind": texts["kind"],
        "number": texts["number"],
        "date": days(documents.issued),
        "issuer": texts["issuer"],
        "valid_to": days(documents.valid_to),
        "file": texts["file"],
        "source_file": _texts(Coded.constant(documents.name, len(documents)), paper, there),
        "source_sheet": _texts(documents.sheets, paper, there),
        "source_row": np.where(there, documents.rows[paper], 0),
    }


def _texts(column: Coded, at: Index, there: Flags) -> Labels:
    """A text for each place, None where it is blank or nothing is there."""
    texts = list(dict.fromkeys(value for value in column.values if value is not None))
    known = {text: number for number, text in enumerate(texts)}
    codes = np.array([known.get(value, NONE) for value in column.values], dtype=np.int64)
    return _named(np.where(there, codes[column.codes[at]], NONE), texts)


def _named(codes: Any, names: Sequence[str]) -> Labels:
    """Codes as labels, blank where negative; two of the same name are one."""
    known: dict[str, int] = {}
    to = np.array([known.setdefault(name, len(known)) for name in names] or [NONE], dtype=np.int64)
    return Labels(np.where(codes < 0, NONE, to[codes]), tuple(known))
