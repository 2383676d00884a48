"""`ntm-rules risks`: what each commune is about to lose, and what follows for its recognition."""

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
        "risks",
        help=tr("What the communes of FILE have lost or may lose: revocation and recognition, then each risk with its figures, what was lost and what is watched first."),
        epilog=tr("Example: ntm-rules risks commune.csv --watch 5,10 --horizon 2025-12-31"),
    )  # fmt: skip
    @options.files_argument
    @options.judging_options
    @options.output_options(*FORMATS)
    @options.language_option
    def risks(files: tuple[Path, ...], form: str | None, output: Path | None, **how: Any) -> None:
        form = options.chosen_form(form, output, FORMATS)
        result = options.judged(files, **how)
        options.write(_rendered(result, form, to_file=output is not None), output)
        options.print_warnings(result.warnings, table=form == "table")

    return risks


def _rendered(result: Evaluation, form: str, *, to_file: bool) -> str:
    """What is at risk in one of the formats."""
    from ntm_rules.reports import document

    match form:
        case "json":
            whole = document.risks_document(result.assessment, result.warnings)
            return document.document_json(whole)
        case "jsonl":
            communes = document.communes_at_risk(result.assessment)
            return "".join(document.to_json(commune) + "\n" for commune in communes)
        case "csv":
            from ntm_rules.reports.tabular import csv_text
            from ntm_rules.risks.columns import risk_columns

            return csv_text(risk_columns(result.assessment.risks, notes=True))
        case "md":
            from ntm_rules.reports.markdown import risks_page

            return risks_page(result.assessment, result.warnings)
        case _:
            from ntm_rules.reports.risk_table import risks_table

            return risks_table(result.assessment, result.warnings, plain=to_file)
