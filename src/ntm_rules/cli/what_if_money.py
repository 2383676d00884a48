"""--set-money: money of the programmes that becomes another, stated in a word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from ntm_rules.i18n import fold, tr

if TYPE_CHECKING:
    from ntm_rules.definitions.scenarios import MoneyChange

_COLUMNS = {
    "planned": ("planned", "plan", "kế hoạch", "kế hoạch vốn"),
    "disbursed": ("disbursed", "giải ngân", "đã giải ngân"),
}


def money_change(text: str) -> MoneyChange:
    """A change of money as typed: `[PLACE:]PROGRAMME[@YEAR][:LINE]:planned|disbursed=OP`.

    LINE says which lines of the programme are meant: a component, `investment`, a source, `carried over`.
    """
    from ntm_rules.definitions.scenarios import MoneyChange

    name, equals, step = text.partition("=")
    *parts, column = [part.strip() for part in name.split(":")]
    money = next((key for key, known in _COLUMNS.items() if fold(column) in map(fold, known)), None)
    at = _programme_at(parts)
    if not equals or money is None or at is None or not step.strip():
        raise click.UsageError(tr("{text} is not of the form [PLACE:]PROGRAMME[@YEAR][:LINE]:planned=OP or :disbursed=OP.", text=text))  # fmt: skip
    programme, sign, year = (part.strip() for part in parts[at].partition("@"))
    if sign and not (year.isdecimal() and len(year) == 4):
        raise click.UsageError(tr("{text}: “{year}” is not a year.", text=text, year=year))
    return MoneyChange(
        money=money,  # type: ignore[arg-type]
        programmes=() if programme == "*" else (programme,),
        places=tuple(parts[:at]),
        years=(int(year),) if sign else (),
        file=f"--set-money {text}",
        **_lines(parts[at + 1 :]),
        **_step(step.strip(), text),
    )


def _programme_at(parts: list[str]) -> int | None:
    """Which part names a programme: one that is known, else the last, so that a misspelt one is named where it is refused."""
    from ntm_rules.tables.programmes import programme_id

    for at, part in enumerate(parts):
        name = part.partition("@")[0].strip()
        if name == "*" or programme_id(name) is not None:
            return at
    return len(parts) - 1 if parts and parts[-1] else None


def _lines(details: list[str]) -> dict[str, Any]:
    """Which lines of a programme are meant, by the words that a table of money has for them."""
    from ntm_rules.tables.programmes import programme_words

    known, found = programme_words(), dict[str, Any]()
    for detail in details:
        if fold(detail) in map(fold, ("carried over", "carried_over", *known.carried_over)):
            found["carried_over"] = True
        elif fold(detail) in map(fold, known.of_the_year):
            found["carried_over"] = False
        elif (nature := _choice(detail, known.natures)) is not None:
            found["natures"] = (nature,)
        elif (source := _choice(detail, known.sources)) is not None:
            found["sources"] = (source,)
        else:
            found["components"] = (detail,)
    return found


def _choice(text: str, choices: Mapping[str, Iterable[str]]) -> str | None:
    return next((key for key, spelt in choices.items() if fold(text) in map(fold, (key, *spelt))), None)


def _step(step: str, text: str) -> dict[str, Any]:
    if step[0] == "*":
        try:
            return {"scale": float(step[1:].replace(",", "."))}
        except ValueError:
            message = tr("{text}: “{step}” is no factor such as *1.05.", text=text, step=step)
            raise click.UsageError(message) from None
    return {"add": step} if step[0] in "+-" else {"set": step}
