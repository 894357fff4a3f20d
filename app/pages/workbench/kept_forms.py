"""Forms that are not lost: drafts offered when somebody comes back, and what is sent after the session has ended."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import current_app, request, url_for
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.i18n import format_time
from app.pages.forms import Form
from catalogue.errors import CatalogueError
from catalogue.policy import Identity
from catalogue.services.accounts import read_account
from catalogue.services.drafts import DraftPlace, Typed, drop_draft, read_draft, save_draft

FORM = "artifact"
KEEPER = "keeper"
_DOOR = Identity.system("drafts")
_LASTS_SECONDS = 7 * 24 * 3600
_NO_WORDS = frozenset({"csrf_token", KEEPER, "then", "version", "waiting_draft"})


@dataclass(frozen=True, slots=True)
class DraftNote:
    """What the form says of a draft; ``is_open`` when the form shows it already."""

    saved: str
    is_open: bool
    continue_url: str


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form with the draft that it shows or offers, and the seal that keeps what is sent after the session ended."""

    form: Form
    draft: DraftNote | None
    keeper: str


def open_form(session: Session, form: Form, number: str) -> KeptForm:
    """The form as it is, or as its writer left it where ``?draft=continue`` asks for that."""
    who = caller()
    found = read_draft(session, who, DraftPlace(FORM, number)) if who.account_id else None
    seal = _sealer().dumps([str(who.account_id), number])
    if found is None:
        return KeptForm(form, None, seal)
    is_open = request.args.get("draft") == "continue"
    note = DraftNote(format_time(found.updated_at), is_open, f"{request.path}?draft=continue")
    if not is_open:
        return KeptForm(form, note, seal)
    words = {name: str(text) for name, text in found.values.items()}
    version = {"version": str(found.base_version)} if found.base_version else {}
    return KeptForm(Form({**form.values, **words, **version}), note, seal)


def seal_for(number: str) -> str:
    """What a form carries, so that it can be kept for its writer when the session has ended."""
    return _sealer().dumps([str(caller().account_id), number])


def forget_draft(session: Session, number: str) -> None:
    """Drop the draft of a form that was saved, unless it still waits to be looked at."""
    if caller().account_id is not None and not request.form.get("waiting_draft"):
        drop_draft(session, caller(), DraftPlace(FORM, number))


def rescue_form() -> str | None:
    """Keep a form that came after its session had ended, for the account that it was given to; gives its address.

    The form carries a seal that only this installation can make: it names the account, so that nobody can write
    drafts for somebody else. None where there is nothing to keep, or the seal is old or not ours.
    """
    try:
        account_id, number = _sealer().loads(request.form.get(KEEPER, ""), max_age=_LASTS_SECONDS)
        words = {name: text for name, text in request.form.items() if name not in _NO_WORDS}
        with parts().sessions.begin() as session:
            account = read_account(session, _DOOR, UUID(account_id))
            if account.disabled_at is not None:
                return None
            writer = Identity(account.role, account.id, account.name)
            typed = Typed(words, request.form.get("version", None, int))
            save_draft(session, writer, DraftPlace(FORM, number), typed)
    except (BadData, ValueError, CatalogueError):
        return None
    if number:
        return url_for("workbench_artifacts.edit", number=number, draft="continue")
    return url_for("workbench_artifacts.create", draft="continue")


def _sealer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="form draft")
