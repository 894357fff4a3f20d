"""What tests of every room share: sample data, a fresh installation, its web application, and people logged in.

Rooms are imported inside the fixtures, so that a geometry test doesn't load the web.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from app.settings import Settings
    from app.wiring import Parts

REPOSITORY = Path(__file__).resolve().parent.parent
PASSWORD = "đúng là mật khẩu này"
SECRET = "for tests alone"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real scans and photographs; absent: skipped, or failed when STRICT=1."""
    folder = Path(os.environ.get("CUUDINH_TEST_DATA", REPOSITORY.parent / "shared" / "data"))
    if folder.is_dir():
        return folder
    reason = f"sample data is not at {folder} (set CUUDINH_TEST_DATA)"
    if os.environ.get("STRICT") == "1" or os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A fresh installation in a folder of its own."""
    from app.settings import load_settings

    return load_settings({"CUUDINH_HOME": str(tmp_path / "home"), "CUUDINH_SECRET_KEY": SECRET})


@pytest.fixture
def parts(settings: Settings) -> Iterator[Parts]:
    """Engine, store and queue of the fresh installation."""
    from app.wiring import build_parts
    from tests.databases import fresh_url

    built = build_parts(replace(settings, database_url=fresh_url(settings.home / "cuudinh.db")))
    yield built
    built.close()


@pytest.fixture(scope="session")
def translations() -> None:
    """The compiled Vietnamese texts, made anew where they are older than their source."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in (REPOSITORY / "app/translations/vi/LC_MESSAGES").glob("*.po"):
        target = source.with_suffix(".mo")
        if target.is_file() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as po:
            catalogue = read_po(po, locale="vi")
        temporary = target.with_suffix(f".{os.getpid()}")
        with temporary.open("wb") as mo:
            write_mo(mo, catalogue)
        temporary.replace(target)


@cache
def application_for(public_url: str) -> Flask:
    """One application per process and public address: compiling its 600 addresses costs a second of the processor."""
    from app.factory import create_app
    from app.settings import load_settings
    from app.wiring import build_parts

    folder = tempfile.mkdtemp(prefix="cuudinh-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    given = {"CUUDINH_HOME": folder, "CUUDINH_SECRET_KEY": SECRET, "CUUDINH_PUBLIC_URL": public_url}
    with closing(build_parts(load_settings(given))) as parts:
        return create_app(parts=parts)


@pytest.fixture
def app(parts: Parts, translations: None) -> Iterator[Flask]:
    """The whole web application over a fresh installation; settings that a test changes are set back."""
    from app.context import EXTENSION

    application = application_for(parts.settings.public_url)
    before = dict(application.config)
    application.extensions[EXTENSION] = parts
    application.testing = True
    for limiter in application.extensions["limiter"]:
        limiter.reset()
    yield application
    application.config.clear()
    application.config.update(before)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that nobody logged in with."""
    from tests.people import PersonClient

    return PersonClient(app)


@pytest.fixture
def log_in(app: Flask, parts: Parts) -> Callable[[str], FlaskClient]:
    """Gives a browser logged in with a role, through the real login page; its writes carry the CSRF token."""
    from tests.people import logged_in_client

    return lambda role: logged_in_client(app, parts, role)


@pytest.fixture
def administrator_client(log_in: Callable[[str], FlaskClient]) -> FlaskClient:
    """A browser of an administrator."""
    return log_in("administrator")


@pytest.fixture
def conservator_client(log_in: Callable[[str], FlaskClient]) -> FlaskClient:
    """A browser of a conservator."""
    return log_in("conservator")


@pytest.fixture
def curator_client(log_in: Callable[[str], FlaskClient]) -> FlaskClient:
    """A browser of a curator."""
    return log_in("curator")


@pytest.fixture
def restorer_client(log_in: Callable[[str], FlaskClient]) -> FlaskClient:
    """A browser of a restorer."""
    return log_in("restorer")


@pytest.fixture
def member_client(log_in: Callable[[str], FlaskClient]) -> FlaskClient:
    """A browser of a registered member of the public."""
    return log_in("member")
