"""Entry point: the commands in one application, and the one place where an error becomes a message and an exit code.

Exit codes: 0 done; 1 what was looked for was found (``--fail-on``, lint findings, a faulty part); 2 wrong use or an
error, with its reason on stderr; 130 interrupted.
"""

from __future__ import annotations

import os
import sys

import typer
from rich.console import Console
from rich.markup import escape

from jointsanction import __version__
from jointsanction.cli import (
    backup_command,
    check_command,
    demo_command,
    doctor_command,
    init_command,
    load_command,
    memo_commands,
    quarantine_commands,
    screen_command,
)
from jointsanction.errors import CatalogError, JointsanctionError, RulesError

app = typer.Typer(
    name="jointsanction",
    help="联合奖惩：查询企业是否在红黑名单上，以及本部门对它须做什么。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("init")(init_command.init)
app.command("load")(load_command.load)
app.command("check")(check_command.check)
app.command("screen")(screen_command.screen)
app.add_typer(memo_commands.app, name="memo")
app.add_typer(quarantine_commands.app, name="quarantine")
app.command("backup")(backup_command.backup)
app.command("restore")(backup_command.restore)
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


def main() -> None:
    """Run the command line; never shows a traceback for bad input."""
    try:
        app()
    except JointsanctionError as error:
        report(error)
        sys.exit(2)
    except KeyboardInterrupt:
        Console(stderr=True).print("已中断；未完成的载入没有留下任何改动。")
        sys.exit(130)
    except BrokenPipeError:
        # The reader of a pipe has gone (`| head`); what is left in the buffer has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)


def report(error: JointsanctionError) -> None:
    """Print an error for people: reason, place, message; every finding of a rule or catalogue error."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print("[bold red]错误[/]", escape(f"[{error.reason}] {error}"))
    if isinstance(error, (CatalogError, RulesError)):
        for finding in error.findings:
            console.print(f"  {escape(str(finding))}")
