"""What surrounds every call: read the message, know the caller, count, and turn errors into status.

No interceptors: they cost every call a few hops, and one place that wraps a method when it is registered does the same.
Handlers get messages and a caller, and raise the library's errors.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import traceback
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any, Protocol

import grpc
import grpc.aio
import structlog
from google.protobuf.descriptor import MethodDescriptor, ServiceDescriptor
from google.protobuf.message import DecodeError, Message
from google.protobuf.message_factory import GetMessageClass
from google.rpc.status_pb2 import Status
from grpc_status import rpc_status

from jointsanction.callers import Caller
from jointsanction.errors import AuthError, JointsanctionError, RequestError
from jointsanction.identifiers import resident_id
from jointsanction_server.metrics import MethodFigures, ServerFigures
from jointsanction_server.status import code_of, internal_status, status_of

_LOG = structlog.get_logger("jointsanction_server.calls")

_PLAIN_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")

Context = grpc.aio.ServicerContext[Any, Any]
if TYPE_CHECKING:  # generic in its stubs, not in itself
    Handler = grpc.RpcMethodHandler[Any, Any]
UnaryMethod = Callable[[Any, Caller], Awaitable[Message]]
StreamMethod = Callable[["Stream", Caller], Awaitable[None]]


class Door(Protocol):
    """Who makes a call, and who is told when one is refused."""

    def identify(self, context: Context) -> Caller:
        """The caller; raises AuthError."""
        ...

    def long_call(self, context: Context) -> Callable[[Caller], Caller]:
        """For a stream: the caller as it stands at each message; what it gives raises AuthError."""
        ...

    def spend(self, caller: Caller, calls: int = 1) -> float:
        """Take what a stream has asked from the caller's rate; seconds to wait before it may ask the next."""
        ...

    def denied(self, error: AuthError, context: Context, method: str) -> None:
        """A call was refused."""
        ...


class _Unreadable:
    """Stands for a message that could not be read: gRPC itself would tell the caller what went wrong inside."""


_UNREADABLE = _Unreadable()


@dataclass(slots=True)
class Stream:
    """The two directions of a bidirectional call."""

    context: Context
    spend: Callable[[Caller, int], float]
    figures: MethodFigures
    status: Callable[[Exception], Status]
    """The status of one item's error; a refusal is counted and recorded, as one of a whole call is."""
    still: Callable[[Caller], Caller]
    """The caller as it stands now; raises AuthError where it may call no more."""

    async def read(self) -> Any | None:  # noqa: ANN401 -- a message of the method's request type
        """The next message, None at the end. Raises RequestError MESSAGE_UNREADABLE."""
        message = await self.context.read()  # raises CancelledError where the other end has gone
        if message is grpc.aio.EOF:
            return None
        self.figures.items += 1
        return _readable(message)

    async def write(self, message: Message) -> None:
        """Send an answer; waits while the other end does not read."""
        try:
            await self.context.write(message)
        except grpc.aio.InternalError as error:
            # What gRPC raises where the other end has gone: nobody is there to be told of an error.
            raise asyncio.CancelledError from error


class Router(grpc.GenericRpcHandler):
    """Finds the handler of a call by its path; handlers may be exchanged while the server runs."""

    def __init__(self) -> None:
        self.handlers: dict[str, Handler] = {}

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> Handler | None:
        """The handler of a method; None where there is none of that name."""
        return self.handlers.get(handler_call_details.method)


class Calls:
    """Wraps the methods of one server."""

    def __init__(self, door: Door, figures: ServerFigures, *, log_each: bool = False) -> None:
        """``log_each`` logs every call that ends, not only those that fail."""
        self._door = door
        self._figures = figures
        self._log_each = log_each

    def handlers(self, service: ServiceDescriptor, methods: object) -> dict[str, Handler]:
        """The handlers of a service by the path of each method; ``ListChecks`` is ``methods.list_checks``."""
        return {
            f"/{service.full_name}/{method.name}": self._handler(method, getattr(methods, _snake(method.name)))
            for method in service.methods
        }

    def starting(self, service: ServiceDescriptor) -> dict[str, Handler]:
        """Handlers that ask callers to come again: the server is not open yet."""

        async def refuse(_message: object, _caller: object) -> Message:
            raise RequestError("服务正在启动，请稍后重试", reason="SERVER_STARTING")

        return {f"/{service.full_name}/{method.name}": self._handler(method, refuse) for method in service.methods}

    def _handler(self, method: MethodDescriptor, behaviour: Callable[..., Awaitable[Any]]) -> Handler:
        name = f"{method.containing_service.name}/{method.name}"
        make: Any = (
            grpc.stream_stream_rpc_method_handler if method.server_streaming else grpc.unary_unary_rpc_method_handler
        )
        wrap = self._streaming if method.server_streaming else self._unary
        handler: Handler = make(
            wrap(name, behaviour, self._figures.method(name)),
            request_deserializer=_reader(GetMessageClass(method.input_type)),
            response_serializer=GetMessageClass(method.output_type).SerializeToString,
        )
        return handler

    def _unary(
        self, name: str, behaviour: UnaryMethod, figures: MethodFigures
    ) -> Callable[[Any, Context], Awaitable[Message]]:
        identify = self._door.identify

        async def call(request: Any, context: Context) -> Message:  # noqa: ANN401 -- the method's request type
            started = perf_counter()
            figures.running += 1
            code = "OK"
            try:
                _require_time(context)
                return await behaviour(_readable(request), identify(context))
            except Exception as error:
                status = self._status(error, name, context)
                code = _name_of(status)
                await _abort(context, status)
                raise  # not reached: abort raises
            except asyncio.CancelledError:
                code = "CANCELLED"
                raise
            finally:
                figures.running -= 1
                seconds = perf_counter() - started
                figures.finished(code, seconds)
                if self._log_each:
                    _LOG.debug("call", method=name, code=code, seconds=round(seconds, 6), **_told(context))

        return call

    def _streaming(
        self, name: str, behaviour: StreamMethod, figures: MethodFigures
    ) -> Callable[[Any, Context], Awaitable[None]]:
        async def call(_requests: Any, context: Context) -> None:  # noqa: ANN401 -- read through the context
            started = perf_counter()
            figures.running += 1
            code = "OK"
            try:
                still = self._door.long_call(context)
                caller = self._door.identify(context)

                def status_of_item(error: Exception) -> Status:
                    return self._status(error, name, context)

                await behaviour(Stream(context, self._door.spend, figures, status_of_item, still), caller)
            except Exception as error:  # noqa: BLE001 -- every error ends here as a status
                status = self._status(error, name, context)
                code = _name_of(status)
                await _abort(context, status)
            except asyncio.CancelledError:
                code = "CANCELLED"
                raise
            finally:
                figures.running -= 1
                seconds = perf_counter() - started
                figures.finished(code, seconds)
                if self._log_each:
                    _LOG.debug("call", method=name, code=code, seconds=round(seconds, 6), **_told(context))

        return call

    def _status(self, error: Exception, name: str, context: Context) -> Status:
        if isinstance(error, AuthError):
            self._door.denied(error, context, name)
        return status_for(error, name, **_told(context))


def status_for(error: Exception, method: str, **told: str) -> Status:
    """The status of any error at all; one that nobody foresaw is logged under the number that the caller is given.
    ``told`` is what the log says of the call besides.

    What the error says is not logged: it may hold what was asked. Where it came up is.
    """
    if isinstance(error, JointsanctionError):
        _LOG.info("call_failed", method=method, code=code_of(error).name, reason=error.reason, **told)
        return status_of(error)
    number = secrets.token_hex(8)
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    _LOG.error("call_broke", method=method, number=number, error=type(error).__name__, frames=frames, **told)
    return internal_status(number)


def _told(context: Context) -> dict[str, str]:
    """The caller's own id of a call (metadata ``x-request-id``), for the log; what is no plain id is left out."""
    for key, value in context.invocation_metadata() or ():
        if key == "x-request-id" and isinstance(value, str) and _PLAIN_ID.fullmatch(value):
            return {"request_id": resident_id.mask_all(value)}
    return {}


def _require_time(context: Context) -> None:
    """No work for a call that is dead already: it may have waited for longer than its caller does."""
    left = context.time_remaining()
    if left is not None and left <= 0:
        raise RequestError("调用的期限已过", reason="DEADLINE_PASSED")


async def _abort(context: Context, status: Status) -> None:
    await context.abort_with_status(rpc_status.to_status(status))


def _readable(message: Any) -> Any:  # noqa: ANN401 -- a message of the method's request type
    if message is _UNREADABLE:
        text = "消息不能解析：不是有效的 protobuf，或文字不是 UTF-8"
        raise RequestError(text, reason="MESSAGE_UNREADABLE")
    return message


def _reader(message: type[Message]) -> Callable[[bytes], Any]:
    parse = message.FromString

    def read(data: bytes) -> Any:  # noqa: ANN401 -- the message, or the sign that it is none
        try:
            return parse(data)
        except (DecodeError, UnicodeDecodeError):
            return _UNREADABLE

    return read


_NAMES: Mapping[int, str] = {code.value[0]: code.name for code in grpc.StatusCode}


def _name_of(status: Status) -> str:
    return _NAMES[status.code]


def _snake(name: str) -> str:
    """A method's name as Python has it.

    >>> _snake("ListOpenMeasures")
    'list_open_measures'
    """
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")
