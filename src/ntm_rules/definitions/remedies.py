"""What communes did about a criterion, as told in the press: `criteria/policies/remedies.yaml`. Examples, no promises."""

from __future__ import annotations

from pydantic import Field

from ntm_rules.definitions.conditions import Node, Sourced
from ntm_rules.definitions.models import Code, CriteriaSet, Text
from ntm_rules.definitions.policy_source import policies
from ntm_rules.errors import DefinitionError, Problem
from ntm_rules.i18n import tr


class Remedy(Sourced):
    """An example for some criteria or indicators, and the variables it moves."""

    covers: tuple[Code, ...] = Field(alias="for", min_length=1)
    moves: tuple[str, ...] = ()
    text: Text


class Remedies(Node):
    """One file of examples for a set."""

    id: str
    set_id: str = Field(alias="set")
    remedies: tuple[Remedy, ...]

    def of(self, codes: set[str]) -> list[Remedy]:
        """The examples for any of some criteria or indicators, in the order of the file."""
        return [remedy for remedy in self.remedies if codes & set(remedy.covers)]


def check_remedies(given: Remedies, loaded: CriteriaSet) -> None:
    """Refuse examples for criteria or of variables that the set they are for does not have."""
    if given.set_id != loaded.id:
        return
    codes = {*loaded.indicators, *(criterion.code for criterion in loaded.criteria)}
    problems = []
    for remedy in given.remedies:
        for code in (code for code in remedy.covers if code not in codes):
            message = tr("there is no criterion or indicator {code} in {set}.", code=code, set=loaded.id)
            problems.append(Problem("unknown_code", message, file=remedy.file, line=remedy.line))
        for name in (name for name in remedy.moves if name not in loaded.variables):
            message = tr("the variable “{name}” is not defined.", name=name)
            problems.append(Problem("unknown_variable", message, file=remedy.file, line=remedy.line))
    if problems:
        raise DefinitionError(problems)


def load_remedies() -> Remedies:
    """The examples that are shipped. Raises DefinitionError with file and line for what is malformed."""
    return policies(Remedies, "remedies.yaml", None)
