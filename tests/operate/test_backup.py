"""A backup brings everything back; an archive that is damaged or made by somebody else brings nothing."""

from __future__ import annotations

import io
import json
import sqlite3
import stat
import tarfile
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from invented import code
from world import NOW, World

from jointsanction.checker import DataDirectory
from jointsanction.errors import DataDirectoryError
from jointsanction.model import Subject
from jointsanction.operate import backup, restore

ROW = {"list": "失信被执行人", "name": "清远市翠砚贸易有限公司", "uscc": code(1)}
Change = Callable[[dict[str, bytes]], None]


def archive_of(world: World, tmp_path: Path) -> Path:
    world.load([ROW])
    backup(world.directory, tmp_path / "b.tar.gz", now=NOW)
    return tmp_path / "b.tar.gz"


def reason_of(source: Path, root: Path) -> str:
    with pytest.raises(DataDirectoryError) as caught:
        restore(source, root)
    return caught.value.reason


def remade(source: Path, change: Change, target: Path) -> Path:
    """The archive with its members changed."""
    with tarfile.open(source) as archive:
        members = {each.name: archive.extractfile(each) for each in archive}
        files = {name: file.read() for name, file in members.items() if file}
    change(files)
    with tarfile.open(target, "w:gz") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return target


def test_round_trip_answers_byte_for_byte(world: World, tmp_path: Path) -> None:
    """A restored directory gives the same bytes for the same question, keeps its key, and both are private."""
    source = archive_of(world, tmp_path)
    before = world.check(Subject(uscc=code(1))).to_json()
    restore(source, tmp_path / "back")
    key = (world.data / "secret.key").read_bytes()
    world.directory = DataDirectory(tmp_path / "back")
    assert world.check(Subject(uscc=code(1))).to_json() == before
    assert (tmp_path / "back" / "secret.key").read_bytes() == key
    assert [stat.S_IMODE(path.stat().st_mode) for path in (source, tmp_path / "back" / "secret.key")] == [0o600] * 2
    assert sorted(path.name for path in (tmp_path / "back").iterdir()) == [
        "catalog", "ledger.sqlite3", "ledger.sqlite3-mark", "memoranda", "secret.key",
    ]  # fmt: skip


def test_case_record_in_use_is_copied_whole(world: World, tmp_path: Path) -> None:
    """The case record is copied as of one moment, with what still stands in its write-ahead log."""
    world.load([ROW])
    with closing(sqlite3.connect(world.directory.record)) as record:
        record.execute("PRAGMA journal_mode=WAL")
        record.execute("CREATE TABLE note (text)")
        record.execute("INSERT INTO note VALUES ('kept')")
        record.commit()
        backup(world.directory, tmp_path / "b.tar.gz", now=NOW)
    restore(tmp_path / "b.tar.gz", tmp_path / "back")
    with closing(sqlite3.connect(tmp_path / "back" / "record.sqlite3")) as record:
        assert record.execute("SELECT text FROM note").fetchall() == [("kept",)]


def test_backup_never_overwrites(world: World, tmp_path: Path) -> None:
    """A file that is there already stays as it is."""
    (tmp_path / "b.tar.gz").write_bytes(b"older")
    with pytest.raises(DataDirectoryError) as caught:
        backup(world.directory, tmp_path / "b.tar.gz", now=NOW)
    assert caught.value.reason == "DATA_DIRECTORY_TAKEN"
    assert (tmp_path / "b.tar.gz").read_bytes() == b"older"


def test_backup_needs_the_key(world: World, tmp_path: Path) -> None:
    """Without the key there would be no use in the archive: it is not made, and the key is named."""
    world.directory.secret.unlink()
    with pytest.raises(DataDirectoryError, match=r"secret\.key"):
        backup(world.directory, tmp_path / "b.tar.gz", now=NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_backup_into_a_missing_folder_says_so(world: World, tmp_path: Path) -> None:
    """A target that cannot be written is an answer with a reason."""
    with pytest.raises(DataDirectoryError) as caught:
        backup(world.directory, tmp_path / "nowhere" / "b.tar.gz", now=NOW)
    assert caught.value.reason == "DATA_DIRECTORY_NOT_WRITABLE"


@pytest.mark.parametrize("kept", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_cut_archive_restores_nothing(world: World, tmp_path: Path, kept: float) -> None:
    """Wherever an archive is cut, it is refused and no file lands."""
    source = archive_of(world, tmp_path)
    content = source.read_bytes()
    source.write_bytes(content[: int(len(content) * kept)])
    assert reason_of(source, tmp_path / "back") == "BACKUP_DAMAGED"
    assert list((tmp_path / "back").iterdir()) == []


@pytest.mark.parametrize("place", [0.2, 0.5, 0.8])
def test_flipped_bit_restores_nothing(world: World, tmp_path: Path, place: float) -> None:
    """One wrong bit anywhere in the content is noticed."""
    source = archive_of(world, tmp_path)
    content = bytearray(source.read_bytes())
    content[int(len(content) * place)] ^= 0x10
    source.write_bytes(bytes(content))
    assert reason_of(source, tmp_path / "back") == "BACKUP_DAMAGED"
    assert list((tmp_path / "back").iterdir()) == []


def with_digest(name: str, content: bytes) -> Change:
    """Add a member and enter it in the manifest, so that only its name can give it away."""

    def change(files: dict[str, bytes]) -> None:
        manifest = json.loads(files.pop("manifest.json"))
        manifest["sha256"][name] = sha256(content).hexdigest()
        files[name] = content
        files["manifest.json"] = json.dumps(manifest).encode()

    return change


def edited(key: str, value: object) -> Change:
    """Change one field of the manifest."""

    def change(files: dict[str, bytes]) -> None:
        files["manifest.json"] = json.dumps(json.loads(files["manifest.json"]) | {key: value}).encode()

    return change


@pytest.mark.parametrize(
    "change",
    [
        with_digest("../evil", b"x"),
        with_digest("/evil", b"x"),
        with_digest("catalog/../../evil", b"x"),
        with_digest("catalog/..", b"x"),
        with_digest("evil.py", b"x"),
        with_digest("index/exact.seg", b"x"),
        lambda files: files.pop("manifest.json"),
        lambda files: files.pop("secret.key"),
        lambda files: files.update({"catalog/extra.yaml": b"x"}),
        lambda files: files.update({"secret.key": b"other"}),
        lambda files: files.update({"manifest.json": b"[]"}),
        lambda files: files.update({"manifest.json": b"\xff"}),
        edited("format", "other-1"),
        edited("sha256", None),
        edited("sha256", {"../../etc/hostname": "0" * 64}),
        edited("change_no", "many"),
    ],
)
def test_foreign_archive_is_refused(world: World, tmp_path: Path, change: Change) -> None:
    """Paths that lead out, unknown files, missing or changed ones, a manifest that lies: nothing lands anywhere."""
    made = remade(archive_of(world, tmp_path), change, tmp_path / "evil.tar.gz")
    assert reason_of(made, tmp_path / "x" / "back") == "BACKUP_DAMAGED"
    assert [path.name for path in (tmp_path / "x").rglob("*")] == ["back"]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE, tarfile.CHRTYPE])
def test_only_regular_files_are_unpacked(tmp_path: Path, kind: bytes) -> None:
    """A link, device, pipe or folder under a known name is refused."""
    with tarfile.open(tmp_path / "evil.tar.gz", "w:gz") as archive:
        entry = tarfile.TarInfo("ledger.sqlite3")
        entry.type, entry.linkname = kind, "secret.key"
        archive.addfile(entry)
    assert reason_of(tmp_path / "evil.tar.gz", tmp_path / "back") == "BACKUP_DAMAGED"
    assert list((tmp_path / "back").iterdir()) == []


@pytest.mark.parametrize("name", ["ledger.sqlite3", "secret.key", "catalog", "memoranda", "index"])
def test_restore_never_mixes_with_what_is_there(world: World, tmp_path: Path, name: str) -> None:
    """A directory that holds any part of another data directory is left alone, and the part is named."""
    source = archive_of(world, tmp_path)
    (tmp_path / "back").mkdir()
    (tmp_path / "back" / name).write_bytes(b"mine")
    with pytest.raises(DataDirectoryError, match=name) as caught:
        restore(source, tmp_path / "back")
    assert caught.value.reason == "DATA_DIRECTORY_TAKEN"
    assert (tmp_path / "back" / name).read_bytes() == b"mine"
    assert len(list((tmp_path / "back").iterdir())) == 1


def test_missing_archive_says_so(tmp_path: Path) -> None:
    """A file that is not there is an answer with a reason."""
    assert reason_of(tmp_path / "none.tar.gz", tmp_path / "back") == "BACKUP_DAMAGED"
