"""The baseline of the sidecar: a server on the same grpc.aio and event loop whose methods give back what came in.

Run by bench/serve.py as a process of its own; prints its port. ``--as-served``: gRPC is told what ``serve`` tells it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from jointsanction_server.core_settings import read_in_one_thread

if "--as-served" in sys.argv:
    read_in_one_thread()

import grpc
import grpc.aio

from jointsanction_server.loop import run_loop
from jointsanction_server.settings import ServeSettings


async def _unary(request: bytes, _context: object) -> bytes:
    return request


async def _stream(_requests: object, context: grpc.aio.ServicerContext[bytes, bytes]) -> None:
    while (message := await context.read()) is not grpc.aio.EOF:
        await context.write(message)


async def main() -> None:
    """Serve until killed."""
    server = grpc.aio.server(options=ServeSettings(data=Path()).grpc_options())
    handlers = {
        "Unary": grpc.unary_unary_rpc_method_handler(_unary),
        "Stream": grpc.stream_stream_rpc_method_handler(_stream),
    }
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("Echo", handlers),))
    print(server.add_insecure_port("127.0.0.1:0"), flush=True)
    await server.start()
    await server.wait_for_termination()


if __name__ == "__main__":
    run_loop(main())
