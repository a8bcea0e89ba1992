"""One company on a list, asked about at a real server while something is wrong."""

from __future__ import annotations

import time
from collections.abc import Callable

import grpc
from invented import code
from served import Server

from jointsanction.client import Answer, Client, Question, ServiceError
from jointsanction.client.failure import failure_of
from jointsanction.client.question import check_request
from jointsanction.model import Context, Subject
from jointsanction.v1.check_service_pb2_grpc import CheckServiceStub

NAME = "清远市禾穗岚建材有限公司"
SUBJECT = Subject(NAME, code(1))
TENDER = Context("财政", "QY-CZ-001", "清远市")
TAX = "重大税收违法失信主体"
LISTED = {"list": TAX, "uscc": code(1), "name": NAME}


def ask(server: Server, seconds: float = 10.0) -> Answer | str:
    """One question: the answer, or the reason why there is none."""
    with Client(server.address, seconds=seconds) as client:
        try:
            return client.check(SUBJECT, TENDER)
        except ServiceError as error:
            return f"{error.code} {error.reason}"


def ask_once(server: Server, seconds: float) -> str:
    """One question without any repetition: the reason why there is no answer, "" where there is one."""
    with grpc.insecure_channel(server.address, options=[("grpc.enable_retries", 0)]) as channel:
        try:
            CheckServiceStub(channel).Check(check_request(Question(SUBJECT, TENDER)), timeout=seconds)
        except grpc.RpcError as error:
            failed = failure_of(error)
            return f"{failed.code} {failed.reason}"
    return ""


def answered(server: Server) -> bool:
    """Whether a question is answered now, as it must be."""
    found = ask(server)
    return not isinstance(found, str) and found.outcome.name == "RESTRICT" and found.check_id != ""


def wait_for(what: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait until something holds."""
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until
        time.sleep(0.1)
