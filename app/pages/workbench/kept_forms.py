"""Forms that are not lost: drafts offered when somebody comes back, and what is sent after the session has ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import current_app, request, url_for
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.i18n import format_time
from app.pages.forms import Form
from app.pages.workbench.first_photos import HELD, hold_photos
from catalogue.errors import CatalogueError
from catalogue.policy import Action, Identity
from catalogue.services.accounts import read_account
from catalogue.services.drafts import DraftPlace, Typed, drop_draft, read_draft, save_draft

KEEPER = "keeper"
_DOOR = Identity.system("drafts")
_LASTS_SECONDS = 7 * 24 * 3600
_NO_WORDS = frozenset({"csrf_token", KEEPER, "then", "version", "waiting_draft", "drop_photo"})


@dataclass(frozen=True, slots=True)
class FormKind:
    """A kind of form whose words are kept: its name among drafts, its pages, and what their addresses call the number.

    The pages are a blueprint with ``create``, ``register``, ``edit`` and ``save``.
    """

    name: str
    pages: str
    number: str

    def address(self, number: str, draft: str | None = None) -> str:
        """The form of the record with this number, or of a new one where there is none."""
        if not number:
            return url_for(f"{self.pages}.create", draft=draft)
        named: dict[str, Any] = {self.number: number}
        return url_for(f"{self.pages}.edit", draft=draft, **named)

    @property
    def place_of_saving(self) -> frozenset[str]:
        """The endpoints that a form is sent to."""
        return frozenset({f"{self.pages}.register", f"{self.pages}.save"})


ARTIFACT_FORM = FormKind("artifact", "workbench_artifacts", "number")
SITE_FORM = FormKind("site", "workbench_sites", "code")


@dataclass(frozen=True, slots=True)
class DraftNote:
    """What the form says of a draft; ``is_open`` when the form shows it already."""

    saved: str
    is_open: bool
    continue_url: str
    discard_url: str


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form with the draft that it shows or offers, and the seal that keeps what is sent after the session ended."""

    name: str
    form: Form
    draft: DraftNote | None
    keeper: str


def open_form(session: Session, kind: FormKind, form: Form, number: str) -> KeptForm:
    """The form as it is, or as its writer left it where ``?draft=continue`` asks for that."""
    who = caller()
    has_drafts = who.account_id is not None and who.may(Action.WRITE_RECORDS)
    found = read_draft(session, who, DraftPlace(kind.name, number)) if has_drafts else None
    seal = _sealer().dumps([str(who.account_id), number])
    if found is None:
        return KeptForm(kind.name, form, None, seal)
    is_open = request.args.get("draft") == "continue"
    address = kind.address(number, draft="continue")
    note = DraftNote(format_time(found.updated_at), is_open, address, url_for(f"{kind.pages}.discard"))
    if not is_open:
        return KeptForm(kind.name, form, note, seal)
    words = {name: str(text) for name, text in found.values.items()}
    version = {"version": str(found.base_version)} if found.base_version else {}
    return KeptForm(kind.name, Form({**form.values, **words, **version}), note, seal)


def forget_draft(session: Session, kind: FormKind, number: str) -> None:
    """Drop the draft of a form that was saved, unless it still waits to be looked at."""
    if caller().account_id is not None and not request.form.get("waiting_draft"):
        drop_draft(session, caller(), DraftPlace(kind.name, number))


def rescue_form(kind: FormKind) -> str | None:
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
            if writer.may(Action.UPLOAD_FILES):
                words[HELD] = hold_photos(str(account.id))
            typed = Typed(words, request.form.get("version", None, int))
            save_draft(session, writer, DraftPlace(kind.name, number), typed)
    except (BadData, ValueError, CatalogueError):
        return None
    return kind.address(number, draft="continue")


def _sealer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="form draft")
