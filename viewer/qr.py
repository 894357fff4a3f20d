"""QR codes (ISO/IEC 18004, level M) as a grid of dark squares, and as a picture for pages."""

from __future__ import annotations

from functools import lru_cache

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

QUIET = 4  # squares of white that a reader needs around the code
Run = tuple[int, int, int]
"""Row, first column and length of dark squares side by side, from the top left."""


@lru_cache(maxsize=4096)
def qr_runs(text: str) -> tuple[int, tuple[Run, ...]]:
    """How many squares a side has, and its dark runs; the quiet zone not counted."""
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    size = code.getModuleCount()
    runs: list[Run] = []
    for row in range(size):
        start = None
        for column in range(size + 1):
            is_dark = column < size and code.isDark(row, column)
            if is_dark and start is None:
                start = column
            elif not is_dark and start is not None:
                runs.append((row, start, column - start))
                start = None
    return size, tuple(runs)


def qr_svg(text: str) -> str:
    """The code as an SVG document, black on white with its quiet zone."""
    size, runs = qr_runs(text)
    side = size + 2 * QUIET
    path = "".join(f"M{column + QUIET} {row + QUIET}h{length}v1h-{length}z" for row, column, length in runs)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{path}"/></svg>'
    )
