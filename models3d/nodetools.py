"""Running the encoders and checkers that only exist for Node, each in a child process."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from models3d.errors import ToolError

TOOLS = Path(__file__).parent / "node"
_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class NodeTools:
    """A Node program and the folder with our scripts and their packages."""

    node: Path
    folder: Path = TOOLS

    def run(self, script: str, *arguments: str | Path) -> str:
        """Run one script and give what it printed.

        Raises:
            ToolError: ``node_tool_failed`` with the last line of its complaint, ``node_tool_time`` after ten minutes.
        """
        command = [str(self.node), str(self.folder / script), *(str(a) for a in arguments)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
        except subprocess.TimeoutExpired as slow:
            raise ToolError("node_tool_time", tool=Path(script).name, seconds=_SECONDS) from slow
        if done.returncode != 0:
            lines = [line for line in done.stderr.splitlines() if line.strip()] or [f"exit {done.returncode}"]
            raise ToolError("node_tool_failed", tool=Path(script).name, reason=lines[-1][:200])
        return done.stdout


def find_tools(node: str | None = None, folder: Path = TOOLS) -> NodeTools:
    """Find Node: the one named, the one that set-up put beside Python (the system's is too old), or the system's.

    Raises:
        ToolError: ``node_missing`` when there is none, ``node_packages_missing`` when its packages aren't installed.
    """
    beside = Path(sys.executable).parent / "node"
    found = node or (str(beside) if beside.exists() else None) or shutil.which("node")
    if found is None or shutil.which(found) is None:
        raise ToolError("node_missing", node=node or "node")
    if not (folder / "node_modules" / "gltfpack").is_dir():
        raise ToolError("node_packages_missing", folder=folder.name)
    return NodeTools(Path(found), folder)
