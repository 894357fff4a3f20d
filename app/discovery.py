"""Finding what a folder holds: a module with a ``bp`` is a page or a noun of the API; nothing else lists them."""

from __future__ import annotations

import importlib
from pathlib import Path

from apiflask import APIBlueprint
from flask import Blueprint


def blueprints_in(package: str, folder: Path) -> list[Blueprint]:
    """The blueprints of a package's modules, its folders' modules included, by module name."""
    found = []
    for path in sorted(folder.rglob("[a-z]*.py")):
        name = ".".join([package, *path.relative_to(folder).with_suffix("").parts])
        blueprint = getattr(importlib.import_module(name), "bp", None)
        if isinstance(blueprint, Blueprint | APIBlueprint):
            found.append(blueprint)
    return found
