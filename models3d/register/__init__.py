"""The later survey laid onto the earlier one: found without hands, made exact, judged honestly, or refused.

Order of work: ``survey`` even samples of both -> ``coarse`` (``features``, principal axes, ``thin`` refinement) many
candidate poses, ranked -> ``fine`` robust point-to-mesh alignment on what hasn't changed -> ``checks`` one-sigma error
from held-out regions -> ``verdict`` and ``ambiguity`` refuse what can't be trusted. ``align.register_epochs`` strings
it together.

Every pose is a (4, 4) float64 matrix, row-major, that takes the later survey's metres into the earlier's frame.
"""

from models3d.register.align import register_epochs
from models3d.register.wish import Wish

__all__ = ["Wish", "register_epochs"]
