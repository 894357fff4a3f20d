"""Everything that one comparison found."""

from __future__ import annotations

from dataclasses import dataclass

from models3d.compare.deviations import Deviations
from models3d.compare.pictures import Findings
from models3d.compare.types import Deformation, Epoch
from models3d.types import Notice


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured, in metres in the earlier survey's frame less its shift.

    Attributes:
        findings: surveys, registration, distances, detection and regions; its ``later`` stands where its file has it.
        aligned: the later survey laid onto the earlier one.
        deviations: of the later survey's points from the earlier surface.
        deformation: bending told apart from loss.
        notices: what a person must know.
    """

    findings: Findings
    aligned: Epoch
    deviations: Deviations
    deformation: Deformation
    notices: tuple[Notice, ...]
