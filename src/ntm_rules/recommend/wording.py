"""A recommendation in words, and as it stands in the result document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ntm_rules.definitions.programmes import load_programmes
from ntm_rules.engine.figure_words import against_level, label_of
from ntm_rules.engine.statuses import grade_words, status_words
from ntm_rules.i18n import figure, tr, words
from ntm_rules.recommend.evidence import Evidence, Short
from ntm_rules.recommend.money_lines import Line
from ntm_rules.recommend.recommendation import Recommendation

# So many criteria are named by their titles in a brief text, and so many figures of one are told; the document tells all.
SPELT = 3


def recommendation(
    evidence: Evidence, found: Recommendation, group_lines: Sequence[Line] = ()
) -> dict[str, Any]:
    """A recommendation as it stands in the result document, worded in the language in force.

    `group_lines` is the money of the group that it is for.
    """
    loaded, table = evidence.assessment.judged.loaded, evidence.assessment.judged.table
    lines = evidence.lines(found, group_lines)
    shown = {
        "directive": found.asked.directive.id,
        "rule": found.rule.id,
        "answers": [*(loaded.criteria[number].code for number in found.criteria), *found.what.findings],
        "priority": found.rank,
        "score": found.score,
        "points": dict(found.points),
        "actor": actor(evidence, found),
        "message": message(evidence, found, group_lines),
        "asks": words(found.asked.directive.text),
        "citation": found.asked.citation,
        "because": list(found.conclusion.because),
        "facts": {
            "facts": list(found.facts),
            "criteria": [_criterion(evidence, found, number) for number in found.criteria],
            "money": [line.as_dict() for line in lines],
        },
        "examples": [
            {"text": words(remedy.text), "moves": list(remedy.moves), "evidence": remedy.evidence}
            for remedy in evidence.examples(found)
        ],
    }
    if found.row is None:
        return {**shown, "communes": [table.text(row, "commune") for row in found.rows]}
    return {**shown, "shared": found.shared}


def message(
    evidence: Evidence, found: Recommendation, group_lines: Sequence[Line] = (), *, brief: bool = False
) -> str:
    """What to do, in one or two sentences; `brief` names many criteria by number and leaves money to a table."""
    lines = evidence.lines(found, group_lines)
    many = brief and len(found.criteria) > SPELT
    return _filled(
        found,
        criteria=numbered(evidence, found) if many else _criteria(evidence, found),
        money="" if brief else " ".join(money_sentence(line) for line in lines),
        programmes=", ".join(programme_words(line) for line in lines),
    )


def task(found: Recommendation) -> str:
    """What to do without its criteria and money: what stands above a list of them."""
    return _filled(found, criteria="", money="", programmes="")


def _filled(found: Recommendation, **slots: str) -> str:
    """The text of the rule; one whose criteria are none ends where they would have stood."""
    said = " ".join(words(found.what.text).format(**slots).split())
    return said.replace(": .", ".")


def actor(evidence: Evidence, found: Recommendation) -> str:
    """Who acts: the offices that answer for the criteria, else whom the directive speaks to."""
    offices = evidence.offices(found) if found.what.actor != "addressee" else []
    return "; ".join(offices) or words(found.asked.notice.addressees[found.asked.directive.to])


def money_sentence(line: Line) -> str:
    """What is planned and disbursed of a programme whose money is late or idle, and until when the rest may be paid."""
    # Neither can be said of money whose plan or disbursement is missing.
    assert line.ratio is not None
    assert line.planned is not None
    assert line.disbursed is not None
    name = f"{programme_words(line)}: " if line.parts != ("all",) else ""
    told = tr(
        "{ratio} % of the {year} plan was disbursed by {day} ({disbursed} of {planned} million VND)",
        ratio=figure(100 * line.ratio, 1),
        year=line.budget_year,
        day=_day(line.as_of),
        disbursed=figure(line.disbursed),
        planned=figure(line.planned),
    )
    until = line.next_end
    if until is None:
        return f"{name}{told}."
    payable = tr("payable until {day}: {grade}", day=_day(until.until), grade=grade_words(until.evidence))
    return f"{name}{told}; {payable}."


def programme_words(line: Line) -> str:
    """The programme of a line of money by its name."""
    return words(load_programmes().title(line.programme, line.budget_year))


def short_words(evidence: Evidence, short: Short) -> str:
    """An indicator that is not met, with its figure against the level where there is one."""
    judged = evidence.assessment.judged
    code = judged.plan.indicators[short.indicator].indicator.code
    one = short.figure
    if one is None:
        return tr("{code} by verdict", code=code)
    text = f"{code} {label_of(judged.loaded, one.part)}"
    if one.part.op == "is_true" or np.isnan(short.value):
        return text
    return f"{text} {against_level(judged.loaded, one.part, short.value, short.level)}"


def _criteria(evidence: Evidence, found: Recommendation) -> str:
    return ", ".join(criterion_words(evidence, found, number) for number in found.criteria)


def criterion_words(evidence: Evidence, found: Recommendation, number: int) -> str:
    """A criterion that is answered: of a commune with figures where it has advice of its own, of a group with how many communes."""
    code = evidence.assessment.judged.loaded.criteria[number].code
    named = f"{code} {evidence.title(number, found.rows[0])}"
    if found.row is not None:
        return f"{named} ({why(evidence, number, found.row)})" if found.what.one_each else named
    told = _how_many(evidence, found, number)
    return f"{named} ({told})" if told else named


def numbered(evidence: Evidence, found: Recommendation) -> str:
    """The criteria that are answered by number, of a group each with for how many communes the rule holds."""
    codes = [evidence.assessment.judged.loaded.criteria[number].code for number in found.criteria]
    if found.row is not None or len(codes) == 1:
        return tr("criteria {codes}", codes=", ".join(codes))
    communes = [evidence.communes_of(found, number) for number in found.criteria]
    # A single commune is named; its own page leaves out what its group says.
    told = [
        tr("{code} ({name})", code=code, name=names[0])
        if len(names) == 1
        else tr("{code} ({n})", code=code, n=len(names))
        for code, names in zip(codes, communes, strict=True)
    ]
    return tr("criteria {codes} (communes in brackets)", codes=", ".join(told))


def _how_many(evidence: Evidence, found: Recommendation, number: int) -> str:
    """For how many communes the rule holds by a criterion; empty where it does for all that are named beside it."""
    names = evidence.communes_of(found, number)
    if len(names) == 1:
        return names[0]
    return (
        tr("{n} commune(s)", n=len(names)) if len(names) < len(found.rows) or len(found.criteria) > 1 else ""
    )


def why(evidence: Evidence, criterion: int, row: int) -> str:
    """Why a criterion is open in a row: what is short, what is undecided, what it is at risk of."""
    if shorts := evidence.short(criterion, row):
        more = len(shorts) - SPELT
        told = [short_words(evidence, short) for short in shorts[:SPELT]]
        return "; ".join([*told, *([tr("and {n} more", n=more)] if more > 0 else [])])
    if undecided := evidence.undecided(criterion, row):
        return tr("undecided: {codes}", codes=", ".join(undecided))
    kinds = dict.fromkeys(words(block.policy.title) for block, _ in evidence.risks(criterion, row))
    return "; ".join(kinds) or status_words(evidence.status(criterion, row))


def _criterion(evidence: Evidence, found: Recommendation, number: int) -> dict[str, Any]:
    code = evidence.assessment.judged.loaded.criteria[number].code
    if found.row is None:
        return {"code": code, "communes": evidence.communes_of(found, number)}
    row = found.row
    return {
        "code": code,
        "status": evidence.status(number, row),
        "at_risk": bool(evidence.assessment.risks.at_risk[number, row]),
        "unmet": [_short(evidence, short) for short in evidence.short(number, row)],
        "undecided": evidence.undecided(number, row),
        "risks": list(dict.fromkeys(block.kind for block, _ in evidence.risks(number, row))),
    }


def _short(evidence: Evidence, short: Short) -> dict[str, Any]:
    one = short.figure
    return {
        "indicator": evidence.assessment.judged.plan.indicators[short.indicator].indicator.code,
        "variable": one and one.part.column,
        "value": None if np.isnan(short.value) else round(short.value, 6),
        "level": None if np.isnan(short.level) else round(short.level, 6),
    }


def _day(day: Any) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year}"
