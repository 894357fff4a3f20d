"""Budgets: what a phone, a desktop and a headset can carry, and which copy of a model each is given.

The same order and limits stand in ``web/src/core/budget.ts``; a test holds the two together.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType

from catalogue.vocab.terms import Usage

GLB = "model/gltf-binary"
USDZ = "model/vnd.usdz+zip"


class Device(enum.Enum):
    """The three kinds of screens that visitors bring."""

    PHONE = "phone"
    DESKTOP = "desktop"
    HEADSET = "headset"


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits of one kind of device.

    Attributes:
        order: usages from the best one down.
        gpu_mb: estimated GPU textures that may be taken, MB (profile vr-ready/1, R4).
        pixel_ratio: highest ratio of device pixels to CSS pixels that is drawn.
    """

    order: tuple[Usage, ...]
    gpu_mb: float
    pixel_ratio: float


BUDGETS = MappingProxyType(
    {
        Device.PHONE: Budget((Usage.PHONE, Usage.THUMB, Usage.VR), 96, 2),
        Device.DESKTOP: Budget((Usage.DESKTOP, Usage.VR, Usage.PHONE, Usage.THUMB), 512, 2),
        Device.HEADSET: Budget((Usage.VR, Usage.PHONE, Usage.THUMB), 256, 1),
    }
)


@dataclass(frozen=True, slots=True)
class Copy:
    """What a choice needs to know of one derivative; ``gpu_mb`` is the estimate of its textures on the GPU."""

    usage: Usage
    media_type: str
    bytes: int
    gpu_mb: float = 0.0
    triangles: int = 0
    url: str = ""


def pick_copy(copies: Iterable[Copy], device: Device) -> Copy | None:
    """The best GLB within the device's budget; the smallest GLB when none fits; None when there is no GLB."""
    models = [copy for copy in copies if copy.media_type == GLB]
    budget = BUDGETS[device]
    for usage in budget.order:
        for copy in models:
            if copy.usage is usage and copy.gpu_mb <= budget.gpu_mb:
                return copy
    return min(models, key=lambda copy: copy.bytes, default=None)
