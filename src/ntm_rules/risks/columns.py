"""Risks as plain columns, and what they add to the columns of communes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np

from ntm_rules.engine.columns import Columns, keys_of, labels, notes_of
from ntm_rules.risks.assessment import Assessment
from ntm_rules.risks.findings import Block, Risks
from ntm_rules.risks.revocation import VERDICTS
from ntm_rules.risks.wording import risk


def risk_columns(risks: Risks, *, notes: bool = False) -> Columns:
    """One row per risk, communes in the order of the table and each one's risks in the order they are told.

    `value` and `level` are in `unit`, NaN where a risk has none; `facts` holds all of its facts as JSON.
    `notes` adds what the rows must carry into a file, as a last column.
    """
    listed = [(row, block, at) for row in range(len(risks.judged.table)) for block, at in risks.of_row(row)]
    said = [risk(risks, block, at) for _, block, at in listed]
    rows = np.array([row for row, _, _ in listed], dtype=np.intp)
    names = ("criterion", "indicator", "kind", "severity")
    return {
        **{name: column[rows] for name, column in keys_of(risks.judged).items()},
        **{name: labels([entry[name] for entry in said]) for name in names},
        **{
            name: np.array([_number(entry["facts"].get(name)) for entry in said])
            for name in ("value", "level")
        },
        "unit": labels([_unit(risks, block) for _, block, _ in listed]),
        "message": labels([str(entry["message"]) for entry in said]),
        "facts": labels([json.dumps(entry["facts"], ensure_ascii=False) for entry in said]),
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


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else np.nan


def _unit(risks: Risks, block: Block) -> str | None:
    if block.part is None:
        return None
    return risks.judged.loaded.variables[block.part.comparison.variable].unit
