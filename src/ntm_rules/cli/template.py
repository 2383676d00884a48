"""`ntm-rules template`: an input table to fill."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ntm_rules.cli import options
from ntm_rules.cli.wording import Year
from ntm_rules.i18n import tr

FORMATS = ("csv", "xlsx")
STAGES = ("self", "verified", "appraised")
ROWS = 30


def build() -> click.Command:
    """The command, worded in the language in force."""

    @click.command(
        "template",
        help=tr("Make an input table to fill: a workbook with lists, limits, levels and guidance, or CSV."),
        epilog=tr("Example: ntm-rules template -o form.xlsx --province \"Lai Châu\" --year 2024 --communes 20"),
    )  # fmt: skip
    @options.set_options
    @_setting_options
    @options.output_options(*FORMATS)
    @options.language_option
    def template(form: str | None, output: Path | None, **asked: Any) -> None:  # fmt: skip
        chosen = options.chosen_form(form, output, FORMATS)
        if chosen == "xlsx" and output is None:
            raise click.UsageError(tr("a workbook is written to a file: give -o form.xlsx."))
        made = _made(**asked)
        options.write(made.to_csv() if chosen == "csv" else made.to_xlsx(), output)
        if output is not None:
            click.echo(_next_step(made, output), err=True)

    return template


def _setting_options(function: options.F) -> options.F:
    """The options that say for which year, place and communes the table is."""
    more = [
        click.option("--year", type=Year(), help=tr("year of the levels shown; default the last of the set")),
        click.option("--region", metavar="ID", help=tr("region of the levels shown; default that of the province, else all")),
        click.option("--province", metavar=tr("NAME"), help=tr("province of the communes; decides the region")),
        click.option("--communes", type=click.IntRange(1, 5000), metavar="N", help=tr("rows to fill; default {default}", default=ROWS)),
        click.option("--commune", "names", multiple=True, metavar=tr("NAME"), help=tr("a commune to put in, with province and year; may be repeated")),
        click.option("--stages", metavar="S,S", callback=_stages, help=tr("a column of verdicts for each stage named: {stages}", stages=", ".join(STAGES))),
        click.option("--example", is_flag=True, help=tr("fill invented communes, marked as illustrative")),
    ]  # fmt: skip
    return options.together(more, function)


def _stages(_context: click.Context, _option: click.Parameter, text: str | None) -> tuple[str, ...]:
    given = tuple(part.strip() for part in (text or "").split(",") if part.strip())
    for stage in given:
        if stage not in STAGES:
            expected = ", ".join(STAGES)
            raise click.BadParameter(tr("{stage} is none of {stages}.", stage=stage, stages=expected))
    return given


def _made(*, communes: int | None, names: tuple[str, ...], set_id: str | None, province_sets: tuple[str, ...], **asked: Any) -> Any:  # fmt: skip
    from ntm_rules.api import template

    if communes is not None and names:
        raise click.UsageError(tr("give --communes or --commune, not both."))
    loaded = options.load(set_id, province_sets)
    return template(loaded, communes=names or communes, **asked)


def _next_step(made: Any, output: Path) -> str:
    said = tr("{file}: {n} columns, levels of {scope}.", file=output, n=len(made.columns), scope=made.setting.scope)  # fmt: skip
    return f"{said} " + tr("Fill it and run: ntm-rules evaluate {file}", file=output)
