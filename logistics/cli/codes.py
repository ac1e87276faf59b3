"""`logistics codes check CODE...`: what a scanned or typed code is, and why it is refused."""

from __future__ import annotations

import dataclasses

import click

from logistics.cli.output import emit, json_option
from logistics.codes import Verdict, check
from logistics.settings import Settings


@click.group("codes")
def command() -> None:
    """Read and verify item numbers, S10 and SSCC."""


@command.command("check")
@click.argument("codes", nargs=-1, required=True)
@json_option
@click.pass_context
def check_codes(context: click.Context, codes: tuple[str, ...], *, as_json: bool) -> None:
    """Verify each CODE; exits with 1 where any is invalid."""
    language = context.obj.language if isinstance(context.obj, Settings) else "en"
    verdicts = [check(code) for code in codes]

    emit(
        [dataclasses.asdict(verdict) for verdict in verdicts],
        lambda: "\n".join(_line(verdict, language) for verdict in verdicts),
        as_json=as_json,
    )
    if not all(verdict.valid for verdict in verdicts):
        context.exit(1)


def _line(verdict: Verdict, language: str) -> str:
    sign = "✓" if verdict.valid else "✗"
    kind = verdict.kind.value if verdict.kind else "-"
    remark = "" if verdict.reason is None else f"  {getattr(verdict.reason.text, language)}"
    return f"{sign} {verdict.canonical or verdict.input}  {kind}{remark}"
