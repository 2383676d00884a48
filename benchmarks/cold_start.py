"""Whole processes: `--help` and `evaluate` on one commune, against importing pandas alone."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPEAT = 9
BOUNDS = {"--help": 0.6, "evaluate": 2.0}
ONE = "commune,province,year,income_per_capita,4.2\nXã Mẫu 1,Lai Châu,2023,41,96\n"


def main() -> bool:
    """Print the ratios; true where both bounds hold. Processes take turns, so that noise hits all alike."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "one.csv"
        file.write_text(ONE, encoding="utf-8")
        cli = [sys.executable, "-c", "from ntm_rules.cli.main import main; main()"]
        commands = {
            "import pandas": [sys.executable, "-c", "import pandas"],
            "--help": [*cli, "--help"],
            "evaluate": [*cli, "evaluate", str(file)],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for turn in range(REPEAT + 1):
            for name, command in commands.items():
                start = time.perf_counter()
                subprocess.run(command, check=True, capture_output=True)
                if turn:
                    times[name].append(time.perf_counter() - start)
    pandas = statistics.median(times["import pandas"])
    print(
        f"cold start: whole processes, medians of {REPEAT}; `python -c 'import pandas'` {pandas * 1e3:.0f} ms"
    )
    held = True
    for name, bound in BOUNDS.items():
        ratio = statistics.median(times[name]) / pandas
        held &= ratio <= bound
        print(
            f"  {name:9} ratio {ratio:4.2f}, at most {bound}: {'holds' if ratio <= bound else 'DOES NOT HOLD'}"
        )
    return held
