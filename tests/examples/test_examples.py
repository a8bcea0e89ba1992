"""The examples do what they say against the real server: check, do what it says, report back."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from certificates import Authority
from command import ROOT
from invented import code
from served import Server, server
from world import World

from jointsanction.callers import CallerForm, add_caller, key_form, new_key
from jointsanction.client import Client, Tls

EXAMPLES = ROOT / "examples"
NAME = "清远市禾穗岚建材有限公司"
HERE = ("--department", "财政", "--item", "QY-CZ-001", "--region", "清远市", "--officer", "张三", "--case-no", "2026-1")


@dataclass
class Case:
    """A server over TLS and one for this machine alone, the authority's certificate and a file with a caller's key."""

    running: Server
    local: Server
    authority: Path
    key_file: Path

    def options(self, example: tuple[str, ...]) -> tuple[str, ...]:
        """Where the service is. Debian's netty cannot negotiate HTTP/2 over TLS, so Java calls the local one."""
        key = ("--key-file", str(self.key_file))
        if example[0] == "java":
            return ("--address", self.local.address, *key)
        return ("--address", self.running.address, "--ca", str(self.authority), *key)

    def stored(self, check_id: str) -> dict[str, object]:
        """A check as the service has it."""
        key = self.key_file.read_text(encoding="ascii")
        with Client(self.running.address, key=key, tls=Tls(self.authority)) as client:
            return client.get_check(check_id)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    root = tmp_path_factory.mktemp("examples")
    world = World(root)
    world.load([{"uscc": code(1), "name": NAME}], list_name="重大税收违法失信主体")
    key, key_file = new_key(), root / "key"
    key_file.write_text(key.text, encoding="ascii")
    keys = [key_form(key, today=date(2026, 1, 1), expires_on=None).model_dump()]
    rights = ["check", "report"]
    filled = {"name": "approval", "rights": rights, "departments": ["finance"], "regions": ["441800"], "keys": keys}
    add_caller(world.directory.callers, CallerForm.model_validate(filled))
    authority = Authority(root / "authority")
    certificate, private = authority.issue("server", "127.0.0.1")
    tls = ("--tls-cert", certificate, "--tls-key", private)
    with server(world.data, *tls) as running, server(world.data) as local:
        yield Case(running, local, authority.certificate, key_file)


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """The Node example, installed as its README says. Only on a developer's machine may node be missing."""
    if shutil.which("npm") is None and "CI" not in os.environ:
        pytest.skip("npm is not installed; .ci/run installs it")
    folder = tmp_path_factory.mktemp("node") / "node"
    shutil.copytree(EXAMPLES / "node", folder, ignore=shutil.ignore_patterns("node_modules"))
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=True)
    places = ("--protos", str(ROOT / "protos"))
    config = ROOT / "jointsanction" / "client" / "data" / "service_config.json"
    return ("node", str(folder / "check.js"), *places, "--service-config", str(config))


PYTHON = (sys.executable, str(EXAMPLES / "python" / "check.py"))


@pytest.fixture(scope="module")
def java(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """The Java example, built with Debian's packages where those are installed."""
    if shutil.which("javac") is None or shutil.which("grpc_java_plugin") is None:
        pytest.skip("javac and Debian's gRPC for Java are not installed; see examples/README.md")
    build = tmp_path_factory.mktemp("java")
    subprocess.run(
        [EXAMPLES / "java" / "build-debian.sh"],
        env={**os.environ, "BUILD": str(build)},
        check=True,
        capture_output=True,
    )
    classpath = (build / "classpath").read_text(encoding="ascii")
    return ("java", "-cp", f"{build / 'classes'}:{classpath}", "Check")


@pytest.fixture(params=["python", "node", "java"])
def example(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """The command line of each example."""
    found: tuple[str, ...] = PYTHON if request.param == "python" else request.getfixturevalue(request.param)
    return found


def run(command: tuple[str, ...], *options: str) -> dict[str, object]:
    """What an example prints."""
    done = subprocess.run([*command, *options], capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def bare(outcome: object) -> str:
    return str(outcome).removeprefix("OUTCOME_")


def test_a_listed_enterprise_is_restricted_and_that_is_reported(case: Case, example: tuple[str, ...]) -> None:
    """The whole loop: RESTRICT, every measure reported as taken, the check closed."""
    done = run(example, *case.options(example), *HERE, "--name", NAME, "--uscc", code(1))
    assert (bare(done["outcome"]), done["next"]) == ("RESTRICT", "restrict")
    stored = case.stored(str(done["check_id"]))
    measures = stored["measures"]
    assert isinstance(measures, list)
    assert (stored["caller"], stored["open"]) == ("approval", False)
    assert done["reported"] == [each["measure_id"] for each in measures if each["taken"]] != []


@pytest.mark.parametrize(
    ("name", "uscc", "outcome", "step"),
    [
        (NAME.replace("建材", "建村"), "", "VERIFY", "person"),
        ("清远市没有此事贸易有限公司", code(9), "CLEAR", "continue"),
    ],
)
def test_what_is_next(case: Case, example: tuple[str, ...], name: str, uscc: str, outcome: str, step: str) -> None:
    """A resembling name goes to a person and reports nothing; an unlisted enterprise goes on."""
    done = run(example, *case.options(example), *HERE, "--name", name, "--uscc", uscc)
    assert (bare(done["outcome"]), done["next"], done["reported"]) == (outcome, step, [])


@pytest.mark.parametrize(
    ("options", "error"), [(("--region", "广州市"), "PERMISSION_DENIED"), (("--address", "127.0.0.1:1"), "UNAVAILABLE")]
)
def test_no_answer_is_never_clear(case: Case, example: tuple[str, ...], options: tuple[str, str], error: str) -> None:
    """A refused call, and a service that is not there, end with a person."""
    done = run(example, *case.options(example), *HERE, "--name", NAME, *options)
    assert (done["outcome"], done["next"], done["error"]) == (None, "person", error)


def test_the_lock_names_no_registry() -> None:
    """package-lock.json pins by hash; where a package comes from is the business of whoever installs it."""
    lock = json.loads((EXAMPLES / "node" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: each for name, each in lock["packages"].items() if name}
    assert packages
    assert [name for name, each in packages.items() if "resolved" in each or "integrity" not in each] == []
