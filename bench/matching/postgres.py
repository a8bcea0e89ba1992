"""The peer PostgreSQL: pg_trgm with a GIN index, in a cluster of its own that lives as long as the measurement.

The cluster stands in a temporary folder, listens on a Unix socket there and nowhere else, and runs as an unprivileged
user: PostgreSQL refuses to run as root, so a root shell hands over to ``nobody``.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import psycopg

from matching.searcher import Answer, plain

LIMIT = 0.5
_BEST = "SELECT row, similarity(name, %(asked)s) AS s FROM n WHERE name %% %(asked)s ORDER BY s DESC, row LIMIT 1"


def programs() -> Path | None:
    """Folder of PostgreSQL's programs (Debian's place, or the PATH), None if it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


class Trigrams:
    """``name % asked`` over a GIN index of trigrams, best similarity first."""

    threshold = LIMIT

    def __init__(self, listed: Sequence[str]) -> None:
        self._programs = programs()
        self._folder = Path(tempfile.mkdtemp(prefix="bench-pg-"))
        self._user = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        os.chown(self._folder, self._user.pw_uid, self._user.pw_gid)
        data = str(self._folder / "data")
        self._run("initdb", "-D", data, "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        settings = f"-k {self._folder} -c listen_addresses= -c shared_buffers=512MB -c fsync=off -c max_wal_size=4GB"
        self._run("pg_ctl", "-D", data, "-w", "-l", str(self._folder / "log"), "-o", settings, "start")
        try:
            self._fill(listed)
        except BaseException:
            self.close()
            raise

    def _fill(self, listed: Sequence[str]) -> None:
        """A list and its index; sets what was measured of them."""
        self._database = psycopg.connect(host=str(self._folder), user="bench", dbname="postgres", autocommit=True)
        start = time.perf_counter()
        with self._database.cursor() as cursor:
            cursor.execute("CREATE EXTENSION pg_trgm")
            cursor.execute("CREATE TABLE n (row integer, name text)")
            with cursor.copy("COPY n FROM STDIN") as copy:
                for row in enumerate(listed):
                    copy.write_row(row)
            cursor.execute("SET maintenance_work_mem = '256MB'")
            cursor.execute("CREATE INDEX n_trgm ON n USING gin (name gin_trgm_ops)")
            cursor.execute("ANALYZE n")
            cursor.execute(f"SET pg_trgm.similarity_threshold = {LIMIT}")
            size = cursor.execute("SELECT pg_total_relation_size('n')").fetchone()
            version = cursor.execute("SHOW server_version").fetchone()
        self.build_seconds = time.perf_counter() - start
        self.disk_bytes = size[0] if size else 0
        self.label = "PostgreSQL pg_trgm GIN"
        self.settings = f"PostgreSQL {version[0] if version else ''}, name % asked, similarity_threshold {LIMIT}"

    def _run(self, program: str, *arguments: str) -> None:
        assert self._programs is not None, "PostgreSQL is not installed"
        who = {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
        subprocess.run(
            [str(self._programs / program), *arguments],
            check=True,
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            env={"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", "")},
            **who,
        )

    def best(self, written: str) -> Answer | None:
        """The most similar name above the limit."""
        found = self._database.execute(_BEST, {"asked": plain(written).replace("\0", "")}).fetchone()
        return Answer(int(found[0]), float(found[1])) if found else None

    def close(self) -> None:
        """Stop the cluster, whoever is connected to it, and remove it."""
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self._folder)
