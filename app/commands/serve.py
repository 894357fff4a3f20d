"""Serve the website and run the job workers, until stopped."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
import urllib.error
import urllib.request

import click

from app.commands.worker import worker_command
from app.console import open_parts, pick, terminal
from app.process import on_end
from catalogue.policy import Identity
from catalogue.services.starter import load_starter
from ingest.errors import IngestError

_READY_SECONDS = 60.0


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option(
    "--workers", type=click.IntRange(0, 64), help="Jobs run at once; 0: none here.  [default: CUUDINH_WORKERS]"
)
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True, help="Web processes.")
def command(host: str, port: int, workers: int | None, processes: int) -> None:
    """Start web server and workers as child processes; a child that dies is started again."""
    from app.jobs.supervisor import Supervisor

    check_port(host, port)
    with open_parts() as parts:
        count = parts.settings.workers if workers is None else workers
        with parts.sessions.begin() as session:
            load_starter(session, Identity.system("serve"))
    web = [sys.executable, "-m", "app.web", "--host", host, "--port", str(port)]
    web += ["--processes", str(processes), "--parent", str(os.getpid())]
    jobs = [(f"worker {i + 1}", worker_command()) for i in range(count)]
    supervisor = Supervisor([("web", web), *jobs])
    on_end(supervisor.stop)
    words = pick(vi="Cửu Đỉnh đang chạy", en="Cửu Đỉnh is up")
    threading.Thread(target=_tell_ready, args=(host, port, words), daemon=True).start()
    supervisor.run()


def check_port(host: str, port: int) -> None:
    """Raise ``IngestError`` ``port_taken`` when something listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise IngestError("port_taken", host=host, port=str(port), reason=error.strerror or "") from error


def _tell_ready(host: str, port: int, words: str) -> None:
    """Print the address once the server answers there."""
    shown = "127.0.0.1" if host in {"", "0.0.0.0", "::"} else host  # noqa: S104  only compared
    address = f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"
    end = time.monotonic() + _READY_SECONDS
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):  # noqa: S310  our own address
                terminal().print(f"{words}: {address}", markup=False)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
