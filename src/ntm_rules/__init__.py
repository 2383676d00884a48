"""Rules-as-code for Vietnam's new rural area programme (nông thôn mới).

>>> import ntm_rules as ntm
>>> result = ntm.evaluate("fixtures/example-district-2023.csv")  # doctest: +SKIP
>>> result.criteria.query("status == 'unmet'")  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ntm_rules.api import (
        Evaluation,
        LeastChange,
        Plan,
        Sensitivity,
        Sweep,
        WhatIf,
        evaluate,
        export_levels,
        import_levels,
        least_change,
        load_set,
        plan,
        read_table,
        sensitivity,
        sweep,
        template,
        what_if,
    )
    from ntm_rules.errors import (
        DefinitionError,
        InputError,
        NtmRulesError,
        Problem,
        UnreadableFileError,
        UnwritableFileError,
        UsageError,
    )
    from ntm_rules.i18n import language, use_language

_HOME = {
    **dict.fromkeys(
        (
            "Evaluation",
            "LeastChange",
            "Plan",
            "Sensitivity",
            "Sweep",
            "WhatIf",
            "evaluate",
            "export_levels",
            "import_levels",
            "least_change",
            "load_set",
            "plan",
            "read_table",
            "sensitivity",
            "sweep",
            "template",
            "what_if",
        ),
        "ntm_rules.api",
    ),
    **dict.fromkeys(
        (
            "DefinitionError",
            "InputError",
            "NtmRulesError",
            "Problem",
            "UnreadableFileError",
            "UnwritableFileError",
            "UsageError",
        ),
        "ntm_rules.errors",
    ),
    **dict.fromkeys(("language", "use_language"), "ntm_rules.i18n"),
}

__all__ = [
    "DefinitionError",
    "Evaluation",
    "InputError",
    "LeastChange",
    "NtmRulesError",
    "Plan",
    "Problem",
    "Sensitivity",
    "Sweep",
    "UnreadableFileError",
    "UnwritableFileError",
    "UsageError",
    "WhatIf",
    "evaluate",
    "export_levels",
    "import_levels",
    "language",
    "least_change",
    "load_set",
    "plan",
    "read_table",
    "sensitivity",
    "sweep",
    "template",
    "use_language",
    "what_if",
]


def __getattr__(name: str) -> Any:
    # Names are brought in when first used, so that `--help` need not wait for NumPy.
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
