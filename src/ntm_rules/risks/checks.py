"""Whether policies name what exists: a misspelt name would silently do nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.definitions.risk_policies import Named, RiskPolicies
from ntm_rules.errors import DefinitionError, Problem
from ntm_rules.i18n import tr
from ntm_rules.tables.vocabulary import identity_columns


def check_policies(policies: RiskPolicies, loaded: CriteriaSet) -> None:
    """Hold policies against the set they are for. Raises DefinitionError with file and line of each unknown name."""
    if policies.set_id == loaded.id and (problems := [*_problems(policies, loaded)]):
        raise DefinitionError(problems)


def _problems(policies: RiskPolicies, loaded: CriteriaSet) -> Iterator[Problem]:
    criteria = {criterion.code for criterion in loaded.criteria}
    known: Mapping[Named, Collection[str]] = {
        "code": {*loaded.indicators, *criteria},
        "variable": loaded.variables,
        "unit": loaded.units,
        # The tier comes from a table of targets.
        "fact": {*identity_columns(), "aimed_tier"},
    }
    for watched in (policies.watch.first, policies.watch.second):
        for code in watched.codes:
            if code not in criteria:
                message = tr("there is no criterion {code} in {set}.", code=code, set=loaded.id)
                yield Problem("unknown_code", message, file=watched.file, line=watched.line)
    for policy in policies.policies:
        for what, name in policy.refers():
            if name not in known[what]:
                kind, message = _unknown(what, name, loaded)
                yield Problem(kind, message, file=policy.file, line=policy.line)


def _unknown(what: Named, name: str, loaded: CriteriaSet) -> tuple[str, str]:
    match what:
        case "code":
            return "unknown_code", tr(
                "there is no criterion or indicator {code} in {set}.", code=name, set=loaded.id
            )
        case "variable":
            return "unknown_variable", tr("the variable “{name}” is not defined.", name=name)
        case "unit":
            return "schema", tr("the unit “{name}” is not defined.", name=name)
        case "fact":
            return "schema", tr("the fact “{name}” is not an identity column.", name=name)
