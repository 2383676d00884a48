"""Installed as a wheel into an empty environment, the command works from any folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROW = "commune,province,year,10\nXã Mẫu 1,Lai Châu,2023,41\n"

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_carries_the_law_and_works_from_any_folder(tmp_path: Path) -> None:
    run(
        sys.executable,
        "-m",
        "uv",
        "build",
        "--wheel",
        "--no-build-isolation",
        "--out-dir",
        tmp_path,
        cwd=ROOT,
    )
    (wheel,) = tmp_path.glob("*.whl")
    run(sys.executable, "-m", "uv", "venv", "--python", sys.executable, "empty", cwd=tmp_path)
    binaries = next(
        path for path in (tmp_path / "empty" / "bin", tmp_path / "empty" / "Scripts") if path.is_dir()
    )
    python = next(binaries.glob("python*"))
    run(sys.executable, "-m", "uv", "pip", "install", "--python", python, wheel, cwd=tmp_path)
    command = next(binaries.glob("ntm-rules*"))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "commune.csv").write_text(ROW, encoding="utf-8")
    assert "Xã Mẫu 1" in run(command, "evaluate", "commune.csv", cwd=elsewhere)
    assert "19" in run(command, "criteria", "validate", "--lang", "en", cwd=elsewhere)
    assert "unmet" in run(command, "evaluate", "commune.csv", "--format", "csv", cwd=elsewhere)
