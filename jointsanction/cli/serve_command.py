"""``jointsanction serve``: the sidecar."""

from __future__ import annotations

import gc
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from jointsanction.cli.options import DEFAULT_DATA, Data, data_directory
from jointsanction.errors import Place, TransportError


class Recording(StrEnum):
    """What becomes of a check that cannot be written down."""

    REQUIRED = "required"
    BEST_EFFORT = "best-effort"


class LogLevel(StrEnum):
    """How much the log says."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


def serve(
    data: Data = DEFAULT_DATA,
    listen: Annotated[
        str, typer.Option("--listen", help="监听地址：主机:端口，或 unix:/路径。", metavar="ADDRESS")
    ] = "127.0.0.1:50051",
    tls_cert: Annotated[
        Path | None, typer.Option("--tls-cert", help="服务端证书（PEM）。", metavar="FILE", show_default=False)
    ] = None,
    tls_key: Annotated[
        Path | None, typer.Option("--tls-key", help="服务端私钥（PEM）。", metavar="FILE", show_default=False)
    ] = None,
    client_ca: Annotated[
        Path | None,
        typer.Option(
            "--client-ca", help="签发客户端证书的 CA（PEM）；给出后必须出示证书。", metavar="FILE", show_default=False
        ),
    ] = None,
    insecure: Annotated[bool, typer.Option("--insecure", help="允许在本机以外以明文提供服务。")] = False,
    record: Annotated[
        Recording, typer.Option("--record", help="不能留痕时：required 拒绝答复，best-effort 照常答复并计数。")
    ] = Recording.REQUIRED,
    workers: Annotated[int, typer.Option("--workers", help="进程数；共用一个端口。", min=1, max=64, metavar="N")] = 1,
    metrics: Annotated[
        str,
        typer.Option(
            "--metrics", help="Prometheus 指标的 主机:端口；第 n 个进程（从 0 起）用 端口+n。", metavar="ADDRESS"
        ),
    ] = "",
    reflection: Annotated[bool, typer.Option("--reflection/--no-reflection", help="是否提供服务反射。")] = True,
    max_calls: Annotated[
        int, typer.Option("--max-calls", help="每个进程同时处理的调用数上限。", min=1, metavar="N")
    ] = 1_000,
    prestop: Annotated[
        float, typer.Option("--prestop", help="收到终止信号后，停止接受调用前等待的秒数。", min=0, metavar="SECONDS")
    ] = 0.0,
    grace: Annotated[
        float, typer.Option("--grace", help="等待进行中的调用结束的秒数。", min=0, metavar="SECONDS")
    ] = 10.0,
    keep_days: Annotated[
        int,
        typer.Option(
            "--keep-days",
            help="查询记录的保存天数，期满删去内容；0 为长期保存，否则不少于 366。",
            min=0,
            metavar="DAYS",
        ),
    ] = 0,
    log_level: Annotated[LogLevel, typer.Option("--log-level", help="日志详细程度。")] = LogLevel.INFO,
) -> None:
    """启动 gRPC 服务，供审批系统在办件中直接调用。"""
    # While a server starts nearly everything that is made stays: looking for garbage is a fifth of the time it takes.
    gc.disable()
    from jointsanction_server.core_settings import read_in_one_thread

    read_in_one_thread()  # gRPC looks when it is imported
    from jointsanction.record import require_keeping
    from jointsanction_server.auth import TlsFiles
    from jointsanction_server.running import run_server
    from jointsanction_server.settings import ServeSettings

    if keep_days:
        require_keeping(keep_days)
    tls = None
    if tls_cert is not None and tls_key is not None:
        tls = TlsFiles(tls_cert, tls_key, client_ca)
    elif tls_cert is not None or tls_key is not None or client_ca is not None:
        message = "使用 TLS 须同时给出 --tls-cert 和 --tls-key"
        raise TransportError(message, reason="TLS_FILES_MISMATCH", place=Place(field="--tls-cert"))
    settings = ServeSettings(
        data=data_directory(data).root,
        listen=listen,
        tls=tls,
        insecure=insecure,
        best_effort=record is Recording.BEST_EFFORT,
        workers=workers,
        metrics=metrics,
        reflection=reflection,
        most_calls=max_calls,
        prestop_seconds=prestop,
        grace_seconds=grace,
        keep_days=keep_days,
        log_level=str(log_level),
    )
    code = run_server(settings, ready=lambda address: typer.echo(f"正在服务：{address}"))
    if code:
        raise typer.Exit(code)
