"""What recognition asks beside the criteria, and when it is revoked: `criteria/policies/revocation.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from ntm_rules.definitions.conditions import Node, Sourced
from ntm_rules.definitions.models import Code, CriteriaSet, Decision, Text
from ntm_rules.definitions.policy_source import policies
from ntm_rules.errors import DefinitionError, Problem
from ntm_rules.i18n import tr

Share = Annotated[float, Field(gt=0, le=100)]


class Revocation(Sourced):
    """The shares of criteria, in per cent, of which no longer met is too many; `named` criteria by set."""

    share: Share
    share_with_named: Share
    named: dict[str, tuple[Code, ...]]


class Stated(Sourced):
    """A fact of the input table that must be so, or must not."""

    title: Text
    column: str
    must_be: bool


class Reached(Sourced):
    """A figure of the input table that must reach a rate; None where the rate is not known."""

    title: Text
    column: str
    at_least: float | None


class Conditions(Node):
    """What recognition asks beside the criteria."""

    arrears: Stated
    satisfaction: Reached
    security: Stated


class RecognitionRules(Node):
    """One file of rules of recognition and revocation."""

    id: str
    decision: Decision
    revocation: Revocation
    recognition: Conditions

    def named(self, loaded: CriteriaSet) -> frozenset[int] | None:
        """The places in a set of the criteria that weigh more; None where nothing is laid down for the set.

        Raises DefinitionError for a number that the set does not have.
        """
        codes = self.revocation.named.get(loaded.id)
        if codes is None:
            return None
        places = {criterion.code: number for number, criterion in enumerate(loaded.criteria)}
        problems = [
            Problem(
                "unknown_code",
                tr("there is no criterion {code} in {set}.", code=code, set=loaded.id),
                file=self.revocation.file,
                line=self.revocation.line,
            )
            for code in codes
            if code not in places
        ]
        if problems:
            raise DefinitionError(problems)
        return frozenset(places[code] for code in codes)


def load_recognition(path: str | Path | None = None) -> RecognitionRules:
    """The rules of `criteria/policies/revocation.yaml`, or of a file of the user's.

    Raises DefinitionError with file and line for what is malformed, UsageError for a file that does not exist.
    """
    return policies(RecognitionRules, "revocation.yaml", path)
