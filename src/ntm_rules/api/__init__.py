"""The library's public calls, composed from its rooms."""

from __future__ import annotations

from ntm_rules.api.calls import DEFAULT_SET, EvaluationKeywords, evaluate, load_set, read_table, template
from ntm_rules.api.checks import check_beside
from ntm_rules.api.evaluation import FORMS, WIDE, Evaluation, Form
from ntm_rules.api.least_change import LeastChange, least_change
from ntm_rules.api.levels import diff_sets, export_levels, import_levels, looser_levels
from ntm_rules.api.plan import Plan, plan
from ntm_rules.api.sweeps import Sensitivity, Sweep, sensitivity, sweep
from ntm_rules.api.what_if import WHAT_IF_FORMS, WhatIf, what_if

__all__ = [
    "DEFAULT_SET",
    "FORMS",
    "WHAT_IF_FORMS",
    "WIDE",
    "Evaluation",
    "EvaluationKeywords",
    "Form",
    "LeastChange",
    "Plan",
    "Sensitivity",
    "Sweep",
    "WhatIf",
    "check_beside",
    "diff_sets",
    "evaluate",
    "export_levels",
    "import_levels",
    "least_change",
    "load_set",
    "looser_levels",
    "plan",
    "read_table",
    "sensitivity",
    "sweep",
    "template",
    "what_if",
]
