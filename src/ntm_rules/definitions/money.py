"""When money is late or lies idle: `criteria/policies/money.yaml`, or a file of the user's."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from ntm_rules.definitions.conditions import Node, Sourced
from ntm_rules.definitions.policy_source import policies
from ntm_rules.definitions.recognition import Share

Amount = Annotated[float, Field(ge=0)]


class Behind(Sourced):
    """So many percentage points or more behind the part of the budget year that has gone."""

    points: Share


class Amounts(Node):
    """Amounts in million VND, by the kind of place."""

    all: Amount
    province: Amount
    district: Amount
    commune: Amount


class Idle(Sourced):
    """From a part of the budget year on, so much of the plan or more undisbursed: an amount and a share in per cent."""

    year_gone: Annotated[float, Field(ge=0, le=1)]
    share: Share
    amounts: Amounts


class Disagreement(Sourced):
    """How many per cent of the plan two figures of one money may be apart."""

    share: Annotated[float, Field(ge=0, le=100)]


class MoneyPolicy(Node):
    """One file of policies on money."""

    id: str
    late: Behind
    very_late: Behind
    idle: Idle
    disagreement: Disagreement


def load_money(path: str | Path | None = None) -> MoneyPolicy:
    """The policies of `criteria/policies/money.yaml`, or of a file of the user's.

    Raises DefinitionError with file and line for what is malformed, UsageError for a file that does not exist.
    """
    return policies(MoneyPolicy, "money.yaml", path)
