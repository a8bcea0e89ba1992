#!/usr/bin/env python3
"""Set the project up and run it: ``python3 run.py demo`` and ``python3 run.py test``.

Makes ``.venv`` beside this file, installs the pinned packages of ``requirements.lock`` (hashes checked) and the project
itself in editable mode, and runs one of the commands below. Only the standard library is used here.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
STAMP = VENV / ".jointsanction-stamp"
LOCK = ROOT / "requirements.lock"
NO_NETWORK = ("name resolution", "NewConnectionError", "unreachable", "Name or service not known", "ConnectTimeout")

# Each check: the word that runs it alone, and its command lines (the first word is looked up in .venv).
CHECKS = (
    (
        "lint",
        (
            ("ruff", "check", "--output-format", "concise", "."),
            ("ruff", "format", "--check", "."),
            ("buf", "lint"),
            ("buf", "format", "--diff", "--exit-code"),
        ),
    ),
    ("types", (("mypy",),)),
    ("layers", (("lint-imports", "--no-cache"),)),
    (
        "fresh",
        (
            ("python", "run.py", "lock", "--check"),
            ("python", "bench/make_demo.py", "--check"),
            ("python", "bench/make_scorecard.py", "--check"),
            ("python", "protos/generate.py", "--check"),
            ("python", "protos/breaking.py"),
        ),
    ),
    ("unit", (("python", "-m", "pytest", "-q", "-n", "auto"),)),
)

USAGE = """usage: python3 run.py COMMAND [ARGUMENTS]

  demo     load the shipped lists, screen the shipped company file, print the decisions
  test     every check below
  lint     ruff check, ruff format --check, buf lint, buf format
  types    mypy --strict
  layers   import-linter: imports run downward only
  fresh    generated files are what their generators make, and the contract breaks no earlier one
  unit     pytest (arguments are passed on: python3 run.py unit tests/names)
  lock     write requirements.lock anew (needs uv; --upgrade takes newer releases)"""


if sys.version_info < (3, 11):  # noqa: UP036 -- an old Python reads this far, and must say what is wrong
    newer = [name for name in ("python3.13", "python3.12", "python3.11") if shutil.which(name)]
    advice = f"try: {newer[0]} run.py" if newer else "install Python 3.11 or newer"
    sys.exit(f"run.py: Python 3.11 or newer is needed, this is {sys.version_info[0]}.{sys.version_info[1]}; {advice}")


def give_up(message: str) -> NoReturn:
    """End with one line on stderr and exit code 2: the command could not even start."""
    print("run.py:", message, file=sys.stderr)
    raise SystemExit(2)


def dependency_digest() -> str:
    """Digest of everything in pyproject.toml that decides what is pinned; the lock's first lines carry it."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [project["project"]["requires-python"], project["project"]["dependencies"], project["dependency-groups"]]
    return hashlib.sha256(json.dumps(wanted, sort_keys=True).encode()).hexdigest()[:16]


def lock(arguments: list[str]) -> int:
    """Write requirements.lock with uv; with ``--check``, only tell whether it belongs to pyproject.toml."""
    mark = f"# for the dependencies of pyproject.toml with digest {dependency_digest()}"
    if arguments == ["--check"]:
        if mark in LOCK.read_text(encoding="utf-8").splitlines():
            return 0
        give_up("requirements.lock is older than the dependencies in pyproject.toml; run: python3 run.py lock")
    uv = shutil.which("uv") or give_up("uv is needed to write requirements.lock; run: python3 -m pip install uv")
    options = ["--group", "dev", "--universal", "--python-version", "3.11", "--generate-hashes"]
    quiet = ["--quiet", "--no-emit-index-url", "--no-header", "--no-annotate"]
    command = [uv, "pip", "compile", "pyproject.toml", *options, *quiet, "-o", LOCK.name, *arguments]
    code = subprocess.call(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    if code == 0:
        body = [line for line in LOCK.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        head = ["# Pinned packages for Python 3.11 and newer. Written by: python3 run.py lock", mark]
        LOCK.write_text("\n".join([*head, *body]) + "\n", encoding="utf-8")
    return code


def set_up() -> None:
    """Make or mend ``.venv``; nothing is done while its stamp says that it fits this Python, lock and pyproject."""
    parts = (sys.version.encode(), str(ROOT).encode(), LOCK.read_bytes(), (ROOT / "pyproject.toml").read_bytes())
    stamp = hashlib.sha256(b"\0".join(parts)).hexdigest()
    if STAMP.is_file() and STAMP.read_text(encoding="ascii") == stamp:
        return
    if importlib.util.find_spec("ensurepip") is None:
        give_up("this Python has no ensurepip; on Debian or Ubuntu run: apt-get install python3-venv")
    print("Setting up .venv (once) ...", file=sys.stderr, flush=True)
    STAMP.unlink(missing_ok=True)
    venv.create(VENV, with_pip=True, clear=not fits_this_python())
    install("--require-hashes", "--only-binary", ":all:", "-r", str(LOCK))
    install("--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    STAMP.write_text(stamp, encoding="ascii")


def fits_this_python() -> bool:
    """Whether ``.venv`` was made by this release of Python, so that it can be mended rather than made anew."""
    settings = VENV / "pyvenv.cfg"
    return settings.is_file() and f"version = {'.'.join(map(str, sys.version_info[:3]))}" in settings.read_text()


def install(*arguments: str) -> None:
    """Run pip in ``.venv``; without a network this ends with one line instead of pip's pages."""
    command = [str(BIN / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "2"]
    result = subprocess.run([*command, *arguments], cwd=ROOT, text=True, stderr=subprocess.PIPE, check=False)
    if result.returncode == 0:
        return
    if any(sign in result.stderr for sign in NO_NETWORK):
        give_up("no package index can be reached: the first run needs the network, or pip configured for a mirror")
    sys.stderr.write(result.stderr)
    give_up("the pinned packages could not be installed; pip's message stands above")


def run(command: tuple[str, ...]) -> int:
    """Run a command of ``.venv`` in the project's folder and return its exit code."""
    print("+", *command, file=sys.stderr, flush=True)
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}", "VIRTUAL_ENV": str(VENV)}
    return subprocess.call([str(BIN / command[0]), *command[1:]], cwd=ROOT, env=environment)


def check(names: list[str], arguments: list[str]) -> int:
    """Run the named checks to the end, each of them whether or not an earlier one failed."""
    commands = [(name, command) for name, lines in CHECKS for command in lines if name in names]
    failed = [name for name, command in commands if run((*command, *arguments)) != 0]
    if failed:
        print("run.py: failed:", *dict.fromkeys(failed), file=sys.stderr)
    return 1 if failed else 0


def main(words: list[str]) -> int:
    """Carry out one command line; see USAGE."""
    names = [name for name, _ in CHECKS]
    command, arguments = (words[0], words[1:]) if words else ("", [])
    if command == "lock":
        return lock(arguments)
    if command not in ("demo", "test", *names):
        print(USAGE)
        return 0 if command in ("-h", "--help", "help") else 2
    set_up()
    if command == "demo":
        return run(("jointsanction", "demo", *arguments))
    return check(names if command == "test" else [command], [] if command == "test" else arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
