"""Policies of the user's own, each file in place of the shipped one of its kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ntm_rules.definitions.location import existing, shown
from ntm_rules.definitions.recognition import RecognitionRules, load_recognition
from ntm_rules.definitions.risk_policies import RiskPolicies, load_policies
from ntm_rules.definitions.yaml_source import read_yaml
from ntm_rules.errors import Problem, UsageError
from ntm_rules.i18n import tr


@dataclass(frozen=True, slots=True)
class OwnPolicies:
    """What puts a criterion at risk, and the rules of recognition; None where the shipped ones hold."""

    risks: RiskPolicies | None = None
    recognition: RecognitionRules | None = None


def load_own(paths: str | Path | Iterable[str | Path]) -> OwnPolicies:
    """Load files of one's own: rules of recognition where they speak of revocation, else policies of risks.

    Raises DefinitionError with file and line for what is malformed, UsageError for a file that does not exist
    and for two of a kind.
    """
    risks: list[RiskPolicies] = []
    recognition: list[RecognitionRules] = []
    for path in map(Path, (paths,) if isinstance(paths, str | Path) else paths):
        data = read_yaml(existing(path), shown(path)).data
        if isinstance(data, dict) and "revocation" in data:
            recognition.append(load_recognition(path))
        else:
            risks.append(load_policies(path))
        if len(risks) > 1 or len(recognition) > 1:
            message = tr("there is a file of policies of this kind already.")
            raise UsageError(Problem("wrong_call", message, file=path.as_posix()))
    return OwnPolicies(risks[0] if risks else None, recognition[0] if recognition else None)
