"""Entry point: the commands in one application, and the one place where an error becomes a message and an exit code.

Exit codes: 0 done; 1 what was looked for was found (``--fail-on``, lint findings, a faulty part); 2 wrong use or an
error, with its reason on stderr; 130 interrupted (Ctrl-C), 143 ended (SIGTERM); 141 the reader of a pipe has gone.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import NoReturn

import typer

from jointsanction import __version__
from jointsanction.cli import (
    backup_command,
    caller_commands,
    check_command,
    demo_command,
    doctor_command,
    erase_command,
    feedback_commands,
    init_command,
    load_command,
    memo_commands,
    quarantine_commands,
    review_commands,
    screen_command,
    serve_command,
    stats_command,
    upgrade_command,
)
from jointsanction.cli.error_report import report
from jointsanction.cli.usage import UsageError, usage_text
from jointsanction.errors import JointsanctionError

INTERRUPTED = 130
PIPE_CLOSED = 141
ENDED = 143

app = typer.Typer(
    name="jointsanction",
    help="联合奖惩：查询企业是否在红黑名单上，以及本部门对它须做什么。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["--help", "-h"]},
)
app.command("init")(init_command.init)
app.command("load")(load_command.load)
app.add_typer(quarantine_commands.app, name="quarantine")
app.command("check")(check_command.check)
app.command("screen")(screen_command.screen)
app.add_typer(memo_commands.app, name="memo")
app.add_typer(caller_commands.app, name="caller")
app.add_typer(review_commands.app, name="review")
app.add_typer(feedback_commands.app, name="feedback")
app.command("stats")(stats_command.stats)
app.command("serve")(serve_command.serve)
app.command("backup")(backup_command.backup)
app.command("restore")(backup_command.restore)
app.command("upgrade")(upgrade_command.upgrade)
app.command("erase")(erase_command.erase)
app.command("doctor")(doctor_command.doctor)
app.command("demo")(demo_command.demo)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(False, "--version", callback=_print_version, is_eager=True, help="显示版本。"),
) -> None:
    del version


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and end the process with its exit code; never shows a traceback for bad input."""
    # An end asked for by the system undoes what is unfinished, as Ctrl-C does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(ENDED))
    try:
        code = app(args=arguments, prog_name="jointsanction", standalone_mode=False) or 0
        sys.stdout.flush()
    except JointsanctionError as error:
        report(error)
        code = 2
    except UsageError as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            typer.echo(str(error))
        else:
            typer.echo(f"错误 [USAGE] {usage_text(error)}", err=True)
        code = 2
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        code = _pipe_closed()
    except SystemExit as end:
        # typer and rich each turn a closed pipe into an exit code of their own.
        code = _pipe_closed() if isinstance(end.__context__, BrokenPipeError) else end.code
    if code == INTERRUPTED:
        typer.echo("已中断；未完成的操作没有留下任何改动。", err=True)
    sys.exit(code)


def _pipe_closed() -> int:
    """Nobody reads stdout any more (``| head``): what is left in the buffer has nowhere to go."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return PIPE_CLOSED
