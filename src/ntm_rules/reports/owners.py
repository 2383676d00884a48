"""Who answers for each indicator and which papers prove it, as a list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.definitions.owners import Answer, Owners, Proof, Whose
from ntm_rules.definitions.places import places
from ntm_rules.errors import Problem, UsageError
from ntm_rules.i18n import tr, words
from ntm_rules.reports.catalogue import Listing

_DAY = timedelta(days=1)


def owners(
    loaded: CriteriaSet,
    known: Owners,
    *,
    code: str | None = None,
    year: int | None = None,
    province: str | None = None,
) -> Listing:
    """By indicator: offices, usual papers, how long they hold, from when to when; of one year, or of the whole set.

    Raises UsageError for a number or a province that does not exist.
    """
    if code is not None:
        loaded.criterion_number(code)
        code = loaded.plain_code(code)
    if province is not None and places().find(province, loaded.head.valid_to) is None:
        message = tr("there is no province “{name}”.", name=province)
        raise UsageError(Problem("unknown_province", message))
    rows = [
        {"indicator": indicator, **row}
        for criterion in loaded.criteria
        for indicator in (found.code for found in criterion.indicators)
        if code in (None, criterion.code, indicator)
        for row in _rows(loaded, known, indicator, (year, province))
    ]
    headers = {
        "indicator": tr("Indicator"),
        "office": tr("Office that answers"),
        "usual": tr("Usual paper"),
        "holds": tr("Holds"),
        "renewed": tr("Renewed"),
        "from": tr("From"),
        "to": tr("To"),
        "evidence": tr("Evidence"),
    }
    return Listing(headers, rows, tr("Offices that answer, and papers that prove"))


def _rows(
    loaded: CriteriaSet, known: Owners, code: str, wanted: tuple[int | None, str | None]
) -> Iterator[dict[str, Any]]:
    year, province = wanted
    last = loaded.head.valid_to
    days = _changes(loaded, known) if year is None else [min(date(year, 12, 31), last)]
    spans: list[tuple[date, date, Answer | None, Proof | None]] = []
    for day, after in zip(days, [*days[1:], last + _DAY], strict=True):
        whose = _whose(province, day)
        answer, proof = known.answer(code, whose), known.proof(code, whose)
        if spans and (spans[-1][2] is answer and spans[-1][3] is proof):
            spans[-1] = (spans[-1][0], after - _DAY, answer, proof)
        else:
            spans.append((day, after - _DAY, answer, proof))
    for start, end, answer, proof in spans:
        yield _row(known, answer, proof) | (
            {"from": start.isoformat(), "to": end.isoformat()}
            if year is None
            else {
                "from": answer.valid_from.isoformat() if answer else "",
                "to": answer.valid_to.isoformat() if answer and answer.valid_to else "",
            }
        )


def _changes(loaded: CriteriaSet, known: Owners) -> list[date]:
    """The days of the set on which some line begins, or one has just ended."""
    lines = [line for file in known.files for line in (*file.answers, *file.papers)]
    days = {line.valid_from for line in lines} | {line.valid_to + _DAY for line in lines if line.valid_to}
    first, last = loaded.head.valid_from, loaded.head.valid_to
    return sorted({first, *(day for day in days if first <= day <= last)})


def _whose(province: str | None, day: date) -> Whose:
    old = places().find_old(province) if province else None
    on_day = places().find(province, day) if province else None
    return Whose(day, old.name if old else None, on_day.name if on_day else None)


def _row(known: Owners, answer: Answer | None, proof: Proof | None) -> dict[str, Any]:
    from ntm_rules.engine.paper_lists import office_words

    named = tuple(known.offices[name] for name in answer.offices) if answer else ()
    lines = [line for line in (answer, proof) if line]
    return {
        "office": office_words(named, settled=answer is None or answer.settled),
        "level": [office.level for office in named],
        "settled": answer.settled if answer else None,
        "usual": words(proof.usual) if proof else "",
        "holds": holds_words(proof.holds) if proof else "",
        "holds_id": proof.holds if proof else None,
        "renewed": tr("each year") if proof and proof.renewed_yearly else "",
        "renewed_yearly": proof.renewed_yearly if proof else None,
        "evidence": answer.evidence if answer else "",
        "notes": list(dict.fromkeys(line.note for line in lines if line.note)),
        "place": ", ".join(line.place for line in lines),
    }


def holds_words(holds: str) -> str:
    """How long a paper holds that does not say so itself, as people read it."""
    return {
        "year": tr("for its year"),
        "that_year_only": tr("for its year only"),
        "day": tr("for its day"),
        "plan_period": tr("to the end of the plan"),
        "certificate_date": tr("to the date on it"),
        "till_review": tr("until the next inspection"),
        "till_resurvey": tr("until the next survey"),
    }[holds]
