"""Provenance: what was done to a file, as PREMIS 3 events (event types of the Library of Congress vocabulary)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from uuid import UUID

from catalogue.services.events import NewEvent


def tool_name(package: str = "cuudinh") -> str:
    """A tool and its version, such as ``pyvips 3.2.0``."""
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return package


def ingestion(file_id: UUID, *, name: str, size: int, sha256: str) -> NewEvent:
    """A master was taken in: the bytes, their digest and the name that their sender gave."""
    details: dict[str, object] = {"name": name, "bytes": size, "sha256": sha256}
    return NewEvent("ingestion", tool=tool_name(), details=details, file_id=file_id)


def identification(file_id: UUID, *, found: str, media_type: str, details: Mapping[str, object]) -> NewEvent:
    """A format was identified by content, with what the first inspection found."""
    return NewEvent(
        "format identification",
        tool=tool_name(),
        details={"format": found, "media_type": media_type, **details},
        file_id=file_id,
    )


def derivation(
    *,
    tool: str,
    parameters: Mapping[str, object],
    outputs: Sequence[str],
    file_id: UUID | None = None,
    scan_id: UUID | None = None,
    model_id: UUID | None = None,
) -> NewEvent:
    """Copies were made: by which tool, with which parameters, giving which digests."""
    details: dict[str, object] = {"parameters": dict(parameters), "outputs": list(outputs)}
    return NewEvent("derivation", tool=tool, details=details, file_id=file_id, scan_id=scan_id, model_id=model_id)
