"""`ntm-rules recommend`: what to do about what is unmet or at risk, who acts, and which directive asks for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ntm_rules.cli import options
from ntm_rules.i18n import tr

if TYPE_CHECKING:
    from ntm_rules.api import Evaluation

FORMATS = ("table", "json", "jsonl", "csv", "md")


def build() -> click.Command:
    """The command, worded in the language in force."""

    @click.command(
        "recommend",
        help=tr("What to do in the communes of FILE: first what a district is to do, then what is a commune's own; the most pressing first, with who acts and which directive asks for it."),
        epilog=tr("Example: ntm-rules recommend commune.csv --programmes programmes.csv"),
    )  # fmt: skip
    @options.files_argument
    @options.judging_options
    @options.output_options(*FORMATS)
    @options.language_option
    def recommend(files: tuple[Path, ...], form: str | None, output: Path | None, **how: Any) -> None:
        form = options.chosen_form(form, output, FORMATS)
        result = options.judged(files, **how)
        options.write(_rendered(result, form, to_file=output is not None), output)
        options.print_warnings([*result.notices, *result.warnings], table=form == "table")

    return recommend


def _rendered(result: Evaluation, form: str, *, to_file: bool) -> str:
    """What is recommended in one of the formats."""
    from ntm_rules.reports import document

    match form:
        case "json":
            return document.document_json(document.recommendations_document(result.advice, result.warnings))
        case "jsonl":
            communes = document.communes_advised(result.advice)
            return "".join(document.to_json(commune) + "\n" for commune in communes)
        case "csv":
            from ntm_rules.recommend.columns import recommendation_columns
            from ntm_rules.reports.tabular import csv_text

            return csv_text(recommendation_columns(result.advice, notes=True))
        case "md":
            from ntm_rules.reports.markdown import advice_page

            return advice_page(result.advice, result.warnings)
        case _:
            from ntm_rules.reports.advice_table import advice_table

            return advice_table(result.advice, result.warnings, plain=to_file)
