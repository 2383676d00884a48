"""Rates asked of women and of men alike that are given as a total alone."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ntm_rules.definitions.conditions import Compare
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.errors import Problem
from ntm_rules.i18n import tr
from ntm_rules.tables.figures import SEXES


def totals_without_sexes(judged: Judgement) -> Iterator[Problem]:
    """One warning for all totals that decide by themselves what is asked of both sexes."""
    table = judged.table
    codes: list[str] = []
    rows = np.zeros(len(table), dtype=np.bool_)
    verdicts = 0
    for variable, code in _asked_of_both(judged).items():
        total = table.values.get(variable)
        if total is None:
            continue
        alone = ~np.isnan(total) & ~judged.cases.outside
        for sex in SEXES:
            given = table.values.get(f"{variable}_{sex}")
            if given is not None:
                alone &= np.isnan(given)
        if alone.any():
            codes.append(code)
            verdicts += int(alone.sum())
            rows |= alone
    if codes:
        message = tr(
            "{codes}: {n} total(s) of {rows} row(s) decide without the rates of women and of men, of whom the same is"
            " asked.",
            codes=", ".join(codes),
            n=verdicts,
            rows=int(rows.sum()),
        )
        remedy = tr(
            "where the rates by sex are known, give them beside the total, as in {columns}",
            columns=_columns(codes[0]),
        )
        facts = {"codes": codes, "totals": verdicts, **table.listed(rows)}
        yield Problem("sexes_not_given", message, file=table.name, remedy=remedy, facts=facts)


def _columns(code: str) -> str:
    return f"“{code} Nữ”, “{code} Nam”"


def _asked_of_both(judged: Judgement) -> dict[str, str]:
    """The variables that a set asks by sex, with the indicator of each."""
    return {
        asked.variable: indicator.code
        for _, indicator, asked, _ in judged.loaded.levels()
        if isinstance(asked, Compare) and asked.by_sex
    }
