"""How figures are drawn: how often, from which seed, and the standard errors that the caller states."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.errors import Problem, UsageError
from ntm_rules.i18n import figure, tr
from ntm_rules.limits import MOST_DRAWS
from ntm_rules.tables.figures import SEXES

# Draws of one commune that are held at a time: small enough for the processor's cache.
AT_ONCE = 16_384


@dataclass(frozen=True, slots=True)
class StatedError:
    """A standard error of the column `variable`: in its unit, or with `relative` as a share of the value (0.05).

    `commune` is a name or code; None for all communes.
    """

    variable: str
    amount: float
    relative: bool = False
    commune: str | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """How to draw: the number of draws, the seed, and errors stated in place of those in the table.

    An error for one commune stands before one for all, and the later before the earlier. `at_once` bounds
    the memory and never changes a result. Raises UsageError for a number that cannot be.
    """

    draws: int
    seed: int
    errors: tuple[StatedError, ...] = ()
    at_once: int = AT_ONCE

    def __post_init__(self) -> None:
        for name, given, least in (
            ("draws", self.draws, 1),
            ("seed", self.seed, 0),
            ("at_once", self.at_once, 1),
        ):
            if isinstance(given, bool) or not isinstance(given, int) or given < least:
                message = tr(
                    "{name} is a whole number from {least}, not {given}.", name=name, least=least, given=given
                )
                raise UsageError(Problem("wrong_draws", message))
        if self.draws > MOST_DRAWS:
            message = tr("{n} draws are more than are made.", n=figure(self.draws))
            expected = tr("at most {most} draws", most=figure(MOST_DRAWS))
            remedy = tr("10000 draws settle a chance to within one percentage point")
            raise UsageError(Problem("wrong_draws", message, expected=expected, remedy=remedy))


def stated_error(text: str, loaded: CriteriaSet) -> StatedError:
    """Read a standard error as it is written: `[COMMUNE:]VARIABLE=1.5`, or `=5%` for 5 % of each value.

    The variable may be named by the number of the indicator or criterion that it alone stands behind.
    Raises UsageError for what cannot be read, or is of no uncertain variable of the set.
    """
    left, sign, amount = text.rpartition("=")
    commune, _, name = left.strip().rpartition(":")
    relative = amount.strip().endswith("%")
    number = _number(amount.strip().removesuffix("%"))
    if not sign or number is None:
        message = tr("“{text}” is no standard error.", text=text)
        expected = tr("such as income_per_capita=1.5, or as a share of the value income_per_capita=5%")
        raise UsageError(Problem("wrong_draws", message, expected=expected))
    return StatedError(
        _variable(name.strip(), loaded),
        number / 100 if relative else number,
        relative,
        commune.strip() or None,
    )


def _number(text: str) -> float | None:
    try:
        found = float(text.replace(",", "."))
    except ValueError:
        return None
    return found if math.isfinite(found) and found >= 0 else None


def _variable(name: str, loaded: CriteriaSet) -> str:
    for sex in ("", *(f"_{sex}" for sex in SEXES)):
        variable = loaded.variables.get(name.removesuffix(sex)) if name.endswith(sex) else None
        if variable is not None and variable.kind != "flag":
            return name
    behind = _behind(loaded, loaded.plain_code(name))
    if len(behind) == 1 and loaded.variables[behind[0]].kind != "flag":
        return behind[0]
    message = tr("“{name}” is no variable that can be drawn.", name=name)
    expected = tr("a variable that is a number, such as income_per_capita")
    if len(behind) > 1:
        expected = tr("one of {ids}", ids=", ".join(behind))
    raise UsageError(Problem("wrong_draws", message, expected=expected))


def _behind(loaded: CriteriaSet, code: str) -> list[str]:
    """The variables behind an indicator or criterion in any year."""
    indicators = [i for c in loaded.criteria for i in c.indicators if code in (c.code, i.code)]
    return list(
        dict.fromkeys(v for i in indicators for rule in i.rules for v in i.variables_on(rule.valid_from))
    )
