"""`ntm-rules what-if`: scenarios beside the table as it is, only what changes; how likely it is where figures are uncertain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ntm_rules.cli import options
from ntm_rules.cli.overwriting import refuse_overwritten
from ntm_rules.cli.what_if_options import (
    drawing_options,
    given_scenarios,
    merger_files,
    scenario_options,
)
from ntm_rules.cli.what_if_sweeps import picture_of, sweep_options, swept_alone
from ntm_rules.i18n import tr

if TYPE_CHECKING:
    from ntm_rules.api import WhatIf

FORMATS = ("table", "json", "csv", "md")


def build() -> click.Command:
    """The command, worded in the language in force."""

    @click.command(
        "what-if",
        help=tr("What would come out for the communes of FILE if figures, facts, levels or money were others or communes were merged: each scenario beside the table as it is, only what changes. Also how likely it is where figures are uncertain (--monte-carlo), where verdicts turn as a figure moves (--sweep), and how near a commune's figures lie to their levels (--sensitivity)."),
        epilog=tr('Example: ntm-rules what-if commune.csv --set-value "Xã Mẫu 1:health_insurance_pct=+10" --set-level 10@2025; ntm-rules what-if commune.csv --merge "Mường Khoa+Phúc Khoa=Mường Khoa"; ntm-rules what-if commune.csv --sweep 10=38:50:1 --picture income.svg; ntm-rules what-if commune.csv --sensitivity "Xã Mẫu 1"'),
    )  # fmt: skip
    @options.files_argument
    @scenario_options
    @drawing_options
    @sweep_options
    @options.judging_options
    @options.output_options(*FORMATS)
    @options.language_option
    def what_if(files: tuple[Path, ...], form: str | None, output: Path | None, **how: Any) -> None:
        changes = {
            name: how.pop(name) for name in ("mergers", "values", "scaled", "levels", "money", "years")
        }
        drawing = {name: how.pop(name) for name in ("monte_carlo", "seed", "errors")}
        sources = how.pop("scenario_files")
        form = options.chosen_form(form, output, FORMATS)
        asked = {name: how.pop(name) for name in ("sweep", "sensitivity")}
        picture = picture_of(how.pop("picture"), asked)
        alone = swept_alone(asked, sources, changes) or drawing["monte_carlo"] is not None
        scenarios = given_scenarios(sources, alone=alone, **changes)
        for source in merger_files(scenarios):
            for written in (output, picture.file if picture else None):
                if written is not None:
                    refuse_overwritten(written, source)
        from ntm_rules.api import what_if as compare

        evaluation = options.judged(files, **how)
        with _progress(shown=drawing["monte_carlo"] is not None) as progress:
            found = compare(evaluation, scenarios, **asked, **drawing, progress=progress)
        # Drawn before anything is written: a picture that cannot be leaves no half of the result.
        drawn = picture and picture.drawn(found)
        options.write(_rendered(found, form, to_file=output is not None), output)
        if picture and drawn:
            options.write(drawn, picture.file)
        options.print_warnings(found.baseline.warnings, table=form == "table")
        if form == "csv":
            options.print_warnings(found.notices)
        else:
            # Those of scenarios stand in the result.
            told = {id(note) for one in found.compared for note in one.notices}
            options.print_warnings([note for note in found.notices if id(note) not in told])

    return what_if


def _rendered(found: WhatIf, form: Any, *, to_file: bool) -> str:
    return found.to_text(plain=to_file) if form == "table" else found.render(form)


@contextmanager
def _progress(*, shown: bool) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on standard error, on a terminal only."""
    from rich.console import Console

    console = Console(stderr=True)
    if not shown or not console.is_terminal:
        yield None
        return
    from rich.progress import Progress

    with Progress(console=console, transient=True) as bar:
        task = bar.add_task(tr("drawing"), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
