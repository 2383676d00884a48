"""What an evaluation means for a commune's recognition: its risks, revocation and conditions, and those of groups."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from ntm_rules.definitions.recognition import RecognitionRules, load_recognition
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.papers import Papers
from ntm_rules.engine.statuses import Codes
from ntm_rules.errors import Problem
from ntm_rules.risks.assess import Looking, assess
from ntm_rules.risks.findings import Risks
from ntm_rules.risks.groups import GroupRisks, risks_of_groups
from ntm_rules.risks.recognition import conditions
from ntm_rules.risks.revocation import Limits, Revoked, revoked
from ntm_rules.tables.documents import Documents
from ntm_rules.tables.yearly_targets import Targets


class Assessment:
    """Each part is worked out when it is first asked for, as a table of figures alone needs none.

    At once where anything is asked of it, so that a mistake is refused whatever is shown: raises UsageError for a
    watched criterion that the set does not have, DefinitionError for policies that name what does not exist,
    InputError where the commune of a target may be either of two.
    """

    def __init__(
        self,
        judged: Judgement,
        papers: Papers | None = None,
        how: Looking | None = None,
        rules: RecognitionRules | None = None,
    ) -> None:
        self.judged = judged
        self.papers = papers
        self._how, self._rules = how or Looking(), rules
        if rules is not None or self._how != Looking():
            self.conditions  # noqa: B018

    def of(self, judged: Judgement, papers: Papers | None = None) -> Assessment:
        """What another judgement means, looked at as this one is."""
        return Assessment(judged, papers, self._how, self._rules)

    @property
    def targets(self) -> Targets | None:
        """What communes are to meet by when; None where no such table was given."""
        return self._how.targets

    @property
    def beside(self) -> dict[str, Documents | Targets]:
        """The tables that were given beside that of communes, by the name of what they hold."""
        given = {"documents": self.papers.documents if self.papers else None, "targets": self.targets}
        return {name: table for name, table in given.items() if table is not None}

    @property
    def illustrative(self) -> bool:
        """Whether any of the tables says that its figures are invented."""
        beside = (table.illustrative for table in self.beside.values())
        return self.judged.table.illustrative or any(beside)

    @property
    def warnings(self) -> Iterable[Problem]:
        """What must be told of the targets, in the language in force."""
        planned = self.targets and self.risks.subject.planned
        return planned.warnings if planned else ()

    @cached_property
    def rules(self) -> RecognitionRules:
        """The rules of recognition and revocation."""
        return self._rules or load_recognition()

    @cached_property
    def risks(self) -> Risks:
        """What each commune is about to lose."""
        return assess(self.judged, self.papers, self._how)

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
