"""Write docs/commands.md from the commands; with ``--check``, only tell whether it is fresh."""

from __future__ import annotations

import sys
from pathlib import Path

from jointsanction.cli.reference import reference

TARGET = Path(__file__).parents[1] / "docs" / "commands.md"


def main() -> int:
    """Write the file, or with ``--check`` compare it."""
    text = reference()
    if "--check" in sys.argv[1:]:
        fresh = TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text
        if not fresh:
            print("stale, run bench/make_command_reference.py:", TARGET.name, file=sys.stderr)
        return 0 if fresh else 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
