"""First look at a scan: can it be read at all, and what is in it. Runs in a child process (``ingest.sandbox``)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path


def run(arguments: dict[str, object], progress: Callable[[str, float], None]) -> dict[str, object]:
    """Read ``source`` wholly; what its reader refuses is refused here, before a master is kept.

    Args:
        arguments: ``source``, the file with the suffix of its format.
        progress: told a step's name and a fraction.

    Returns:
        ``format``, ``unit``, ``unit_evidence``, ``triangles`` or ``points``, ``bbox`` (file units) and ``warnings``.
    """
    from models3d.readers import read_scan
    from models3d.types import Mesh

    progress("read", 0.0)
    scan = read_scan(Path(str(arguments["source"])))
    positions = scan.geometry.positions
    counts = {"triangles": len(scan.geometry.faces)} if isinstance(scan.geometry, Mesh) else {"points": len(positions)}
    progress("read", 1.0)
    return {
        "format": scan.format,
        "unit": scan.unit,
        "unit_evidence": scan.unit_evidence,
        **counts,
        "bbox": [positions.min(axis=0).tolist(), positions.max(axis=0).tolist()],
        "warnings": [{"code": notice.code, "values": notice.values} for notice in scan.warnings],
    }
