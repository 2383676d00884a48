"""`ntm-rules evaluate`: statuses of every commune, in the form asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ntm_rules.cli import options
from ntm_rules.i18n import tr

if TYPE_CHECKING:
    from ntm_rules.api import Evaluation

FORMATS = ("table", "json", "jsonl", "csv", "parquet", "xlsx", "md")
WIDE = ("csv", "parquet")
FAILS_ON = ("unmet", "at-risk", "unknown")


def build() -> click.Command:
    """The command, worded in the language in force."""

    @click.command(
        "evaluate",
        help=tr("Judge the communes of FILE: which criteria are met, unmet or undecided, and why."),
        epilog=tr("Example: ntm-rules evaluate commune.csv --year 2023 --format json -o result.json"),
    )
    @options.files_argument
    @options.judging_options
    @click.option(
        "--fail-on",
        type=click.Choice(FAILS_ON),
        multiple=True,
        help=tr("exit with 1 if any criterion has this status, or is at risk"),
    )
    @click.option(
        "--wide", is_flag=True, help=tr("CSV or Parquet with one row a commune and one column a criterion")
    )
    @options.output_options(*FORMATS)
    @options.language_option
    def evaluate(files: tuple[Path, ...], fail_on: tuple[str, ...], wide: bool, form: str | None, output: Path | None, **how: Any) -> None:  # fmt: skip
        form = options.chosen_form(form, output, FORMATS)
        if wide and form not in WIDE:
            raise click.UsageError(tr("--wide is for {forms}.", forms=", ".join(WIDE)))
        result = options.judged(files, **how)
        options.write(rendered(result, form, wide=wide, to_file=output is not None), output)
        options.print_warnings([*result.notices, *result.warnings], table=form == "table")
        if any(map(result.any_criterion, fail_on)):
            raise click.exceptions.Exit(1)

    return evaluate


def rendered(result: Evaluation, form: Any, *, wide: bool = False, to_file: bool = False) -> str | bytes:
    """An evaluation in one of the formats."""
    if form != "table":
        return result.render(form, wide=wide)
    from ntm_rules.reports.terminal import evaluation_table

    return evaluation_table(result.advice, result.warnings, joined=result.joined, plain=to_file)
