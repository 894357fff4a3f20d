from __future__ import annotations

from uuid import uuid4

import pytest

from catalogue.errors import ConflictError, ForbiddenError, NotFoundError, StaleError, ValidationError
from catalogue.policy import Identity, Role
from catalogue.services.accounts import (
    add_account,
    disable_account,
    find_account,
    list_accounts,
    note_login,
    read_account,
    set_language,
    set_password_hash,
    set_role,
)
from catalogue.services.audits import read_history
from tests.cataloguing import ADMIN, PUBLIC, STAFF, SYSTEM


def add(session, email="hoa@hue.vn", role=Role.CURATOR):
    return add_account(session, SYSTEM, email=email, role=role, password_hash="$argon2id$1", name="Hoa")


def test_an_address_is_found_however_it_is_typed(session):
    account = add(session, " Hoa@HUE.vn ")
    assert account.email == "hoa@hue.vn"
    assert find_account(session, SYSTEM, "HOA@hue.VN") is account
    assert find_account(session, SYSTEM, "ai@hue.vn") is None
    with pytest.raises(ConflictError) as caught:
        add(session, "hoa@Hue.vn")
    assert (caught.value.code, caught.value.values) == ("account_taken", {"email": "hoa@hue.vn"})


@pytest.mark.parametrize(
    "email", ["", "hoa", "hoa@", "@hue.vn", "hoa@hue", "a b@hue.vn", "a@b@c.vn", "x" * 250 + "@a.vn"]
)
def test_what_is_no_address_is_refused(session, email):
    with pytest.raises(ValidationError) as caught:
        add(session, email)
    assert caught.value.fields == {"email": "malformed"}


@pytest.mark.parametrize("role", [Role.SYSTEM, Role.PUBLIC])
def test_nobody_gets_a_role_that_is_not_for_people(session, role):
    with pytest.raises(ValidationError):
        add(session, role=role)
    with pytest.raises(ValidationError):
        set_role(session, ADMIN, add(session).id, role)


def test_a_hash_never_reaches_the_audit(session):
    account = add(session)
    set_password_hash(session, ADMIN, account.id, "$argon2id$geheim")
    rows = read_history(session, ADMIN, "account", account.id)
    assert {r.action for r in rows} == {"add", "password"}
    assert "argon2" not in str([r.changes for r in rows])
    assert all("password_hash" in r.changes for r in rows)


def test_people_change_their_own_account_and_no_other(session):
    mine, other = add(session), add(session, "bao@hue.vn")
    me = Identity(Role.CURATOR, mine.id)
    assert set_language(session, me, mine.id, "en").language == "en"
    note_login(session, me, mine.id)
    assert mine.last_login_at is not None
    for call in (
        lambda: read_account(session, me, other.id),
        lambda: set_password_hash(session, me, other.id, "x"),
        lambda: set_role(session, me, mine.id, Role.ADMINISTRATOR),
        lambda: list_accounts(session, STAFF),
        lambda: read_account(session, PUBLIC, mine.id),
        lambda: find_account(session, PUBLIC, "hoa@hue.vn"),
    ):
        with pytest.raises(ForbiddenError):
            call()
    with pytest.raises(ValidationError):
        set_language(session, me, mine.id, "fr")
    with pytest.raises(NotFoundError):
        read_account(session, ADMIN, uuid4())


def test_a_disabled_account_is_not_found_by_the_login(session):
    account = add(session)
    disable_account(session, ADMIN, account.id)
    assert find_account(session, SYSTEM, account.email) is None
    disable_account(session, ADMIN, account.id, disabled=False)
    assert find_account(session, SYSTEM, account.email) is account


def test_the_last_administrator_stays(session):
    first = add(session, "a@hue.vn", Role.ADMINISTRATOR)
    for call in (
        lambda: disable_account(session, ADMIN, first.id),
        lambda: set_role(session, ADMIN, first.id, Role.MEMBER),
    ):
        with pytest.raises(ConflictError) as caught:
            call()
        assert caught.value.code == "last_administrator"
    add(session, "b@hue.vn", Role.ADMINISTRATOR)
    assert set_role(session, ADMIN, first.id, Role.MEMBER, expected_version=1).role is Role.MEMBER
    with pytest.raises(StaleError):
        set_role(session, ADMIN, first.id, Role.CURATOR, expected_version=1)


def test_accounts_are_listed_by_address(session):
    for letter in "cab":
        add(session, f"{letter}@hue.vn")
    assert [a.email for a in list_accounts(session, ADMIN, limit=2).items] == ["a@hue.vn", "b@hue.vn"]
