"""`ntm-rules criteria export|import|diff`: a province's levels through a workbook, and what differs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ntm_rules.cli import options
from ntm_rules.i18n import tr

LISTS = ("table", "json", "csv")


def commands() -> list[click.Command]:
    """The commands, worded in the language in force."""
    return [_export(), _import(), _diff()]


def _export() -> click.Command:
    @click.command(
        "export",
        help=tr("Write a set as a workbook in which an officer fills and confirms a province's own levels against its signed decision."),
        epilog=tr("Example: ntm-rules criteria export commune-2021-2025 --province \"Lai Châu\" -o levels.xlsx"),
    )  # fmt: skip
    @options.set_argument
    @click.option(
        "--province", metavar=tr("NAME"), help=tr("show the levels that can apply in this province only")
    )
    @click.option(
        "--province-set", metavar="ID|PATH", help=tr("fill the cells with the levels of this province set")
    )
    @options.output_options("xlsx")
    @options.language_option
    def export(set_id: str | None, province: str | None, province_set: str | None, form: str | None, output: Path | None) -> None:  # fmt: skip
        from ntm_rules.api import DEFAULT_SET, export_levels

        options.chosen_form(form, output, ("xlsx",))
        if output is None:
            raise click.UsageError(tr("a workbook goes into a file: give -o levels.xlsx."))
        options.write(
            export_levels(set_id or DEFAULT_SET, province=province, province_set=province_set), output
        )

    return export


def _import() -> click.Command:
    @click.command(
        "import",
        help=tr("Read a filled workbook of levels and write a province set; only cells confirmed against the signed decision are graded so. Shows what changes; without -o the set goes to standard output."),
        epilog=tr("Example: ntm-rules criteria import levels.xlsx --province \"Lai Châu\" --decision 1487/QĐ-UBND --from 2024-10-22 -o lai-chau-2024.yaml"),
    )  # fmt: skip
    @click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--province", metavar=tr("NAME"), help=tr("the province, by its name before July 2025"))
    @click.option(
        "--decision", metavar=tr("NUMBER"), help=tr("number of the signed decision, such as 1487/QĐ-UBND")
    )
    @click.option(
        "--from", "start", metavar=tr("DATE"), callback=options.day, help=tr("the day its levels take effect")
    )
    @click.option(
        "--to", "end", metavar=tr("DATE"), callback=options.day, help=tr("their last day, where it has one")
    )
    @click.option("--issued", metavar=tr("DATE"), callback=options.day, help=tr("the day it was signed"))
    @click.option("--id", metavar="ID", help=tr("id of the province set; default from province and year"))
    @click.option(
        "--complete/--incomplete",
        default=None,
        help=tr(
            "whether all levels of the decision are entered; only then does the national set no longer stand in"
        ),
    )
    @click.option("--dry-run", is_flag=True, help=tr("show what would change and write nothing"))
    @options.output_options(*LISTS)
    @options.language_option
    def import_(file: Path, *, dry_run: bool, form: str | None, output: Path | None, **order: Any) -> None:
        from ntm_rules.api import import_levels
        from ntm_rules.reports.levels.changes import changes_text

        if output is not None:
            options.chosen_form(None, output, ("yaml", "yml"))
        read = import_levels(file, into=output, **order)
        title = tr("{n} changes in {id}", n=len(read.changes), id=read.province_set.id)
        shown = changes_text(read.changes, form or "table", loaded=read.loaded, title=title)
        if output is not None and not dry_run:
            options.write(read.text, output)
        # What a script reads is on standard output: the set itself, or where it goes into a file, the changes.
        options.write(read.text if output is None and not dry_run else shown, None)
        if output is None and not dry_run:
            click.echo(shown, err=True)
        options.print_warnings(read.warnings)

    return import_


def _diff() -> click.Command:
    @click.command(
        "diff",
        help=tr("Show the levels and titles that differ between two criteria sets or two province sets."),
        epilog=tr("Example: ntm-rules criteria diff lai-chau-2022.yaml lai-chau-2024.yaml"),
    )
    @click.argument("before", metavar="A")
    @click.argument("after", metavar="B")
    @options.output_options(*LISTS)
    @options.language_option
    def diff(before: str, after: str, form: str | None, output: Path | None) -> None:
        from ntm_rules.api import diff_sets
        from ntm_rules.reports.levels.changes import changes_text

        form = options.chosen_form(form, output, LISTS)
        changes, loaded = diff_sets(before, after)
        options.write(changes_text(changes, form, loaded=loaded), output)

    return diff
