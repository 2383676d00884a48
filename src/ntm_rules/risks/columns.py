"""Risks as plain columns, and what they add to the columns of communes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ntm_rules.engine.columns import Columns, Labels, keys_of, labels, notes_of
from ntm_rules.risks.assessment import Assessment
from ntm_rules.risks.findings import Block, Risks
from ntm_rules.risks.revocation import VERDICTS
from ntm_rules.risks.wording import facts_json, messages


def risk_columns(risks: Risks, *, notes: bool = False) -> Columns:
    """One row per risk, communes in the order of the table and each one's risks in the order they are told.

    `value` and `level` are in `unit`, NaN where a risk has none; `facts` holds all of its facts as JSON.
    `notes` adds what the rows must carry into a file, as a last column.
    """
    rows, number, at = risks.listed
    starts = np.cumsum([0, *(len(block.rows) for block in risks.blocks)])
    place = starts[number] + at

    def of_block(text: Callable[[Block], str | None]) -> Labels:
        return labels([text(block) for block in risks.blocks])[number]

    def of_risk(texts: Callable[[Risks, Block], Iterable[str]]) -> Labels:
        return labels([text for block in risks.blocks for text in texts(risks, block)])[place]

    def figures(name: str) -> NDArray[np.float64]:
        columns = [_figures(block, name) for block in risks.blocks]
        return np.concatenate([np.empty(0), *columns])[place]

    criteria, indicators = risks.judged.loaded.criteria, risks.judged.plan.indicators
    return {
        **{name: column[rows] for name, column in keys_of(risks.judged).items()},
        "criterion": of_block(lambda block: criteria[block.criterion].code),
        "indicator": of_block(
            lambda block: None if block.indicator is None else indicators[block.indicator].indicator.code
        ),
        "kind": of_block(lambda block: block.kind),
        "severity": of_block(lambda block: block.policy.severity),
        "value": figures("value"),
        "level": figures("level"),
        "unit": of_block(lambda block: _unit(risks, block)),
        "message": of_risk(messages),
        "facts": of_risk(facts_json),
        **(notes_of(risks.judged, rows) if notes else {}),
    }


def commune_columns(assessment: Assessment) -> dict[str, Any]:
    """By row, the verdict on revocation with the criteria that decide it, and each condition of recognition.

    None for a set for which no rules are laid down. Conditions are 1, 0, or -1 where not known.
    """
    revoked = assessment.revoked
    if revoked is None:
        return {}
    deciding = [", ".join(codes) for codes in deciding_codes(assessment)]
    return {
        "revocation": labels([VERDICTS[code] for code in revoked.codes.tolist()]),
        "revocation_criteria": labels([text or None for text in deciding]),
        **{f"recognition_{name}": codes for name, codes in assessment.conditions.items()},
    }


def deciding_codes(assessment: Assessment) -> Iterator[list[str]]:
    """For each row the numbers of the criteria that decide on its revocation."""
    codes = np.array([criterion.code for criterion in assessment.judged.loaded.criteria], dtype=object)
    if assessment.revoked is not None:
        yield from (codes[mine].tolist() for mine in assessment.revoked.deciding.T)


def _figures(block: Block, name: str) -> NDArray[np.float64]:
    """A fact of each row as a number to six places, NaN where it has none."""
    fact = block.facts.get(name, np.nan)
    values = np.full(len(block.rows), fact if isinstance(fact, int | float) else np.nan)
    if isinstance(fact, np.ndarray) and fact.dtype.kind in "fiu":
        values = fact.astype(np.float64)
    return np.round(values, 6)


def _unit(risks: Risks, block: Block) -> str | None:
    if block.part is None:
        return None
    return risks.judged.loaded.variables[block.part.comparison.variable].unit
