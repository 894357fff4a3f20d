"""Who is logged in, as JSON."""

from __future__ import annotations

from app.schemas.common import Body
from catalogue.policy import Role


class SessionBody(Body):
    """The reader: role, name, what it may do, and the token that its writes carry in ``X-CSRFToken``."""

    role: Role
    name: str
    may: list[str]
    csrf_token: str | None
