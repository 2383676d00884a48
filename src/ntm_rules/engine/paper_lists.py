"""What is told of papers: the warnings, and what each office must see to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from ntm_rules.definitions.conditions import Grade
from ntm_rules.definitions.owners import Answer, Office, Proof
from ntm_rules.engine.papers import PAPER_STATES, STATES, Papers
from ntm_rules.engine.statuses import Index
from ntm_rules.errors import Problem
from ntm_rules.i18n import tr, words
from ntm_rules.tables.side_table import unknown_communes

# What an office must see to; the last is a paper that waits for its figure.
WANTING: Final = ("missing", "lapsed", "undated", "no_figure")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanting for one indicator: the rows of the table in each state of WANTING."""

    criterion: str
    indicator: str
    proof: Proof | None
    rows: dict[str, Index]


@dataclass(frozen=True, slots=True)
class OfficeList:
    """What some offices, who answer together, must see to; none where nobody is named as answering."""

    offices: tuple[Office, ...]
    settled: bool
    evidence: Grade | None
    wanted: tuple[Wanted, ...]

    @property
    def name(self) -> str:
        """Their names, as people read them."""
        return office_words(self.offices, settled=self.settled)


def office_words(offices: tuple[Office, ...], *, settled: bool) -> str:
    """The names of offices that answer together."""
    if not offices:
        return tr("office not named")
    names = ", ".join(map(words, offices))
    return names if settled else tr("{offices} (not settled)", offices=names)


def by_office(papers: Papers) -> list[OfficeList]:
    """What is wanting, office by office in the order of the set."""
    judged = papers.judged
    found: dict[tuple[tuple[str, ...], bool, Grade | None], list[Wanted]] = {}
    for number, compiled in enumerate(judged.plan.indicators):
        criterion = judged.loaded.criteria[compiled.criterion].code
        lacking = np.flatnonzero(np.isin(papers.states[number], [STATES.index(name) for name in WANTING]))
        for answer, proof, whose in _alike(papers, number, papers.whose[lacking]):
            mine = lacking[np.isin(papers.whose[lacking], whose)]
            states = papers.states[number, mine]
            rows = {name: mine[states == STATES.index(name)] for name in WANTING}
            key = (answer.offices, answer.settled, answer.evidence) if answer else ((), True, None)
            found.setdefault(key, []).append(Wanted(criterion, compiled.indicator.code, proof, rows))
    return [
        OfficeList(tuple(papers.owners.offices[name] for name in names), settled, evidence, tuple(wanted))
        for (names, settled, evidence), wanted in found.items()
    ]


def _alike(
    papers: Papers, indicator: int, present: Index
) -> Iterator[tuple[Answer | None, Proof | None, list[int]]]:
    """The lines that apply to an indicator in some rows, each pair with the numbers of those it applies to."""
    lines = [
        (papers.answers[whose][indicator], papers.proofs[whose][indicator], whose)
        for whose in np.unique(present).tolist()
    ]
    while lines:
        answer, proof, _ = lines[0]
        same = [line for line in lines if line[0] is answer and line[1] is proof]
        yield answer, proof, [whose for *_, whose in same]
        lines = [line for line in lines if line not in same]


def papers_entry(papers: Papers, row: int, number: int, *, full: bool) -> dict[str, Any]:
    """The papers of one indicator of one row; `full` adds who answers, what is usual, and where each was read."""
    documents, pairs = papers.documents, papers.of(row, number)
    found = []
    for at, own in zip(papers.paper[pairs].tolist(), papers.own[pairs].tolist(), strict=True):
        texts = {name: column[at] for name, column in documents.texts.items()}
        period, issued, end = documents.periods[at], documents.issued[at], documents.valid_to[at]
        found.append(
            {
                "kind": texts["kind"],
                "number": texts["number"],
                "period": period.text if period else None,
                "date": issued.isoformat() if issued else None,
                "issuer": texts["issuer"],
                "valid_to": end.isoformat() if end else None,
                "file": texts["file"],
                "state": PAPER_STATES[own],
                **({"cell": {k: v for k, v in documents.place(at).items() if v is not None}} if full else {}),
            }
        )
    entry: dict[str, Any] = {"paper": papers.state(row, number), "documents": found}
    if full:
        answer, proof = papers.answer(row, number), papers.proof(row, number)
        offices = tuple(papers.owners.offices[name] for name in answer.offices) if answer else ()
        entry["office"] = office_words(offices, settled=answer is None or answer.settled)
        entry["usual_paper"] = words(proof.usual) if proof else None
    return entry


def warnings_of_papers(papers: Papers) -> list[Problem]:
    """What must be told of the papers, those of the reading first."""
    documents = papers.documents
    found = list(documents.warnings)
    if documents.illustrative:
        message = tr("ILLUSTRATIVE DATA: the communes and figures are invented.")
        found.insert(0, Problem("illustrative_data", message, file=documents.name))
    found += [*_unknown_communes(papers), *_other_periods(papers), *_wanting(papers)]
    return found


def _unknown_communes(papers: Papers) -> list[Problem]:
    documents, rows = papers.documents, papers.unknown
    if not len(rows):
        return []
    names, remedy, facts = unknown_communes(documents, rows, papers.communes)
    message = tr("{n} paper(s) are of communes that are not in the table: {names}.", n=len(rows), names=names)
    place = documents.place(int(rows[0]))
    return [Problem("documents_not_joined", message, **place, remedy=remedy, facts=facts)]


def _other_periods(papers: Papers) -> list[Problem]:
    documents, rows = papers.documents, papers.other_period.tolist()
    if not rows:
        return []
    periods = sorted({documents.periods[row].text for row in rows})
    message = tr(
        "{n} paper(s) are of periods that are not in the table ({periods}); one counts only where it still holds.",
        n=len(rows), periods=", ".join(periods),
    )  # fmt: skip
    facts = {"rows": documents.rows[rows].tolist(), "periods": periods}
    return [Problem("documents_not_joined", message, **documents.place(rows[0]), facts=facts)]  # fmt: skip


def _wanting(papers: Papers) -> list[Problem]:
    counts = {name: int((papers.states == STATES.index(name)).sum()) for name in WANTING}
    if not any(counts.values()):
        return []
    message = tr(
        "of the indicators that are met, {missing} have no paper, {lapsed} a lapsed one, {undated} one of which nothing says until when it holds; {no_figure} without a figure have a paper.",
        **counts,
    )
    return [Problem("papers_wanting", message, file=papers.documents.name, facts=dict(counts))]


def state_words(state: str) -> str:
    """A state of papers as people read it."""
    return {
        "not_required": tr("no paper is usual"),
        "valid": tr("there and valid"),
        "undated": tr("there, but not clear until when it holds"),
        "lapsed": tr("lapsed"),
        "missing": tr("none given"),
        "no_figure": tr("a paper, but no figure"),
        "later": tr("of a later time"),
    }[state]
