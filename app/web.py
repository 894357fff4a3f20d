"""The web server process: Granian where it is installed, else waitress; both serve the same application."""

from __future__ import annotations

import argparse
import importlib.util
import multiprocessing
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.logs import configure_logs
from app.process import die_with_parent

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_THREADS = 32


def make_app() -> WSGIApplication:
    """The application inside a server's worker process, which ends when its server is killed."""
    server = multiprocessing.parent_process()
    die_with_parent(server.pid if server is not None else None)

    from app.factory import create_app

    configure_logs()
    app: WSGIApplication = create_app()
    return app


def serve(host: str, port: int, processes: int) -> None:
    """Serve until asked to end; every open event stream holds one of 32 threads per process."""
    if importlib.util.find_spec("granian") is not None:
        from granian import Granian
        from granian.constants import Interfaces

        Granian(
            "app.web:make_app",
            factory=True,
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=processes,
            blocking_threads=_THREADS,
            workers_kill_timeout=10,
            respawn_failed_workers=True,
            log_access=False,
        ).serve()
        return
    import waitress

    waitress.serve(make_app(), host=host, port=port, threads=_THREADS)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one server as a child of ``cuudinh serve``."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--parent", type=int, default=os.getppid())
    given = parser.parse_args(arguments)
    die_with_parent(given.parent)
    configure_logs()
    serve(given.host, given.port, given.processes)


if __name__ == "__main__":
    main()
