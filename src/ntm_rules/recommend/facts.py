"""The facts that rules look at: what an evaluation and its risks say of each commune, as names and flags.

Figures stay outside: a fact is so or is not. `kind:number` names a fact of a criterion or an indicator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final, get_args

import numpy as np

from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.definitions.programmes import load_programmes
from ntm_rules.definitions.risk_policies import AnyPolicy
from ntm_rules.engine.groups import Group
from ntm_rules.engine.statuses import MET, NO_LEVEL, NOT_APPLICABLE, STATUSES, UNKNOWN, Flags, Index
from ntm_rules.recommend.funds import Funds
from ntm_rules.risks.assessment import Assessment
from ntm_rules.risks.recognition import CONDITIONS
from ntm_rules.risks.revocation import VERDICTS

# Facts of many communes of a group, each with what it is of one of them.
MANY: Final = {"many_unmet": "unmet", "many_at_risk": "at_risk", "many_unknown": "unknown"}
_AREAS: Final = ("I", "II", "III")
_KINDS: Final = frozenset(
    policy.model_fields["kind"].annotation.__args__[0] for policy in get_args(get_args(AnyPolicy)[0])
)


def known_facts(loaded: CriteriaSet, scope: str) -> frozenset[str]:
    """Every fact that there can be of a commune, or of a group."""
    criteria = [criterion.code for criterion in loaded.criteria]
    codes = [*criteria, *loaded.indicators]
    programmes = load_programmes().ids
    money = {
        *(f"money:{what}" for what in Funds.WHAT),
        *(f"money:{what}:{programme}" for what in Funds.WHAT for programme in programmes),
        *(f"money:idle_for:{code}" for code in criteria),
    }
    if scope == "group":
        return frozenset({f"{kind}:{code}" for kind in MANY for code in criteria} | money)
    return frozenset(
        {f"{status}:{code}" for status in STATUSES for code in codes}
        | {
            f"{kind}:{code}"
            for kind in ("at_risk", "in_danger", "no_figure", "no_level")
            for code in criteria
        }
        | {f"risk:{kind}" for kind in _KINDS}
        | {f"risk:{kind}:{code}" for kind in _KINDS for code in codes}
        | {f"revocation:{verdict}" for verdict in VERDICTS}
        | {f"lacks:{condition}" for condition in CONDITIONS}
        | {f"area:{area}" for area in _AREAS}
        | {"decided", "qualifies", "recognised", "especially_difficult"}
        | money
    )


@dataclass(frozen=True)
class CommuneFacts:
    """The facts that are looked at, of each row of the judged table."""

    assessment: Assessment
    funds: Funds | None = None
    _codes: dict[str, int] = field(init=False, default_factory=dict)
    _indicators: dict[str, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        judged = self.assessment.judged
        self._codes.update({criterion.code: n for n, criterion in enumerate(judged.loaded.criteria)})
        self._indicators.update({found.indicator.code: n for n, found in enumerate(judged.plan.indicators)})

    def flags(self, names: Sequence[str]) -> Flags:
        """Facts by rows; a fact of an indicator that the table's years do not ask is never so."""
        found = np.zeros((len(names), len(self.assessment.judged.table)), dtype=np.bool_)
        kinds: dict[str, Callable[[str], Flags | bool]] = {
            **{status: partial(self._status, at) for at, status in enumerate(STATUSES)},
            "at_risk": lambda code: self.assessment.risks.at_risk[self._codes[code]],
            "in_danger": self._in_danger,
            "no_figure": partial(self._undecided, level=False),
            "no_level": partial(self._undecided, level=True),
            "risk": self._risk,
            "revocation": self._revocation,
            "lacks": lambda name: self.assessment.conditions.get(name, np.ones(1)) == 0,
            "area": lambda area: self._identity("area", [area]),
            "money": self._money,
            "decided": lambda _: self._decided(),
            "qualifies": lambda _: self.assessment.judged.qualifies == 1,
            "recognised": lambda _: self._identity("recognised", ["new_rural", "advanced", "model"]),
            "especially_difficult": lambda _: self._identity("especially_difficult", [True]),
        }
        for row, name in zip(found, names, strict=True):
            kind, _, rest = name.partition(":")
            row[:] = kinds[kind](rest)
        return found

    def _status(self, status: int, code: str) -> Flags | bool:
        statuses = self.assessment.judged.statuses
        if code in self._codes:
            found: Flags = statuses.criteria[self._codes[code]] == status
            return found
        return code in self._indicators and statuses.indicators[self._indicators[code]] == status

    def _in_danger(self, code: str) -> Flags:
        """Rows in which a criterion is met, not only basically, and at risk."""
        number = self._codes[code]
        met = self.assessment.judged.statuses.criteria[number] == MET
        found: Flags = met & self.assessment.risks.at_risk[number]
        return found

    def _undecided(self, code: str, *, level: bool) -> Flags:
        """Rows in which a criterion is undecided for want of a level, or of anything else."""
        judged, number = self.assessment.judged, self._codes[code]
        members = list(judged.plan.criteria[number])
        open_ = judged.statuses.indicators[members] == UNKNOWN
        wanting = np.isin(judged.indicator_reasons[members], NO_LEVEL) == level
        found: Flags = (judged.statuses.criteria[number] == UNKNOWN) & (open_ & wanting).any(axis=0)
        return found

    def _decided(self) -> Flags:
        criteria = self.assessment.judged.statuses.criteria
        found: Flags = ((criteria != UNKNOWN) & (criteria != NOT_APPLICABLE)).any(axis=0)
        return found

    def _risk(self, name: str) -> Flags:
        kind, _, code = name.partition(":")
        found = np.zeros(len(self.assessment.judged.table), dtype=np.bool_)
        for block in self.assessment.risks.blocks:
            of = self._codes.get(code) == block.criterion or (
                block.indicator is not None and self._indicators.get(code) == block.indicator
            )
            if block.kind == kind and (not code or of):
                found[block.rows] = True
        return found

    def _revocation(self, verdict: str) -> Flags | bool:
        revoked = self.assessment.revoked
        return revoked is not None and revoked.codes == VERDICTS.index(verdict)

    def _identity(self, column: str, values: Iterable[object]) -> Flags | bool:
        given = self.assessment.judged.table.identity.get(column)
        if given is None:
            return False
        found: Flags = given.where([*values])
        return found

    def _money(self, name: str) -> Flags | bool:
        return self.funds is not None and self.funds.where(name)


def fact_of_many(assessment: Assessment, kind: str, criterion: int) -> Flags:
    """In which rows that is so of a criterion which a fact such as `many_unmet` says of many of a group."""
    found: Flags
    if MANY[kind] == "at_risk":
        found = assessment.risks.at_risk[criterion]
    else:
        found = assessment.judged.statuses.criteria[criterion] == STATUSES.index(MANY[kind])
    return found


def group_facts(
    assessment: Assessment, group: Group, rows: Index, share: float, funds: Funds | None
) -> frozenset[str]:
    """The facts of a group: what so great a share of its communes (in per cent, by `rows`) have, and its money."""
    found = {
        f"{kind}:{criterion.code}"
        for kind in MANY
        for number, criterion in enumerate(assessment.judged.loaded.criteria)
        if len(rows) and 100 * fact_of_many(assessment, kind, number)[rows].sum() >= share * len(rows)
    }
    return frozenset(found | (funds.of_group(group) if funds else set()))
