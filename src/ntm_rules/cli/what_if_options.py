"""The options that state a change in a word, --set-value, --scale, --set-level, --merge; and those of drawing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ntm_rules.cli.options import together
from ntm_rules.cli.what_if_money import money_change
from ntm_rules.i18n import tr

if TYPE_CHECKING:
    from ntm_rules.definitions.scenarios import Change, Scenarios

F = TypeVar("F", bound=Callable[..., Any])
# The id of the scenario that the options make up.
OWN = "options"
# Those of a year have it behind this.
YEAR = "year"
# A mark before three digits may part thousands or decimals.
_AMBIGUOUS = re.compile(r"[.,]\d{3}$")
_YEAR = re.compile(r"\d{4}")
_LEVEL_UNIT = re.compile(r"(?<=\d)\s*(?:%|triệu(?: đồng)?(?:/người)?(?:/năm)?|điểm(?: phần trăm)?)$")
_STEP = re.compile(r"(?P<sign>[+*-]?)(?P<number>\d{1,15}(?:[.,]\d{1,15})?)")


def scenario_options(function: F) -> F:
    """--scenario, and the changes that need no file."""
    options = [
        click.option("--scenario", "scenario_files", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE", help=tr("YAML file of named scenarios")),
        click.option("--merge", "mergers", multiple=True, metavar="A+B=C|FILE", help=tr("communes that become one, or a table of old and new communes; they are merged before all other changes")),
        click.option("--set-value", "values", multiple=True, metavar=tr("COMMUNE:VARIABLE=OP"), help=tr("a figure or fact of one commune, or of all as *: =2 sets, =+2 adds, =-2 subtracts, =*1.05 scales; a value as in a cell: 55%, 7/9, 51 triệu, Đạt; counts behind a rate: 6.3_num=+2")),
        click.option("--set-money", "money", multiple=True, metavar=tr("[PLACE:]PROGRAMME[@YEAR][:LINE]:planned|disbursed=OP"), help=tr("money of --programmes: =500 sets million VND, =+1,2 tỷ adds, =*1.1 scales; disbursed=95% is that share of the plan; LINE is a component, nature or source, or carried over")),
        click.option("--scenario-year", "years", multiple=True, type=click.IntRange(1990, 2100), metavar=tr("YEAR"), help=tr("today's figures by the levels of a later year, beside today's")),
        click.option("--scale", "scaled", multiple=True, metavar=tr("VARIABLE=FACTOR"), help=tr("multiply a figure of all communes")),
        click.option("--set-level", "levels", multiple=True, metavar=tr("CODE=OP"), help=tr("the level of an indicator, as 10=48 or 17.1/clean_water_household_pct=+5; 10@2025 puts that of a year in force")),
    ]  # fmt: skip
    return together(options, function)


def drawing_options(function: F) -> F:
    """--monte-carlo and how figures are drawn."""
    options = [
        click.option("--monte-carlo", type=click.IntRange(min=1), metavar="N", help=tr("draw uncertain figures N times: how likely each verdict is")),
        click.option("--seed", type=click.IntRange(min=0), help=tr("where the draws start; the same seed gives the same result; default 0")),
        click.option("--se", "errors", multiple=True, metavar=tr("VARIABLE=ERROR"), help=tr("a standard error, as income_per_capita=1.5 or 10=5% of each value; before it COMMUNE: for one commune; else those of columns such as income_per_capita_se")),
    ]  # fmt: skip
    return together(options, function)


def merger_files(scenarios: Scenarios) -> list[Path]:
    """The tables of mergers that scenarios name, each seen from the folder of the scenario's file."""
    found = [Path(one.file).parent / text for one in scenarios for text in one.merge if len(text) < 200]
    return [path for path in found if path.is_file()]


def given_scenarios(
    files: Iterable[Path],
    *,
    mergers: Iterable[str],
    values: Iterable[str],
    scaled: Iterable[str],
    levels: Iterable[str],
    money: Iterable[str] = (),
    years: Iterable[int] = (),
    alone: bool = False,
) -> Scenarios:
    """The scenarios of the files, and one of what stands in options; none where something is asked for that can stand `alone`."""
    from ntm_rules.definitions.models import Text
    from ntm_rules.definitions.scenarios import Scenario, Scenarios, load_scenarios

    found = [scenario for file in files for scenario in load_scenarios(file)]
    changes = (
        *(_value(text) for text in values),
        *(_scaled(text) for text in scaled),
        *(_level(text) for text in levels),
        *(money_change(text) for text in money),
    )
    merge = tuple(mergers)
    if changes or merge:
        # One run speaks one language.
        said = tr("By the options of the command")
        found.append(Scenario(id=OWN, title=Text(vi=said, en=said), merge=merge, changes=changes))
    for year in dict.fromkeys(years):
        of_year = tr("Figures of today by the levels of {year}", year=year)
        based_on = OWN if changes or merge else None
        title = Text(vi=of_year, en=of_year)
        found.append(Scenario(id=f"{YEAR}-{year}", title=title, year=year, based_on=based_on, file=f"--scenario-year {year}"))  # fmt: skip
    if not found and not alone:
        raise click.UsageError(tr("nothing is supposed: give --scenario, --merge, --set-value, --scale, --set-level, --set-money, --scenario-year, --monte-carlo, --sweep or --sensitivity."))  # fmt: skip
    return Scenarios(found)


def _value(text: str) -> Change:
    from ntm_rules.definitions.scenarios import ValueChange
    from ntm_rules.tables.vocabulary import identity_column

    name, equals, step = text.partition("=")
    commune, colon, what = name.rpartition(":")
    if not (equals and colon and commune.strip() and what.strip() and step.strip()):
        raise click.UsageError(tr("{text} is not of the form COMMUNE:VARIABLE=OP.", text=text))
    where: dict[str, Any] = {"file": f"--set-value {text}"}
    if commune.strip() != "*":
        where["communes"] = (commune.strip(),)
    what, step = what.strip(), step.strip()
    if (fact := identity_column(what)) is not None:
        return _fact(fact, step, where)
    if _STEP.fullmatch(step) and not _AMBIGUOUS.search(step):
        return ValueChange(value=what, **_step(step), **where)
    if step[0] in "+-":
        return ValueChange(value=what, add=step, **where)
    if step[0] == "*":
        raise click.UsageError(tr("{text}: “{step}” is no factor such as *1.05.", text=text, step=step))
    return ValueChange(value=what, set=step, **where)


def _fact(fact: str, step: str, where: dict[str, Any]) -> Change:
    """A fact of the identity that becomes another, by its id or by the words of a cell."""
    from ntm_rules.definitions.scenarios import FactChange
    from ntm_rules.i18n import fold
    from ntm_rules.tables.vocabulary import identity_columns, word_key, words

    column = identity_columns()[fact]
    if word_key(step) in words().missing:
        return FactChange(fact=fact, set=None, **where)
    if column.kind == "flag" and (flag := _flag(step)) is not None:
        return FactChange(fact=fact, set=flag, **where)
    for choice, aliases in column.choices.items():
        if fold(step) in map(fold, (choice, *aliases)):
            return FactChange(fact=fact, set=choice, **where)
    return FactChange(fact=fact, set=step, **where)


def _scaled(text: str) -> Change:
    from ntm_rules.definitions.scenarios import ValueChange

    what, equals, factor = text.partition("=")
    number = _number(factor.strip().removeprefix("*"))
    if not equals or not what.strip() or number is None:
        raise click.UsageError(tr("{text} is not of the form VARIABLE=FACTOR.", text=text))
    return ValueChange(value=what.strip(), scale=number, file=f"--scale {text}")


def _level(text: str) -> Change:
    from ntm_rules.definitions.scenarios import LevelChange

    place = f"--set-level {text}"
    code, at, year = text.partition("@")
    if at and _YEAR.fullmatch(year) and code.strip():
        return LevelChange(level=code.strip(), of_year=int(year), file=place)
    code, equals, step = text.partition("=")
    # A level is stated in the unit of its figure, which may be written out: 95%, 48 triệu.
    bare = _LEVEL_UNIT.sub("", step.strip())
    if step.strip().endswith("%") and bare[:1] in ("+", "-", "*"):
        # Points, or a share of the level: one cannot say which.
        bare = step
    if not equals or not code.strip() or not _STEP.fullmatch(bare):
        raise click.UsageError(tr("{text} is not of the form CODE=OP or CODE@YEAR.", text=text))
    return LevelChange(level=code.strip(), **_step(bare), file=place)


def _step(text: str) -> dict[str, Any]:
    """A step such as 2, +2, -2 or *1.05 by the key that says it."""
    found = _STEP.fullmatch(text)
    assert found is not None
    number = float(found["number"].replace(",", "."))
    match found["sign"]:
        case "+":
            return {"add": number}
        case "-":
            return {"add": -number}
        case "*":
            return {"scale": number}
        case _:
            return {"set": number}


def _number(text: str) -> float | None:
    found = _STEP.fullmatch(text)
    return float(found["number"].replace(",", ".")) if found and not found["sign"] else None


def _flag(text: str) -> bool | None:
    """Whether a word says that something is so."""
    from ntm_rules.tables.vocabulary import VERDICTS, word_key, words

    key, known = word_key(text), words()
    met, unmet = VERDICTS["met"], VERDICTS["unmet"]
    if key in known.flag_true or known.verdicts.get(key) == met or key == "met":
        return True
    return False if key in known.flag_false or known.verdicts.get(key) == unmet or key == "unmet" else None
