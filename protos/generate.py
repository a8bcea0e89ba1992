#!/usr/bin/env python3
"""Make ``jointsanction/v1/`` from ``protos/jointsanction/v1/*.proto``; with ``--check`` only tell whether it is fresh.

The generator is pinned in ``protos/requirements.txt`` and lives in ``.venv-protos``, made when it is first needed. The
stubs go into the library's tree because they import each other as ``jointsanction.v1``, the name of the proto package.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

PROTOS = Path(__file__).resolve().parent
ROOT = PROTOS.parent
TARGET = ROOT / "jointsanction" / "v1"
VENV = ROOT / ".venv-protos"
STAMP = VENV / ".generator-stamp"
REQUIREMENTS = PROTOS / "requirements.txt"


def set_up() -> Path:
    """The Python of the generator's environment."""
    python = VENV / "bin" / "python"
    stamp = hashlib.sha256(REQUIREMENTS.read_bytes() + sys.version.encode() + str(ROOT).encode()).hexdigest()
    if not STAMP.is_file() or STAMP.read_text(encoding="ascii") != stamp:
        print("Setting up .venv-protos (once) ...", file=sys.stderr, flush=True)
        venv.create(VENV, with_pip=True, clear=True)
        options = ["--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]
        subprocess.run([python, "-m", "pip", "install", *options, "-r", REQUIREMENTS], check=True)
        STAMP.write_text(stamp, encoding="ascii")
    return python


def generate(folder: Path) -> dict[str, str]:
    """The stubs by file name, as the generator makes them."""
    python = set_up()
    sources = sorted(path.relative_to(PROTOS).as_posix() for path in PROTOS.glob("jointsanction/v1/*.proto"))
    outputs = [f"--{plugin}_out={folder}" for plugin in ("python", "grpc_python", "mypy", "mypy_grpc")]
    done = subprocess.run(
        [python, "-m", "grpc_tools.protoc", f"-I{PROTOS}", f"-I{PROTOS / 'third_party'}", *outputs, *sources],
        check=False,
        text=True,
        stderr=subprocess.PIPE,
        # protoc finds the mypy plugins beside the interpreter
        env={"PATH": f"{VENV / 'bin'}:/usr/bin:/bin"},
    )
    if done.returncode:
        sys.exit(done.stderr)
    services = {Path(source).stem for source in sources if source.endswith("_service.proto")}
    return {
        path.name: path.read_text(encoding="utf-8")
        for path in sorted((folder / "jointsanction" / "v1").iterdir())
        # a file without a service has nothing to say to gRPC
        if "_pb2_grpc" not in path.name or path.name.split("_pb2_grpc")[0] in services
    }


def main() -> int:
    """Write the stubs, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 where a stub is not fresh")
    only_check = parser.parse_args().check
    with tempfile.TemporaryDirectory() as folder:
        made = generate(Path(folder))
    there = {path.name: path.read_text(encoding="utf-8") for path in TARGET.glob("*_pb2*.py*")}
    stale = sorted(name for name in made.keys() | there.keys() if made.get(name) != there.get(name))
    if only_check:
        for name in stale:
            print(f"protos/generate.py: jointsanction/v1/{name} is not what the protos make; run it", file=sys.stderr)
        return 1 if stale else 0
    for name in stale:
        if name in made:
            (TARGET / name).write_text(made[name], encoding="utf-8")
        else:
            (TARGET / name).unlink()
    print(f"{len(made)} stubs, {len(stale)} changed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
