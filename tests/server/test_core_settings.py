"""What gRPC's core is told: in time, and only where nobody else has said anything."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from jointsanction_server.core_settings import read_in_one_thread

_SERVE = """
import os, sys
import jointsanction_server.core_settings as core_settings

def seen():
    told()
    print("grpc" in sys.modules, os.environ.get("GRPC_EXPERIMENTS"))

told = core_settings.read_in_one_thread
core_settings.read_in_one_thread = seen
from jointsanction.cli.main import main
sys.argv = ["jointsanction", "serve", "--data", sys.argv[1]]
main()
"""


def test_serve_tells_it_before_grpc_is_imported(tmp_path: object) -> None:
    """While it is imported gRPC looks, and never again."""
    environment = {name: value for name, value in os.environ.items() if name != "GRPC_EXPERIMENTS"}
    run = subprocess.run(
        [sys.executable, "-c", _SERVE, str(tmp_path)], env=environment, capture_output=True, text=True, timeout=60
    )
    assert run.stdout.splitlines()[0] == "False -event_engine_listener", run.stderr


def test_who_starts_the_server_may_choose_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in the environment is left."""
    monkeypatch.setenv("GRPC_EXPERIMENTS", "event_engine_fork")
    read_in_one_thread()
    assert os.environ["GRPC_EXPERIMENTS"] == "event_engine_fork"
    monkeypatch.setenv("GRPC_EXPERIMENTS", "")
    read_in_one_thread()
    assert os.environ["GRPC_EXPERIMENTS"] == ""
