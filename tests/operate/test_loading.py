"""Loading a file: one transaction, one report, and an error that names the file."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from invented import code
from world import NOW, World

from jointsanction.errors import FeedError, QuestionError
from jointsanction.ledger import Ledger
from jointsanction.model import Subject
from jointsanction.operate import load_file

HEADER = "企业名称,统一社会信用代码,列入日期,有效期至\n"
LINES = "".join(f"清远市翠砚{n}贸易有限公司,{code(n)},2026-01-05,长期\n" for n in range(1, 101))


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_text(text, encoding=encoding)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encoding_makes_no_difference(world: World, tmp_path: Path, encoding: str) -> None:
    """The same table in another encoding is the same list: the second load changes nothing."""
    load_file(world.directory, written(tmp_path / "a.csv", HEADER + LINES), now=NOW, list_name="老赖名单")
    path = written(tmp_path / "b.csv", HEADER + LINES, encoding)
    report = load_file(world.directory, path, now=NOW, list_name="失信被执行人")
    assert (report.read, report.unchanged) == (100, 100)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "FILE_EMPTY"),
        ("甲,乙\n1,2\n", "COLUMN_MISSING"),
        ("企业名称,企业名称\n甲,乙\n", "COLUMN_TWICE"),
        (HEADER + LINES, "LIST_MISSING"),
        ("%PDF-1.7 ", "FILE_FORMAT"),
    ],
)
def test_error_names_the_file(world: World, tmp_path: Path, content: str, reason: str) -> None:
    """What is wrong with a file as a whole says which file."""
    with pytest.raises(FeedError) as caught:
        load_file(world.directory, written(tmp_path / "名单.csv", content), now=NOW)
    assert (caught.value.reason, caught.value.place.file) == (reason, "名单.csv")


def test_unknown_list_suggests(world: World, tmp_path: Path) -> None:
    """A list that is not in the catalogue is refused before the file is read, with the nearest names."""
    with pytest.raises(QuestionError, match="失信被执行人") as caught:
        load_file(world.directory, tmp_path / "not there.csv", now=NOW, list_name="失信执行人")
    assert caught.value.reason == "LIST_NOT_FOUND"


def test_file_broken_off_applies_nothing(world: World, tmp_path: Path) -> None:
    """A file that turns out to be broken at its end leaves the ledger as it was."""
    world.load([{"list": "失信被执行人", "name": "清远市别的贸易有限公司", "uscc": code(500)}])
    with Ledger.open(world.directory.ledger) as ledger:
        before = ledger.change_no()
    path = tmp_path / "cut.csv"
    path.write_bytes((HEADER + LINES * 50).encode() + "清远市".encode()[:-1])
    with pytest.raises(FeedError) as caught:
        load_file(world.directory, path, now=NOW, list_name="失信被执行人")
    assert caught.value.place.row == 5002
    with Ledger.open(world.directory.ledger) as ledger:
        assert ledger.change_no() == before
    assert world.check(Subject(uscc=code(1))).matches == ()


def test_two_loads_at_once_both_end_well(world: World, tmp_path: Path) -> None:
    """The second writer waits for the first; both files are on the list afterwards."""
    paths = []
    for start in (0, 1000):
        lines = (f"清远市翠砚{n}贸易有限公司,{code(n)},2026-01-05,长期\n" for n in range(start, start + 1000))
        paths.append(written(tmp_path / f"{start}.csv", HEADER + "".join(lines)))
    faults: list[BaseException] = []

    def load(path: Path) -> None:
        try:
            load_file(world.directory, path, now=NOW, list_name="失信被执行人")
        except BaseException as error:  # noqa: BLE001 -- told below, in the test's own thread
            faults.append(error)

    threads = [threading.Thread(target=load, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with Ledger.open(world.directory.ledger) as ledger:
        assert ledger.entry_count() == 2000


def test_progress_is_told(world: World, tmp_path: Path) -> None:
    """Progress counts every row and never runs past the end of the file."""
    told: list[tuple[int, int, int]] = []
    path = written(tmp_path / "a.csv", HEADER + LINES)
    load_file(world.directory, path, now=NOW, list_name="失信被执行人", progress=lambda *now: told.append(now))
    assert [rows for rows, _, _ in told] == list(range(1, 101))
    assert {size for _, _, size in told} == {path.stat().st_size}
    assert max(done for _, done, _ in told) <= path.stat().st_size
