"""`ntm-rules what-if`: scenarios beside the table as it is, only what changes; how likely it is where figures are uncertain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ntm_rules.cli import options
from ntm_rules.cli.what_if_options import (
    drawing_options,
    given_scenarios,
    merger_files,
    scenario_options,
)
from ntm_rules.i18n import tr

if TYPE_CHECKING:
    from ntm_rules.api import WhatIf

FORMATS = ("table", "json", "csv", "md")


def build() -> click.Command:
    """The command, worded in the language in force."""

    @click.command(
        "what-if",
        help=tr("What would come out for the communes of FILE if figures, facts, levels or money were others or communes were merged: each scenario beside the table as it is, only what changes. With --monte-carlo also how likely it is where figures are uncertain."),
        epilog=tr('Example: ntm-rules what-if commune.csv --set-value "Xã Mẫu 1:health_insurance_pct=+10" --set-level 10@2025'),
    )  # fmt: skip
    @options.files_argument
    @scenario_options
    @drawing_options
    @options.judging_options
    @options.output_options(*FORMATS)
    @options.language_option
    def what_if(files: tuple[Path, ...], form: str | None, output: Path | None, **how: Any) -> None:
        changes = {name: how.pop(name) for name in ("mergers", "values", "scaled", "levels")}
        drawing = {name: how.pop(name) for name in ("monte_carlo", "seed", "errors")}
        sources = how.pop("scenario_files")
        read = [*options.inputs(files, how), *sources, *merger_files(changes["mergers"])]
        form = options.chosen_form(form, output, FORMATS, sources=read)
        scenarios = given_scenarios(sources, drawn=drawing["monte_carlo"] is not None, **changes)
        from ntm_rules.api import what_if as compare

        evaluation = options.judged(files, **how)
        with _progress(shown=drawing["monte_carlo"] is not None) as progress:
            found = compare(evaluation, scenarios, **drawing, progress=progress)
        options.write(_rendered(found, form, to_file=output is not None), output)
        options.print_warnings(found.baseline.warnings, table=form == "table")
        if form == "csv":
            options.print_warnings(found.notices)
        elif found.chances is not None:
            options.print_warnings([one for one in found.notices if one.kind == "not_drawn"])

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
