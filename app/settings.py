"""Settings: read once, from the environment (``CUUDINH_*``) or a TOML file, frozen afterwards."""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs between installations.

    Attributes:
        home: data folder; made when absent.
        database_url: SQLAlchemy address; default SQLite in the home.
        storage_url: ``file:PATH``; other stores come with the S3 adapter.
        queue_url: ``embedded`` (one machine, durable) or the scale-out engine's address.
        public_url: address under which visitors reach this installation.
        secret_key: signs sessions; made and kept in the home when absent.
        workers: how many jobs run at once.
        max_upload_gb: largest file that an upload may announce.
        step_memory_gb: memory limit of one heavy step.
        step_minutes: time limit of one heavy step.
        contact_email: where visitors report damage and order pictures; pages name the front desk when it is empty.
        require_two_factor: ``administrators`` makes the second factor of logins a duty for them; empty for nobody.
        map_tiles: a PMTiles file (Protomaps' basemap schema) drawn beneath the map instead of the outlines of land.
        map_style: a MapLibre style (JSON file) that draws the map instead of ours; it may only name this host.
    """

    home: Path
    database_url: str
    storage_url: str
    queue_url: str
    public_url: str
    secret_key: str
    workers: int = 1
    max_upload_gb: float = 40.0
    step_memory_gb: float = 12.0
    step_minutes: float = 60.0
    require_two_factor: str = ""
    contact_email: str = ""
    map_tiles: str = ""
    map_style: str = ""


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read settings; the environment wins over ``CUUDINH_CONFIG`` (a TOML file with the same names, lower case).

    Raises:
        ValueError: a value has the wrong form; the message names the key.
    """
    source = _Source(os.environ if environ is None else environ)
    text, number = source.text, source.number
    memory_gb, minutes = _step_bounds(source)
    home = Path(text("HOME", "var")).resolve()
    home.mkdir(parents=True, exist_ok=True)
    return Settings(
        home=home,
        database_url=text("DATABASE_URL", f"sqlite:///{home / 'cuudinh.db'}"),
        storage_url=text("STORAGE_URL", f"file:{home / 'store'}"),
        queue_url=text("QUEUE_URL", "embedded"),
        public_url=text("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/"),
        secret_key=text("SECRET_KEY", "") or _kept_secret(home),
        workers=int(number("WORKERS", 1)),
        contact_email=text("CONTACT_EMAIL", "").strip(),
        require_two_factor=_one_of(source, "REQUIRE_TWO_FACTOR", "", "administrators"),
        max_upload_gb=number("MAX_UPLOAD_GB", 40.0),
        step_memory_gb=memory_gb,
        step_minutes=minutes,
        map_tiles=text("MAP_TILES", ""),
        map_style=text("MAP_STYLE", ""),
    )


def load_step_bounds(environ: Mapping[str, str] | None = None) -> tuple[float, float]:
    """Gigabytes and minutes that one heavy step may take, for work without a data folder."""
    return _step_bounds(_Source(os.environ if environ is None else environ))


class _Source:
    """Values by key: the environment, else the TOML file, else the default."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ, self._table = environ, _toml(environ.get("CUUDINH_CONFIG"))

    def text(self, key: str, default: str) -> str:
        """The value as text."""
        return self._environ.get(f"CUUDINH_{key}", str(self._table.get(key.lower(), default)))

    def number(self, key: str, default: float) -> float:
        """The value as a number, or a ``ValueError`` that names the key."""
        try:
            return float(self.text(key, str(default)))
        except ValueError:
            message = f"CUUDINH_{key}: not a number: {self.text(key, '')!r}"
            raise ValueError(message) from None


def _one_of(source: _Source, key: str, *known: str) -> str:
    """One of the known values, the first of which is the default; a ``ValueError`` names the key."""
    given = source.text(key, known[0]).strip()
    if given not in known:
        message = f"CUUDINH_{key}: not one of {', '.join(filter(None, known))}: {given!r}"
        raise ValueError(message)
    return given


def _step_bounds(source: _Source) -> tuple[float, float]:
    """Gigabytes and minutes of one heavy step."""
    return source.number("STEP_MEMORY_GB", 12.0), source.number("STEP_MINUTES", 60.0)


def reader_language(environ: Mapping[str, str] | None = None) -> str:
    """The language of whoever sits at the terminal: ``vi`` when the locale says so, else ``en``."""
    environ = os.environ if environ is None else environ
    locale = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    return "vi" if locale.lower().startswith("vi") else "en"


def _toml(path: str | None) -> Mapping[str, object]:
    """The TOML file's table, or an empty one."""
    return tomllib.loads(Path(path).read_text(encoding="utf-8")) if path else {}


def _kept_secret(home: Path) -> str:
    """The secret kept in the home, made on first use, readable by its owner alone."""
    path = home / "secret_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        secret = secrets.token_hex(32)
        out.write(secret)
    return secret
