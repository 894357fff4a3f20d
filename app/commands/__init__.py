"""One file per command: its first docstring line is its help, its attribute ``command`` is run by ``app.cli``."""
