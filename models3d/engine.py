"""Open3D without its plotting: ``dash`` and ``plotly`` cost a second of every child process, and nothing here plots."""

from __future__ import annotations

import sys
from types import ModuleType

_PLOTTING = {"dash": ("html", "dcc", "Dash"), "plotly": (), "plotly.graph_objects": ("Figure",)}


def _stand_in() -> list[str]:
    """Put empty modules in the place of those that aren't loaded yet; gives their names."""
    names = [name for name in _PLOTTING if name not in sys.modules]
    for name in names:
        empty = ModuleType(name)
        for word in _PLOTTING[name]:
            setattr(empty, word, None)
        sys.modules[name] = empty
    if "plotly.graph_objects" in names and "plotly" in names:
        vars(sys.modules["plotly"])["graph_objects"] = sys.modules["plotly.graph_objects"]
    return names


_names = _stand_in()
try:
    import open3d as o3d
finally:
    for _name in _names:
        del sys.modules[_name]

__all__ = ["o3d"]
