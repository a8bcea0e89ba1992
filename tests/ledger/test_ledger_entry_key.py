"""By what a record's subject is told."""

from __future__ import annotations

import pytest
from ledger.ledger_samples import code, company, record

from jointsanction.identifiers import org_code
from jointsanction.ledger.entry_key import names_of, subject_key

CORE = code(1)[8:17]
BROKEN = code(1)[:17] + ("0" if code(1)[17] != "0" else "1")
HOPELESS = "91445500MA5000019" + "Z"


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"uscc": code(1), "reg_no": "445500000000001"}, "U" + code(1)),
        ({"uscc": "", "tax_no": code(1)}, "U" + code(1)),
        ({"uscc": BROKEN}, "O" + CORE),
        ({"uscc": "", "org_code": CORE}, "O" + CORE),
        ({"uscc": "", "tax_no": "445500" + CORE}, "O" + CORE),
        ({"uscc": ""}, "N" + company(1)),
    ],
)
def test_the_surest_identifier_tells_the_subject(fields: dict[str, str], key: str) -> None:
    """Valid USCC, then an organisation code wherever it stands, then the name."""
    told = record(1, **fields)
    assert subject_key(told, names_of(told)[0]).key == key


def test_a_hopeless_code_tells_the_subject_only_with_its_name() -> None:
    """A damaged code without a sound organisation code is no identity by itself."""
    assert HOPELESS[8:17] != HOPELESS[8:16] + org_code.check_character(HOPELESS[8:16])
    keys = {subject_key(each, names_of(each)[0]).key for each in (record(1, uscc=HOPELESS), record(2, uscc=HOPELESS))}
    assert len(keys) == 2
    assert all(key.startswith("D" + HOPELESS) for key in keys)
