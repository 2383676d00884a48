"""Apply policies to an evaluation: which criteria are at risk, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.definitions.owners import Owners
from ntm_rules.definitions.risk_policies import RiskPolicies, load_policies
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.papers import Papers
from ntm_rules.errors import Problem, UsageError
from ntm_rules.i18n import tr
from ntm_rules.risks.behind_plan import behind_plan
from ntm_rules.risks.checks import check_policies
from ntm_rules.risks.effects import policy_dependent
from ntm_rules.risks.findings import Block, Risks
from ntm_rules.risks.levels import rising_level, thin_margin
from ntm_rules.risks.past import lost
from ntm_rules.risks.prospects import declining, off_track
from ntm_rules.risks.sampling import sampling
from ntm_rules.risks.stages import soft_verdict, verdict_conflict
from ntm_rules.risks.subject import Subject
from ntm_rules.risks.validity import renewal_due, stale
from ntm_rules.risks.wanting import no_data
from ntm_rules.tables.yearly_targets import Targets

# Each kind of policy, and what finds its risks.
_KINDS: dict[str, Callable[[Subject, Any], Iterator[Block]]] = {
    "lost": lost,
    "thin_margin": thin_margin,
    "rising_level": rising_level,
    "declining": declining,
    "off_track": off_track,
    "sampling": sampling,
    "stale": stale,
    "policy_dependent": policy_dependent,
    "soft_verdict": soft_verdict,
    "verdict_conflict": verdict_conflict,
    "renewal_due": renewal_due,
    "no_data": no_data,
    "behind_plan": behind_plan,
}


@dataclass(frozen=True, slots=True)
class Looking:
    """How far and at what is looked: the last day of interest, the criteria watched first in place of the policy's.

    `targets` is what communes are to meet by when; without it nothing is behind plan. `owners` says who answers and
    what proves, in place of what is shipped.
    """

    horizon: date | None = None
    watch: tuple[str, ...] = ()
    policies: RiskPolicies | None = None
    targets: Targets | None = None
    owners: Owners | None = None


def assess(judged: Judgement, papers: Papers | None = None, how: Looking | None = None) -> Risks:
    """Find every risk of the last period of each commune.

    Raises UsageError for a watched criterion that the set does not have; InputError where the commune of a target
    may be either of two; DefinitionError where a policy names what does not exist.
    """
    how = how or Looking()
    policies = how.policies or load_policies()
    check_policies(policies, judged.loaded)
    watch = watch_order(judged.loaded, policies, how.watch)
    subject = Subject(judged, papers, how.horizon, watch=watch, targets=how.targets, owners=how.owners)
    blocks = [block for policy in policies.policies for block in _KINDS[policy.kind](subject, policy)]
    return Risks(subject, blocks, watch)


def watch_order(loaded: CriteriaSet, policies: RiskPolicies, own: Sequence[str] = ()) -> list[int]:
    """The place of each criterion among the watched: 0 first, 1 second, 2 the rest; `own` take the first place.

    Raises UsageError for a watched criterion that the set does not have.
    """
    codes = [criterion.code for criterion in loaded.criteria]
    for code in own:
        if code not in codes:
            message = tr("there is no criterion {code} in {set}.", code=code, set=loaded.id)
            raise UsageError(Problem("unknown_code", message))
    first = own or policies.watch.first.codes
    second = policies.watch.second.codes
    return [0 if code in first else 1 if code in second else 2 for code in codes]
