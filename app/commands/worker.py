"""Run job workers until stopped, on this machine."""

from __future__ import annotations

import os
import sys

import click

from app.console import open_parts
from app.process import die_with_parent, on_end


@click.command()
@click.option("--concurrency", type=click.IntRange(1, 64), default=1, show_default=True, help="Jobs run at once.")
@click.option(
    "--lease",
    type=click.FloatRange(1.0),
    default=30.0,
    show_default=True,
    help="Seconds until a dead worker's job is taken up again.",
)
@click.option("--parent", type=int, hidden=True, help="End together with this process.")
def command(concurrency: int, lease: float, parent: int | None) -> None:
    """Take jobs and carry them out; Ctrl-C or SIGTERM gives the running job back."""
    if parent is not None:
        die_with_parent(parent)
    if concurrency == 1:
        work(lease)
    else:
        work_side_by_side(concurrency, lease)


def work(lease: float) -> None:
    """One worker in this process."""
    from app.jobs.watch import Pace
    from app.jobs.worker import Worker

    with open_parts() as parts:
        worker = Worker(parts, pace=Pace(lease=lease, heartbeat=lease / 6))
        on_end(worker.stop)
        worker.run()


def work_side_by_side(count: int, lease: float) -> None:
    """Several workers, each a process of its own that is started again when it dies."""
    from app.jobs.supervisor import Supervisor
    from app.logs import configure_logs

    configure_logs()
    supervisor = Supervisor([(f"worker {i + 1}", worker_command(lease)) for i in range(count)])
    on_end(supervisor.stop)
    supervisor.run()


def worker_command(lease: float = 30.0) -> list[str]:
    """The command line of a worker that ends with this process."""
    return [sys.executable, "-m", "app.cli", "worker", "--lease", str(lease), "--parent", str(os.getpid())]
