"""Errors of the ingest room.

IngestError
├── RefusedError      a file is refused: hostile, broken, unknown, too large, or a duplicate
├── UploadError       a step of a resumable upload does not fit its state (offset, length, checksum, no such upload)
├── StorageError      the store can't take or give bytes (disk full, lost object, wrong digest)
└── StepError         a heavy step failed in its child process (crash, limit, cancelled); carries the step's code
"""

from __future__ import annotations


class IngestError(Exception):
    """An ingest fault with a stable ``code`` and the values that its message names."""

    def __init__(self, code: str, **values: str | float) -> None:
        super().__init__(f"{code}: {values}")
        self.code = code
        self.values = values


class RefusedError(IngestError):
    """A file is refused; nothing of it was kept."""


class UploadError(IngestError):
    """A step of a resumable upload does not fit its state; the bytes taken so far are kept."""


class StorageError(IngestError):
    """The store can't take or give bytes."""


class StepError(IngestError):
    """A heavy step failed in its child process."""
