#!/usr/bin/env python3
"""Does the contract still understand what the last release said? Compares it with ``protos/baseline.binpb``.

``--release`` writes that file anew: part of making a version, and of nothing else.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BASELINE = ROOT / "protos" / "baseline.binpb"


def build(target: Path) -> None:
    """The whole contract as one image, what it imports included."""
    subprocess.run(["buf", "build", "--exclude-source-info", "-o", target], cwd=ROOT, check=True)


def main() -> int:
    """Compare, or write the baseline; buf names every breaking change."""
    if sys.argv[1:] == ["--release"]:
        build(BASELINE)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        # Two images: a workspace of two modules can only be compared with one of two.
        now = Path(folder) / "now.binpb"
        build(now)
        rules = '{"version": "v2", "breaking": {"use": ["WIRE_JSON"]}}'
        command = ["buf", "breaking", now, "--against", BASELINE, "--config", rules]
        return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
