"""``python -m jointsanction``: the command line."""

from __future__ import annotations

from jointsanction.cli import main

if __name__ == "__main__":
    main()
