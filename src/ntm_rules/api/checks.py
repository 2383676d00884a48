"""Whether what stands beside a set in `criteria/` speaks of what the set has."""

from __future__ import annotations

from ntm_rules.definitions.directives import load_notices
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.definitions.owners import load_owners
from ntm_rules.definitions.programmes import check_programmes, load_programmes
from ntm_rules.definitions.remedies import check_remedies, load_remedies
from ntm_rules.definitions.risk_policies import load_policies
from ntm_rules.definitions.rules import load_rules
from ntm_rules.recommend.checks import check_rules
from ntm_rules.recommend.program import Program
from ntm_rules.risks.checks import check_policies


def check_beside(loaded: CriteriaSet) -> None:
    """Check offices, policies, rules, notices, examples and programmes against a set.

    Raises DefinitionError with file and line of each mistake.
    """
    load_owners(loaded)
    check_policies(load_policies(), loaded)
    rules = load_rules()
    programs = [
        Program.of(rule for rule in rules.rules if rule.scope == scope) for scope in ("commune", "group")
    ]
    check_rules(rules, programs, load_notices(), loaded)
    check_remedies(load_remedies(), loaded)
    check_programmes(load_programmes(), {loaded.id: loaded})
