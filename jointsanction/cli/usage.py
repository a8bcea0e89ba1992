"""Wrong use of the command line, said in Chinese: what typer says in English is of no help to an operator."""

from __future__ import annotations

import re

import typer

# Typer brings its own copy of click or uses the installed one; either way this is the root of wrong use.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]

_EXTRA = re.compile(r"unexpected extra arguments? ?\((.*)\)$|unexpected extra argument\(s\) \((.*)\)$")
_NO_COMMAND = re.compile(r"No such command (.*?)\.?$")
# The words of pydantic, which newer releases of typer ask, and of click, which older ones ask.
_AT_LEAST = re.compile(r"greater than or equal to (\d+)|not in the range x>=(\d+)")
_NO_NUMBER = re.compile(r"valid int(?:eger)?")


def usage_text(error: Exception) -> str:
    """What is wrong with the command line, and where help is."""
    context = getattr(error, "ctx", None)
    command = getattr(context, "command_path", "jointsanction")
    return f"{_what(error)}；用法：{command} --help"


def _what(error: Exception) -> str:
    kind = type(error).__name__
    text = str(getattr(error, "message", error))
    if kind == "MissingParameter":
        word = "参数" if getattr(_parameter(error), "param_type_name", "") == "argument" else "选项"
        return f"缺少{word} {_name(error)}"
    if kind == "NoSuchOption":
        possible = getattr(error, "possibilities", None) or ()
        near = f"；是否为 {'、'.join(sorted(possible))}" if possible else ""
        return f"没有选项 {getattr(error, 'option_name', '')}{near}"
    if kind == "BadParameter":
        return f"{_name(error)} 的值不对：{_value(text)}"
    if kind == "BadOptionUsage":
        return f"选项 {getattr(error, 'option_name', '')} 缺少值，或不能带值"
    if found := _NO_COMMAND.search(text):
        return f"没有命令 {found[1]}"
    if found := _EXTRA.search(text):
        return f"多余的参数 {found[1] or found[2]}（其中有空格的请加引号）"
    return text


def _value(text: str) -> str:
    if found := _AT_LEAST.search(text):
        return f"应不小于 {found[1] or found[2]}"
    return "应为整数" if _NO_NUMBER.search(text) else text


def _parameter(error: Exception) -> object:
    return getattr(error, "param", None)


def _name(error: Exception) -> str:
    parameter = _parameter(error)
    options = getattr(parameter, "opts", ())
    if getattr(parameter, "param_type_name", "") == "argument":
        return str(getattr(parameter, "metavar", None) or getattr(parameter, "name", "")).upper()
    return " / ".join(options)
