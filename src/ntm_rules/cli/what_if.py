"""`ntm-rules what-if`: scenarios beside the table as it is, only what changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ntm_rules.cli import options
from ntm_rules.cli.what_if_options import given_scenarios, scenario_options
from ntm_rules.cli.what_if_sweeps import picture_of, sweep_options, swept_alone
from ntm_rules.i18n import tr

if TYPE_CHECKING:
    from ntm_rules.api import WhatIf

FORMATS = ("table", "json", "csv", "md")


def build() -> click.Command:
    """The command, worded in the language in force."""

    @click.command(
        "what-if",
        help=tr("What would come out for the communes of FILE if figures, facts or levels were others: each scenario beside the table as it is, only what changes. Or where verdicts turn as a figure moves (--sweep), and how near a commune's figures lie to their levels (--sensitivity)."),
        epilog=tr('Example: ntm-rules what-if commune.csv --set-value "Xã Mẫu 1:health_insurance_pct=+10" --set-level 10@2025; ntm-rules what-if commune.csv --sweep 10=38:50:1 --picture income.svg; ntm-rules what-if commune.csv --sensitivity "Xã Mẫu 1"'),
    )  # fmt: skip
    @options.files_argument
    @scenario_options
    @sweep_options
    @options.judging_options
    @options.output_options(*FORMATS)
    @options.language_option
    def what_if(files: tuple[Path, ...], form: str | None, output: Path | None, **how: Any) -> None:
        changes = {name: how.pop(name) for name in ("values", "scaled", "levels")}
        sources = how.pop("scenario_files")
        asked = {name: how.pop(name) for name in ("sweep", "sensitivity")}
        read = [*options.inputs(files, how), *sources]
        form = options.chosen_form(form, output, FORMATS, sources=read)
        picture = picture_of(how.pop("picture"), output, asked, sources=read)
        scenarios = () if swept_alone(asked, sources, changes) else given_scenarios(sources, **changes)
        from ntm_rules.api import what_if as compare

        found = compare(options.judged(files, **how), scenarios, **asked)
        # Drawn before anything is written: a picture that cannot be leaves no half of the result.
        drawn = picture and picture.drawn(found)
        options.write(_rendered(found, form, to_file=output is not None), output)
        if picture and drawn:
            options.write(drawn, picture.file)
        options.print_warnings(found.baseline.warnings, table=form == "table")
        if form == "csv":
            options.print_warnings(found.notices)
        elif found.sweep:
            options.print_warnings(found.sweep.notices)

    return what_if


def _rendered(found: WhatIf, form: Any, *, to_file: bool) -> str:
    if form != "table":
        return found.render(form)
    from ntm_rules.reports.what_if_table import what_if_table

    return what_if_table(
        found.baseline.assessment,
        found.compared,
        found.baseline.warnings,
        beside=found.sections,
        plain=to_file,
    )
