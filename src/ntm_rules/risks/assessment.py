"""What an evaluation means for a commune's recognition: its risks, revocation and conditions, and those of groups."""

from __future__ import annotations

from functools import cached_property

from ntm_rules.definitions.recognition import RecognitionRules, load_recognition
from ntm_rules.definitions.risk_policies import load_policies
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.papers import Papers
from ntm_rules.engine.statuses import Codes
from ntm_rules.risks.assess import Looking, assess, watch_order
from ntm_rules.risks.findings import Risks
from ntm_rules.risks.groups import GroupRisks, risks_of_groups
from ntm_rules.risks.recognition import conditions
from ntm_rules.risks.revocation import Limits, Revoked, revoked


class Assessment:
    """Each part is worked out when it is first asked for, as a table of figures alone needs none.

    Raises UsageError for a watched criterion that the set does not have, DefinitionError for policies that name
    what does not exist.
    """

    def __init__(
        self,
        judged: Judgement,
        papers: Papers | None = None,
        how: Looking | None = None,
        rules: RecognitionRules | None = None,
    ) -> None:
        self.judged = judged
        self._papers, self._how = papers, how or Looking()
        self._rules = rules
        if self._how.watch:
            watch_order(judged.loaded, self._how.policies or load_policies(), self._how.watch)

    @cached_property
    def rules(self) -> RecognitionRules:
        """The rules of recognition and revocation."""
        return self._rules or load_recognition()

    @cached_property
    def risks(self) -> Risks:
        """What each commune is about to lose."""
        return assess(self.judged, self._papers, self._how)

    @cached_property
    def revoked(self) -> Revoked | None:
        """Whether recognition is revoked, by row; None where nothing is laid down for the set."""
        loaded = self.judged.loaded
        named = self.rules.named(loaded)
        if named is None:
            return None
        limits = Limits.of(self.rules.revocation, named, len(loaded.criteria))
        return revoked(self.judged, self.risks.at_risk, limits)

    @cached_property
    def conditions(self) -> dict[str, Codes]:
        """What recognition asks beside the criteria, by condition and row: 1 holds, 0 does not, -1 not known."""
        return {} if self.revoked is None else conditions(self.judged, self.rules.recognition)

    @cached_property
    def groups(self) -> list[GroupRisks]:
        """The groups with what is at risk in them."""
        return risks_of_groups(self.risks)
