"""The client of the service, for callers written in Python.

    from jointsanction import Context, Subject
    from jointsanction.client import Client, Tls

    with Client("checks.example:50051", key=key, tls=Tls(authority=Path("ca.pem"))) as client:
        answer = client.check(Subject("清远市某某有限公司", "91441800…"), Context(department="清远市财政局"))

``service_config()`` is the published gRPC service config, for clients in other languages.
"""

from __future__ import annotations

from jointsanction.client.answer import Acknowledgement, Answer
from jointsanction.client.async_client import AsyncClient
from jointsanction.client.client import Client
from jointsanction.client.connection import Tls, service_config
from jointsanction.client.question import ListRecord, Question
from jointsanction.errors import ServiceError

__all__ = [
    "Acknowledgement",
    "Answer",
    "AsyncClient",
    "Client",
    "ListRecord",
    "Question",
    "ServiceError",
    "Tls",
    "service_config",
]
