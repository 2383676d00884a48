"""How likely each verdict is where figures are uncertain: drawn many times, judged by the engine."""

from ntm_rules.scenarios.monte_carlo.chances import Chances
from ntm_rules.scenarios.monte_carlo.drawing import Drawing, StatedError, stated_error
from ntm_rules.scenarios.monte_carlo.draws import draw

__all__ = ["Chances", "Drawing", "StatedError", "draw", "stated_error"]
