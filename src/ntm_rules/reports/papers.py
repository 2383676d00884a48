"""Papers as the result document holds them: by commune and by office."""

from __future__ import annotations

from typing import Any

from ntm_rules.engine.paper_lists import WANTING, Wanted, by_office
from ntm_rules.engine.papers import STATES, Papers
from ntm_rules.i18n import words


def of_commune(papers: Papers, row: int) -> list[dict[str, str]]:
    """What is wanting in one row of the table, indicator by indicator."""
    indicators = papers.judged.plan.indicators
    states = (STATES[code] if code >= 0 else "" for code in papers.states[:, row].tolist())
    return [
        {"indicator": compiled.indicator.code, "state": state}
        for compiled, state in zip(indicators, states, strict=True)
        if state in WANTING
    ]


def of_offices(papers: Papers) -> list[dict[str, Any]]:
    """What is wanting, office by office."""
    return [
        {
            "office": found.name,
            "offices": [words(office) for office in found.offices],
            "level": found.offices[0].level if found.offices else None,
            "settled": found.settled,
            "evidence": found.evidence,
            "criteria": list(dict.fromkeys(wanted.criterion for wanted in found.wanted)),
            "indicators": [_wanted(papers, wanted) for wanted in found.wanted],
        }
        for found in by_office(papers)
    ]


def _wanted(papers: Papers, wanted: Wanted) -> dict[str, Any]:
    table = papers.judged.table
    names = ("commune", "commune_code", "district", "province", "period")
    return {
        "criterion": wanted.criterion,
        "indicator": wanted.indicator,
        "usual": words(wanted.proof.usual) if wanted.proof else None,
        "holds": wanted.proof.holds if wanted.proof else None,
        **{
            state: [{name: table.text(row, name) for name in names} for row in rows.tolist()]
            for state, rows in wanted.rows.items()
        },
    }
