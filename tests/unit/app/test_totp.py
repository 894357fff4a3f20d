"""One-time codes by the RFC's own vectors; secrets sealed; recovery codes forgiving about how they are typed."""

from __future__ import annotations

import pytest

from app.totp import (
    PERIOD,
    RECOVERY_CODES,
    code_at,
    find_step,
    new_recovery_codes,
    new_secret,
    otpauth_address,
    recovery_digest,
    seal,
    unseal,
    written,
)

RFC_SECRET = b"12345678901234567890"
NOW = 1_111_111_109.0


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (59, "94287082"),
        (1_111_111_109, "07081804"),
        (1_111_111_111, "14050471"),
        (1_234_567_890, "89005924"),
        (2_000_000_000, "69279037"),
        (20_000_000_000, "65353130"),
    ],
)
def test_codes_are_those_of_rfc_6238_appendix_b(moment: int, code: str) -> None:
    assert code_at(RFC_SECRET, moment // PERIOD, digits=8) == code


@pytest.mark.parametrize(
    ("step", "code"), list(enumerate(["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583"]))
)
def test_codes_are_those_of_rfc_4226_appendix_d(step: int, code: str) -> None:
    assert code_at(RFC_SECRET, step) == code


@pytest.mark.parametrize("off", [-1, 0, 1])
def test_a_code_one_period_off_is_right_and_names_its_step(off: int) -> None:
    step = int(NOW // PERIOD) + off
    assert find_step(RFC_SECRET, code_at(RFC_SECRET, step), NOW) == step


@pytest.mark.parametrize("off", [-2, 2, 100])
def test_an_older_or_later_code_is_wrong(off: int) -> None:
    assert find_step(RFC_SECRET, code_at(RFC_SECRET, int(NOW // PERIOD) + off), NOW) is None


def test_digits_may_be_typed_in_groups_and_other_signs_are_wrong() -> None:
    code = code_at(RFC_SECRET, int(NOW // PERIOD))
    assert find_step(RFC_SECRET, f" {code[:3]} {code[3:]} ", NOW) is not None
    for wrong in ("", "abc", code + "0", code[:-1], "٠٨١٨٠٤"):
        assert find_step(RFC_SECRET, wrong, NOW) is None


def test_a_sealed_secret_opens_with_its_own_key_alone() -> None:
    secret = new_secret()
    sealed = seal(secret, "key")
    assert unseal(sealed, "key") == secret
    assert unseal(sealed, "other key") is None
    assert unseal(sealed[:-4] + "AAAA", "key") is None
    assert unseal("", "key") is None
    assert written(secret) not in sealed
    assert seal(secret, "key") != sealed
    assert len(sealed) <= 120


def test_the_address_of_the_qr_code_names_account_and_issuer() -> None:
    address = otpauth_address(RFC_SECRET, "hoa@example.org")
    assert address.startswith("otpauth://totp/C%E1%BB%ADu%20%C4%90%E1%BB%89nh%3Ahoa%40example.org?secret=GEZDGNBV")
    assert "issuer=C%E1%BB%ADu" in address


def test_recovery_codes_differ_and_are_read_however_they_are_typed() -> None:
    codes = new_recovery_codes()
    assert len(set(codes)) == RECOVERY_CODES
    first = codes[0]
    assert recovery_digest(first, "key") == recovery_digest(f" {first.upper().replace('-', ' ')} ", "key")
    assert recovery_digest(first, "key") != recovery_digest(codes[1], "key")
    assert recovery_digest(first, "key") != recovery_digest(first, "other key")
