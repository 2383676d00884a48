"""The library's public calls, composed from its rooms."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ntm_rules.api.calls import DEFAULT_SET, EvaluationKeywords, evaluate, load_set, read_table, template
    from ntm_rules.api.checks import check_beside
    from ntm_rules.api.evaluation import FORMS, WIDE, Evaluation, Form
    from ntm_rules.api.least_changes import LeastChange, least_change
    from ntm_rules.api.levels import diff_sets, export_levels, import_levels, looser_levels
    from ntm_rules.api.plans import Plan, plan
    from ntm_rules.api.sweeps import Sensitivity, Sweep, sensitivity, sweep
    from ntm_rules.api.what_ifs import WHAT_IF_FORMS, WhatIf, what_if

# Names are brought in when first used: who judges a table need not wait for what plans one. No module here bears the
# name of a call, in whose place it would stand once imported.
_HOME = {
    **dict.fromkeys(
        ("DEFAULT_SET", "EvaluationKeywords", "evaluate", "load_set", "read_table", "template"),
        "ntm_rules.api.calls",
    ),
    **dict.fromkeys(("check_beside",), "ntm_rules.api.checks"),
    **dict.fromkeys(("FORMS", "WIDE", "Evaluation", "Form"), "ntm_rules.api.evaluation"),
    **dict.fromkeys(("LeastChange", "least_change"), "ntm_rules.api.least_changes"),
    **dict.fromkeys(("diff_sets", "export_levels", "import_levels", "looser_levels"), "ntm_rules.api.levels"),
    **dict.fromkeys(("Plan", "plan"), "ntm_rules.api.plans"),
    **dict.fromkeys(("Sensitivity", "Sweep", "sensitivity", "sweep"), "ntm_rules.api.sweeps"),
    **dict.fromkeys(("WHAT_IF_FORMS", "WhatIf", "what_if"), "ntm_rules.api.what_ifs"),
}

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


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value
