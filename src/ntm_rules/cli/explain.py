"""`ntm-rules explain`: why a criterion was judged as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ntm_rules.cli import options
from ntm_rules.i18n import tr

FORMATS = ("table", "json")


def build() -> click.Command:
    """The command, worded in the language in force."""

    @click.command(
        "explain",
        help=tr("Explain one commune of FILE: value and cell, level, whose column, source, distance. CODE is a criterion or indicator, such as 10 or 17.1."),
        epilog=tr("Example: ntm-rules explain fixtures/example-district-2023.csv --commune \"Xã Mẫu 1\" 10"),
    )  # fmt: skip
    @options.file_argument
    @click.argument("code", required=False)
    @click.option("--commune", required=True, help=tr("name or code of the commune"))
    @options.judging_options
    @options.output_options(*FORMATS)
    @options.language_option
    def explain(file: Path, code: str | None, commune: str, form: str | None, output: Path | None, **how: Any) -> None:  # fmt: skip
        form = options.chosen_form(form, output, FORMATS)
        if not commune.strip():
            raise click.UsageError(tr("--commune names no commune."))
        found = options.judged((file,), **how).explain(commune, code)
        if form == "json":
            from ntm_rules.reports.document import to_json

            options.write(to_json(found, indent=2), output)
        else:
            from ntm_rules.reports.explanation import as_text

            options.write(as_text(found), output)

    return explain
