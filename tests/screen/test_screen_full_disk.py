"""A disk that is full while a workbook is written: one error, no noise when the archive is thrown away."""

from __future__ import annotations

import errno
import gc
import hashlib
import io
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter
from command import ROOT
from invented import code
from world import World
from xlsxwriter.exceptions import FileCreateError

from jointsanction.screen.output import OutputFile, close_workbook


class SmallDisk(io.BytesIO):
    """A file on a disk with room for so many bytes."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self._room = room

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._room -= len(data)
        if self._room < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data)


@pytest.mark.parametrize("room", [0, 100, 1000, 3000])
@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_full_disk_is_told_once(room: int) -> None:
    """Wherever the disk runs full, one OSError comes through; throwing the archive away raises nothing."""
    with SmallDisk(room) as disk:
        book = xlsxwriter.Workbook(OutputFile(disk), {"constant_memory": True})
        book.add_worksheet().write_string(0, 0, "x" * 1000)
        with pytest.raises(OSError, match="No space left"):
            close_workbook(book)
    del book
    gc.collect()


def test_without_the_guard_the_archive_makes_noise() -> None:
    """What the guard is for: the library's archive tries to write again when it is thrown away."""
    told: list[object] = []
    before, sys.unraisablehook = sys.unraisablehook, told.append
    try:
        with SmallDisk(1000) as disk:
            book = xlsxwriter.Workbook(disk, {"constant_memory": True})
            with pytest.raises(FileCreateError):
                book.close()
        del book
        gc.collect()
    finally:
        sys.unraisablehook = before
    assert told


LIMITED = """
import resource, signal, sys
from jointsanction.cli import main
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))
main(sys.argv[1:])
"""


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".jsonl"])
def test_a_result_that_does_not_fit_leaves_nothing(world: World, tmp_path: Path, ending: str) -> None:
    """A result that cannot be written to its end is an error with the file's name; no part of it is left."""
    world.load([{"list": "失信被执行人", "name": "清远市翠砚贸易有限公司", "uscc": code(1)}])
    world.open().close()
    source, target = tmp_path / "in.csv", tmp_path / f"out{ending}"
    names = (f"清远市{hashlib.sha256(str(number).encode()).hexdigest()}有限公司" for number in range(9_000))
    source.write_text("企业名称\n" + "\n".join(names), encoding="utf-8")
    words = ["screen", source, "-o", target, "--workers", "1", "--data", world.data]
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, *words], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 2
    assert done.stderr.startswith(f"错误 [FILE_UNREADABLE] {target}"), done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.glob("*out*")) == []
