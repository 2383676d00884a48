"""Policies of the user's own, each file in place of the shipped one of its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ntm_rules.definitions.location import existing, shown
from ntm_rules.definitions.money import MoneyPolicy, load_money
from ntm_rules.definitions.recognition import RecognitionRules, load_recognition
from ntm_rules.definitions.risk_policies import RiskPolicies, load_policies
from ntm_rules.definitions.rules import RuleFile, load_rules
from ntm_rules.definitions.yaml_source import read_yaml
from ntm_rules.errors import Problem, UsageError
from ntm_rules.i18n import tr

# By a key that only files of one kind have, the kind and what loads it.
_BY_KEY: dict[str, tuple[str, Callable[[Path], Any]]] = {
    "revocation": ("recognition", load_recognition),
    "rules": ("rules", load_rules),
    "very_late": ("money", load_money),
}


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
        kind, load = next((entry for key, entry in _BY_KEY.items() if key in keys), ("risks", load_policies))
        if kind in found:
            message = tr("there is a file of policies of this kind already.")
            raise UsageError(Problem("wrong_call", message, file=path.as_posix()))
        found[kind] = load(path)
    return OwnPolicies(**found)
