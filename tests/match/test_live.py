"""The live part: chunks that follow each other, and names that are taken apart when somebody asks for them."""

from __future__ import annotations

import pytest
from invented import code

from jointsanction.ledger import EntryTexts
from jointsanction.match.keys import key_of
from jointsanction.match.live import LiveChunk
from jointsanction.match.names import CommonKeys, steady_write
from jointsanction.match.names.question import Question


def entry(number: int, name: str, uscc: str = "") -> EntryTexts:
    return EntryTexts(number, number, name, (), uscc, "", "", "")


def test_several_entries_of_a_key_and_their_newer_versions() -> None:
    """Entries of one name are found together; one that takes another name is found under that alone."""
    chunk = LiveChunk(0, CommonKeys())
    same, other = "清远市望舒澜建材有限公司", "清远市望舒澜物流有限公司"
    chunk.take([entry(1, same), entry(2, same), entry(3, same), entry(4, other)], 4)
    assert list(chunk.find(key_of("N", same))) == [1, 2, 3]
    chunk.take([entry(2, other)], 5)
    assert list(chunk.find(key_of("N", same))) == [1, 3]
    assert list(chunk.find(key_of("N", other))) == [4, 2]
    assert not chunk.find(key_of("N", "清远市无此企业有限公司"))
    assert len(chunk) == 4


def test_names_are_taken_apart_as_they_come_where_they_are_asked_for() -> None:
    """The first question takes apart what waits; after it nothing waits, in this chunk and in the next."""
    first = LiveChunk(0, CommonKeys())
    first.take([entry(1, "清远市望舒澜建材有限公司")], 1)
    assert not first.uncoded.asked
    question = Question("清远市望舒澜建材公司")
    assert any(first.uncoded.rows(question))
    following = LiveChunk(1, CommonKeys(), first)
    following.take([entry(2, "清远市望舒岚建材有限公司"), entry(3, "清远市望舒览建材有限公司", code(3))], 3)
    assert (len(following.uncoded._pending), len(following.coded._pending)) == (0, 1)
    assert any(following.uncoded.rows(question))
    assert any(following.coded.rows(question))


def test_a_large_file_is_flushed_piece_by_piece(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it is written, and never more than a piece waits to be flushed."""
    flushed: list[int] = []
    monkeypatch.setattr(steady_write, "PIECE", 1000)
    monkeypatch.setattr(steady_write, "_flush", flushed.append)
    content = bytes(range(250)) * 13
    path = tmp_path / "file"  # type: ignore[operator]
    with path.open("wb", buffering=0) as file:
        steady_write.write_steadily(file.fileno(), content)
        steady_write.write_steadily(file.fileno(), b"")
    assert path.read_bytes() == content
    assert len(flushed) == 3
