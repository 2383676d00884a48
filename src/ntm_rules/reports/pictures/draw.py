"""Sweeps and sensitivity as the bytes of a picture."""

from __future__ import annotations

from collections.abc import Sequence

from ntm_rules.planning.sensitivity import Sensitivity
from ntm_rules.reports.pictures.canvas import drawing, saved
from ntm_rules.scenarios.sweeps import Sweep
from ntm_rules.scenarios.turns import Turn


def sweep_picture(swept: Sweep, turns: Sequence[Turn], form: str) -> bytes:
    """A sweep as SVG or PNG: of one figure steps and strips, of two a map of colours.

    Raises UsageError for another form, or where matplotlib is not installed.
    """
    with drawing(form):
        from ntm_rules.reports.pictures.heat import heat_picture
        from ntm_rules.reports.pictures.steps import step_picture

        return saved(step_picture(swept, turns) if len(swept.laid) == 1 else heat_picture(swept), form)


def sensitivity_picture(found: Sensitivity, form: str) -> bytes:
    """A sensitivity as SVG or PNG. Raises as `sweep_picture`."""
    with drawing(form):
        from ntm_rules.reports.pictures.tornado import tornado_picture

        return saved(tornado_picture(found), form)
