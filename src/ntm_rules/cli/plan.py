"""`ntm-rules plan`: what to do where, when and with whose money."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ntm_rules.cli import options
from ntm_rules.i18n import tr

if TYPE_CHECKING:
    from ntm_rules.api import LeastChange, Plan

_OWN = ("costs", "budgets", "years", "maximise", "minimise", "target", "seconds", "gap", "shadow")
FORMATS = ("table", "json", "csv", "md", "xlsx")


def build() -> click.Command:
    """The command, worded in the language in force."""

    @click.command(
        "plan",
        help=tr("Plan what to do in the communes of FILE, when and with whose money, so that they meet the set at the end of the last year. --costs says what measures cost and bring, --budgets what money there is. Without them: the least change of each commune, whatever it costs."),
        epilog=tr("Example: ntm-rules plan fixtures/example-district-plan-2023.csv --costs fixtures/example-costs.yaml --budgets fixtures/example-budgets.yaml --province-set fixtures/example-levels.yaml"),
    )  # fmt: skip
    @options.files_argument
    @_plan_options
    @options.judging_options
    @options.output_options(*FORMATS)
    @options.language_option
    def plan(files: tuple[Path, ...], form: str | None, output: Path | None, **how: Any) -> None:
        given = [*filter(None, (how["costs"], how["budgets"]))]
        form = options.chosen_form(form, output, FORMATS)
        found = _planned(files, how) if len(given) == 2 else _least(files, how, form)
        options.write(_rendered(found, form, to_file=output is not None), output)
        options.print_warnings(found.warnings, table=form == "table")

    return plan


def _plan_options(function: Any) -> Any:
    kind = click.Path(exists=True, dir_okay=False, path_type=Path)
    given = [
        click.option("--costs", type=kind, metavar="FILE", help=tr("measures: what a unit costs, moves and takes (YAML)")),
        click.option("--budgets", type=kind, metavar="FILE", help=tr("money of each source and year, workdays and land of residents (YAML)")),
        click.option("--years", metavar=tr("YEARS"), help=tr("years of the plan, such as 2024-2025; default those of the budgets")),
        click.option("--maximise", type=click.Choice(["communes", "criteria"]), help=tr("what to bring most of by the last year; default communes that meet all criteria")),
        click.option("--minimise", type=click.Choice(["cost"]), help=tr("spend as little as can be for --target")),
        click.option("--target", metavar=tr("N|NAMES"), help=tr("with --minimise: so many communes, or their names between commas")),
        click.option("--time-limit", "seconds", type=click.FloatRange(min=1), default=60.0, help=tr("seconds the solver may take; default 60")),
        click.option("--gap", type=click.FloatRange(0, 1), default=0.0001, help=tr("stop when so near the best, as a share of it; default 0.0001")),
        click.option("--no-shadow", "shadow", flag_value=False, type=bool, default=True, help=tr("do not ask what a tenth more or less money would bring")),
    ]  # fmt: skip
    for option in reversed(given):
        function = option(function)
    return function


def _planned(files: tuple[Path, ...], how: dict[str, Any]) -> Plan:
    from ntm_rules.api import plan

    own = {name: how.pop(name) for name in _OWN}
    target = own.pop("target")
    names = [name.strip() for name in (target or "").split(",") if name.strip()]
    wanted = None if target is None else int(names[0]) if _is_number(names) else names
    return plan(options.judged(files, **how), target=wanted, **own)


def _least(files: tuple[Path, ...], how: dict[str, Any], form: str) -> LeastChange:
    """The least change, where nothing is said of money."""
    from ntm_rules.api import least_change

    own = {name: how.pop(name) for name in _OWN}
    if any(own[name] is not None for name in ("costs", "budgets", "years", "maximise", "minimise", "target")):
        raise click.UsageError(tr("a plan under a budget needs --costs and --budgets."))
    if form == "xlsx":
        raise click.UsageError(tr("the least change has no workbook; give --format csv, or --costs and --budgets for a plan."))  # fmt: skip
    return least_change(options.judged(files, **how))


def _is_number(names: list[str]) -> bool:
    # A code of a commune has five digits.
    return len(names) == 1 and names[0].isdigit() and len(names[0]) < 5


def _rendered(found: Plan | LeastChange, form: str, *, to_file: bool) -> str | bytes:
    from ntm_rules.api import Plan

    match form:
        case "json":
            return found.to_json()
        case "csv":
            return found.to_csv()
        case "md":
            return found.to_markdown()
        case "xlsx" if isinstance(found, Plan):
            return found.to_xlsx()
        case _ if not isinstance(found, Plan):
            return found.to_text(plain=to_file)
        case _:
            from ntm_rules.reports.plan_table import plan_table

            return plan_table(found.made, plain=to_file)
