"""An application on a free port, served as users' machines serve it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server

_THREADS = 16


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The application's address while it is served.

    The server is the one that ships with the product: Werkzeug's leaves a file open when a browser turns away.
    """
    server = create_server(app, host="127.0.0.1", port=0, threads=_THREADS)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        # in the loop's own thread: closing a socket under it would be a race
        server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map))
        thread.join(10)
        server.task_dispatcher.shutdown(timeout=0.1)
