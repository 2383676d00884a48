"""What is swept: one figure over a range, as values, shifts or factors, for some communes or for all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ntm_rules.errors import Problem, UsageError
from ntm_rules.i18n import tr
from ntm_rules.limits import MOST_POINTS, MOST_SWEPT
from ntm_rules.scenarios.edits import Op

MOST_AXES = 2
_EVERY = "*"
_NUMBER = re.compile(r"(?P<sign>[+*-]?)(?P<number>\d+(?:[.,]\d+)?)")
_OPS: dict[str, Op] = {"": "set", "+": "add", "-": "add", "*": "scale"}


@dataclass(frozen=True, slots=True)
class Axis:
    """A figure and the amounts it takes one after the other.

    `name` is a variable, one of its columns by sex, or the number of an indicator; `values` are figures (`set`), what is
    added to them (`add`) or multiplied (`scale`). `communes` are names or codes; none means all. `said` is how it was
    asked for.
    """

    name: str
    op: Op
    values: tuple[float, ...]
    communes: tuple[str, ...] = ()
    said: str = ""


def axis_of(text: str) -> Axis:
    """Read `VARIABLE=FROM:TO:STEP`, with `COMMUNE:` (several between `;`, or `*` for all) before the variable if wanted.

    Bare numbers set, those with + or - add, those with * scale. The last point is the last that is not beyond TO. Raises
    UsageError for what is not of this form, goes downwards, or has too many points.
    """
    name, equals, span = text.partition("=")
    where, _, variable = name.rpartition(":")
    ends = [_NUMBER.fullmatch(part.strip()) for part in span.split(":")]
    if not (equals and variable.strip() and len(ends) == 3 and all(ends)):
        raise _refused(
            text, tr("it is not of the form VARIABLE=FROM:TO:STEP or COMMUNE:VARIABLE=FROM:TO:STEP.")
        )
    first, last, step = (found for found in ends if found is not None)
    if _OPS[first["sign"]] != _OPS[last["sign"]]:
        raise _refused(text, tr("FROM and TO are not of one kind: both bare set, both with + or - add, both with * scale."))  # fmt: skip
    communes = tuple(filter(None, (one.strip() for one in where.split(";"))))
    return Axis(
        name=variable.strip(),
        op=_OPS[first["sign"]],
        values=_points(text, _number(first), _number(last), Decimal(step["number"].replace(",", "."))),
        communes=() if communes == (_EVERY,) else communes,
        said=text,
    )


def few_enough(axes: Sequence[Axis], rows: int) -> None:
    """Raise UsageError unless there are one or two axes, with no more points for so many rows than can be judged."""
    if not 1 <= len(axes) <= MOST_AXES:
        message = tr("one or two figures can be swept, not {n}.", n=len(axes))
        raise UsageError(Problem("wrong_call", message, remedy=_example()))
    points = 1
    for axis in axes:
        points *= len(axis.values)
    asked = " × ".join(axis.said or axis.name for axis in axes)
    if points > MOST_POINTS:
        raise _refused(asked, _too_many(points))
    if points * rows > MOST_SWEPT:
        message = tr(
            "it has {n} points for {rows} rows; for so many rows at most {most} are judged.",
            n=points, rows=f"{rows:,}", most=MOST_SWEPT // rows,
        )  # fmt: skip
        raise _refused(asked, message)


def _number(found: re.Match[str]) -> Decimal:
    number = Decimal(found["number"].replace(",", "."))
    return -number if found["sign"] == "-" else number


def _points(text: str, first: Decimal, last: Decimal, step: Decimal) -> tuple[float, ...]:
    if last < first or not step:
        raise _refused(text, tr("FROM must not be greater than TO, and STEP must be greater than 0."))
    count = int((last - first) / step) + 1
    if count > MOST_POINTS:
        raise _refused(text, _too_many(count))
    # Counted in decimals, so that the points are those that a person would write.
    return tuple(float(first + number * step) for number in range(count))


def _too_many(points: int) -> str:
    return tr("it has {n} points; at most {most} are judged.", n=points, most=MOST_POINTS)


def _refused(text: str, message: str) -> UsageError:
    return UsageError(Problem("wrong_call", f"--sweep {text}: {message}", remedy=_example()))


def _example() -> str:
    return tr("write for example {example}", example="10=40:50:1, 10=+0:+10:1, 10=*0.9:*1.2:0.05")
