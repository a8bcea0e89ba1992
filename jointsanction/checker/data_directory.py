"""The data directory: where a deployment keeps its ledger, catalogue, memoranda, index and secret.

DIR/ledger.sqlite3     the store of record
DIR/catalog/*.yaml     lists, departments, bodies, items, legal bases: edited by the deployment
DIR/memoranda/*.yaml   the rules: edited by the deployment
DIR/index/             made from the ledger, may be deleted
DIR/callers.yaml       who may use the service, with digests of their keys; absent until the first caller is set up
DIR/record.sqlite3     the case record: checks, answers and reviews, made when the first one is written down
DIR/record.journal     checks on their way into it; record.journal-ends tells where it ends
DIR/secret.key         key of the hashes that stand for identity numbers; 0600, belongs into the backup
"""

from __future__ import annotations

import hmac
import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jointsanction import catalog, memoranda
from jointsanction.errors import DataDirectoryError
from jointsanction.ledger import Ledger

ENVIRONMENT = "JOINTSANCTION_DATA"
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class DataDirectory:
    """The paths of one data directory."""

    root: Path

    @property
    def ledger(self) -> Path:
        """The SQLite file of the ledger."""
        return self.root / "ledger.sqlite3"

    @property
    def record(self) -> Path:
        """The SQLite file of the case record."""
        return self.root / "record.sqlite3"

    @property
    def callers(self) -> Path:
        """The file of callers."""
        return self.root / "callers.yaml"

    @property
    def index(self) -> Path:
        """Folder of the index."""
        return self.root / "index"

    @property
    def secret(self) -> Path:
        """File of the key."""
        return self.root / "secret.key"

    def rule_files(self) -> dict[str, bytes]:
        """The catalogue and memorandum files as they stand, by their path inside the directory."""
        return {**catalog.read_files(self.root), **memoranda.read_files(self.root)}

    def require(self) -> DataDirectory:
        """Itself, if a ledger is there; raises DataDirectoryError (DATA_DIRECTORY_MISSING)."""
        if not self.ledger.is_file():
            raise DataDirectoryError(
                f"数据目录 {self.root} 中没有名单库；请先运行 jointsanction init --data {self.root}",
                reason="DATA_DIRECTORY_MISSING",
            )
        return self

    def hasher(self) -> KeyedHash:
        """The keyed hash of this directory; raises DataDirectoryError when its key is missing."""
        try:
            key = self.secret.read_bytes()
        except OSError as error:
            message = f"读不到密钥文件 {self.secret}：{error.strerror}；请从备份恢复"
            raise DataDirectoryError(message, reason="DATA_DIRECTORY_MISSING") from error
        return KeyedHash(key)


@dataclass(frozen=True, slots=True)
class KeyedHash:
    """HMAC-SHA256 under the directory's key: how identity numbers of natural persons are kept."""

    key: bytes

    def __call__(self, text: str) -> str:
        """32 hexadecimal digits; the same person gives the same ones in this directory only."""
        return hmac.digest(self.key, text.encode("utf-8", "surrogatepass"), "sha256").hex()[:32]

    def __repr__(self) -> str:
        return "KeyedHash(…)"


def create(root: Path, *, now: datetime) -> DataDirectory:
    """Make a data directory with an empty ledger and the shipped catalogue and memoranda.

    Raises DataDirectoryError: DATA_DIRECTORY_TAKEN when a ledger is there already, DATA_DIRECTORY_NOT_WRITABLE.
    """
    directory = DataDirectory(root)
    if directory.ledger.exists():
        raise DataDirectoryError(f"{root} 已经是数据目录，未作改动", reason="DATA_DIRECTORY_TAKEN")
    try:
        root.mkdir(parents=True, exist_ok=True, mode=0o750)
        shipped = (catalog.shipped_files(), memoranda.shipped_files(), catalog.schema_files(), memoranda.schema_files())
        for name, content in [pair for files in shipped for pair in files.items()]:
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                path.write_bytes(content)
        if not directory.secret.exists():
            descriptor = os.open(directory.secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(secrets.token_bytes(_SECRET_BYTES))
    except OSError as error:
        message = f"不能写入 {root}：{error.strerror}"
        raise DataDirectoryError(message, reason="DATA_DIRECTORY_NOT_WRITABLE") from error
    Ledger.create(directory.ledger, now=now).close()
    return directory
