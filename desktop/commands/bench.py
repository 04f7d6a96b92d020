"""`bench`: what this machine and its models can do, as figures."""

from __future__ import annotations

import click

from desktop.commands import bench_ears, bench_review, bench_startup, bench_store, bench_voice


@click.group()
def command() -> None:
    """Measure this machine: figures as JSON."""


command.add_command(bench_ears.ears)
command.add_command(bench_review.review)
command.add_command(bench_startup.startup)
command.add_command(bench_store.store)
command.add_command(bench_voice.voice)
