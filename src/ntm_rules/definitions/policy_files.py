"""Policies of the user's own, each file in place of the shipped one of its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ntm_rules.definitions.location import existing, shown
from ntm_rules.definitions.yaml_source import read_yaml
from ntm_rules.errors import Problem, UsageError
from ntm_rules.i18n import tr

if TYPE_CHECKING:
    from ntm_rules.definitions.money import MoneyPolicy
    from ntm_rules.definitions.recognition import RecognitionRules
    from ntm_rules.definitions.risk_policies import RiskPolicies
    from ntm_rules.definitions.rules import RuleFile

# By a key that only files of one kind have, the kind.
_BY_KEY = {"revocation": "recognition", "rules": "rules", "very_late": "money"}


@dataclass(frozen=True, slots=True)
class OwnPolicies:
    """What puts a criterion at risk, recognition, what is recommended, when money is late; None where the shipped ones hold."""

    risks: RiskPolicies | None = None
    recognition: RecognitionRules | None = None
    rules: RuleFile | None = None
    money: MoneyPolicy | None = None


def load_own(paths: str | Path | Iterable[str | Path]) -> OwnPolicies:
    """Load files of one's own: each of the kind that its keys tell, of risks where none of the others does.

    Raises DefinitionError with file and line for what is malformed, UsageError for a file that does not exist
    and for two of a kind.
    """
    found: dict[str, Any] = {}
    for path in map(Path, (paths,) if isinstance(paths, str | Path) else paths):
        data = read_yaml(existing(path), shown(path)).data
        keys = data.keys() if isinstance(data, dict) else ()
        kind = next((kind for key, kind in _BY_KEY.items() if key in keys), "risks")
        if kind in found:
            message = tr("there is a file of policies of this kind already.")
            raise UsageError(Problem("wrong_call", message, file=path.as_posix()))
        found[kind] = _loader(kind)(path)
    return OwnPolicies(**found)


def _loader(kind: str) -> Callable[[Path], Any]:
    """What loads a file of a kind; brought in only for those who have one."""
    match kind:
        case "recognition":
            from ntm_rules.definitions.recognition import load_recognition

            return load_recognition
        case "rules":
            from ntm_rules.definitions.rules import load_rules

            return load_rules
        case "money":
            from ntm_rules.definitions.money import load_money

            return load_money
    from ntm_rules.definitions.risk_policies import load_policies

    return load_policies
