#!/usr/bin/env python3
"""Make the files of ``jointsanction/demo/data`` from ``bench/demo``; with ``--check``, only say whether they are fresh.

Every enterprise is invented. Its codes follow from its row in ``bench/demo/enterprises.csv`` and are well formed: the
organisation code (GB 11714-1997) and the unified code (GB 32100-2015) both check. The check characters are worked out
here once more, so that the demo does not vouch for the library with the library's own code.

A cell may hold ``{key.what}``: ``name``, ``uscc``, ``org``, ``tax`` (15 digits), ``reg`` (15 digits, GS15-2006), or
the unified code as people mistype it: ``lower``, ``spaced``, ``wide_code``, ``letter_o`` (zeros as the letter O),
``tail`` (check character wrong), ``damaged`` (one character inside the organisation code wrong); ``wide`` is the name
in full width.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from pathlib import Path

SOURCE = Path(__file__).parent / "demo"
TARGET = Path(__file__).parents[1] / "jointsanction" / "demo" / "data"
# How each file is written: encoding and line end, as spreadsheets and older systems write them.
FILES = {
    "black_lists.csv": ("utf-8-sig", "\r\n"),
    "red_lists.csv": ("gb18030", "\r\n"),
    "companies.csv": ("utf-8", "\n"),
}
README = """虚构：本目录中的企业、代码、文书和名单记录全部是编造的。
Invented: every enterprise, code, document and list record in this folder is made up.
"""
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def organisation_code(body: str) -> str:
    """GB 11714-1997: eight characters and their check character (10 is X, 11 is 0)."""
    total = sum(int(c, 36) * w for c, w in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return body + "0123456789X0"[11 - total % 11]


def unified_code(body: str) -> str:
    """GB 32100-2015: seventeen characters and their check character."""
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return body + ALPHABET[-total % 31]


def registration_number(body: str) -> str:
    """GS15-2006: fourteen digits and their check digit (ISO 7064 MOD 11,10)."""
    product = 10
    for digit in body:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return body + str((11 - product) % 10)


def wide(text: str) -> str:
    """The text in full-width characters."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def forms(number: int, region: str, name: str) -> dict[str, str]:
    """Every way in which the demo files write one enterprise."""
    # WD0 begins no code issued so far; the factor spreads neighbours apart.
    org = organisation_code(f"WD0{number * 1009 % 90000 + 10000}")
    kind = "93" if name.endswith("合作社") else "91"
    uscc = unified_code(kind + region + org)
    return {
        "name": name,
        "uscc": uscc,
        "org": f"{org[:8]}-{org[8]}",
        "tax": region + org,
        "reg": registration_number(f"{region}{number:08d}"),
        "lower": uscc.lower(),
        "spaced": f"{uscc[:8]} {uscc[8:17]} {uscc[17]}",
        "wide_code": wide(uscc),
        "letter_o": uscc.replace("0", "O"),
        "tail": uscc[:17] + ALPHABET[(ALPHABET.index(uscc[17]) + 1) % 31],
        "damaged": uscc[:12] + ALPHABET[(ALPHABET.index(uscc[12]) + 1) % 10] + uscc[13:],
        "wide": wide(name.replace("（", "(").replace("）", ")")),
    }


def enterprises() -> dict[str, dict[str, str]]:
    """Key to forms, from the table of invented enterprises."""
    with (SOURCE / "enterprises.csv").open(encoding="utf-8", newline="") as file:
        return {row["key"]: forms(n, row["region"], row["name"]) for n, row in enumerate(csv.DictReader(file), 1)}


def make() -> dict[str, bytes]:
    """File name to content."""
    known = enterprises()
    made = {"README.txt": README.encode()}
    for name, (encoding, line_end) in FILES.items():
        text = io.StringIO()
        writer = csv.writer(text, lineterminator=line_end)
        with (SOURCE / name).open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                writer.writerow(re.sub(r"\{(\w+)\.(\w+)\}", lambda m: known[m[1]][m[2]], cell) for cell in row)
        made[name] = text.getvalue().encode(encoding)
    return made


def main() -> int:
    """Write the files, or with ``--check`` name those that differ."""
    made = make()
    if "--check" in sys.argv[1:]:
        stale = [
            name for name, data in made.items() if not (TARGET / name).is_file() or (TARGET / name).read_bytes() != data
        ]
        if stale:
            print("stale, run bench/make_demo.py:", *stale, file=sys.stderr)
        return 1 if stale else 0
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, data in made.items():
        (TARGET / name).write_bytes(data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
