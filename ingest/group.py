"""A child process and everything it starts: read together, measured together, killed together."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
from collections import deque
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

import psutil

_CHUNK = 65536
_TAIL_CHUNKS = 4


class ChildGroup:
    """A process in a session of its own; leaving the ``with`` block kills it and all its descendants.

    The child finds the number of its answer pipe as its last argument.

    Attributes:
        peak_bytes: largest resident memory of the group that ``measure`` saw.
    """

    def __init__(self, command: Sequence[str], *, cwd: str, environment: Mapping[str, str]) -> None:
        self.peak_bytes = 0
        self._seen: dict[int, psutil.Process] = {}
        self._tail: deque[bytes] = deque(maxlen=_TAIL_CHUNKS)
        self._answers, theirs = os.pipe()
        try:
            self._process = subprocess.Popen(
                [*command, str(theirs)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=(theirs,),
                start_new_session=True,
                cwd=cwd,
                env=dict(environment),
            )
        except OSError:
            os.close(self._answers)
            raise
        finally:
            os.close(theirs)
        self._selector = selectors.DefaultSelector()
        for pipe in (self._answers, self._printed):
            os.set_blocking(pipe, False)
            self._selector.register(pipe, selectors.EVENT_READ)

    @property
    def _printed(self) -> int:
        """The descriptor of what the child prints."""
        if self._process.stdout is None:
            message = "the child was started without an output pipe"
            raise RuntimeError(message)
        return self._process.stdout.fileno()

    def __enter__(self) -> Self:
        """The group, already running."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing of the group lives on."""
        self.finish()

    def send(self, line: bytes) -> None:
        """Give the child its order; a child that is dead already shows in ``has_ended``, not here."""
        pipe = self._process.stdin
        if pipe is None:
            return
        try:
            pipe.write(line)
            pipe.flush()
        except BrokenPipeError:
            self._tail.append(b"the child ended before it read its order")

    def has_ended(self) -> bool:
        """Whether the child itself has ended; it stays unreaped so that its group number can't be taken anew."""
        return os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def read(self, seconds: float) -> list[bytes]:
        """Pieces of the answer that arrived, waiting at most ``seconds`` for the first; prints go to the tail."""
        pieces: list[bytes] = []
        timeout = seconds
        while ready := self._selector.select(timeout):
            timeout = 0
            for key, _ in ready:
                self._read_one(key.fd, pieces)
            if sum(map(len, pieces)) > 64 * _CHUNK:
                break
        return pieces

    def _read_one(self, descriptor: int, pieces: list[bytes]) -> None:
        """Take one piece from a pipe that is ready, and forget the pipe at its end."""
        piece = os.read(descriptor, _CHUNK)
        if not piece:
            self._selector.unregister(descriptor)
        elif descriptor == self._answers:
            pieces.append(piece)
        else:
            self._tail.append(piece)

    def tail(self) -> str:
        """The end of what the child printed."""
        return b"".join(self._tail)[-8192:].decode(errors="replace")

    def measure(self) -> int:
        """Resident bytes of the group now."""
        total = 0
        for process in self._members():
            try:
                total += process.memory_info().rss
            except psutil.Error:
                continue
        self.peak_bytes = max(self.peak_bytes, total)
        return total

    def _members(self) -> list[psutil.Process]:
        """The child and all its descendants that live now; remembered, so that none escapes by a new session."""
        try:
            child = psutil.Process(self._process.pid)
            members = [child, *child.children(recursive=True)]
        except psutil.Error:
            return []
        self._seen |= {member.pid: member for member in members}
        return members

    def finish(self) -> int:
        """Kill what still lives of the group and give the child's exit status (negative: the signal)."""
        if self._process.returncode is not None:
            return self._process.returncode
        self._members()
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            self._process.kill()
        status = self._process.wait()
        self._kill_strays()
        self._close()
        return status

    def _kill_strays(self) -> None:
        """Kill descendants that left the group; a process number taken anew is never hit."""
        for process in self._seen.values():
            try:
                process.kill()
            except psutil.Error:
                continue

    def _close(self) -> None:
        self._selector.close()
        os.close(self._answers)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue
