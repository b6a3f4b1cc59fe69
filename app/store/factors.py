"""The second factor: its secret, the codes an authenticator app makes of it, and codes for when the app is lost."""

import base64
import hmac
import secrets
from dataclasses import dataclass
from typing import Literal

import pyotp
from sqlalchemy import Connection

from app.store.keys import keys_of

STEP = 30  # seconds one code is shown
WINDOW = 1  # steps a code may be early or late
FAR = 10  # steps by which a clock is recognised as wrong (safety 30)
RECOVERY_CODES = 10
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that looks like something else
GROUPS, LETTERS = 3, 4  # of a recovery code: 59 bits

Refused = Literal["wrong", "used", "clock"]


@dataclass(frozen=True, slots=True)
class Shown:
    """The time step of a code, or why it is none: wrong, or right for a clock that is wrong."""

    step: int | None
    refused: Refused = "wrong"


def secret_of(db: Connection, account_id: int, salt: str) -> str:
    """The secret an authenticator app keeps, in base32: 160 bits, derived and kept nowhere."""
    return base64.b32encode(keys_of(db).raw("totp", str(account_id), salt)[:20]).decode()


def next_salt(db: Connection, account_id: int, token_hash: str) -> str:
    """The salt of the second factor this session may set up: the same until the session has another token."""
    return keys_of(db).digest("next second factor", f"{account_id}:{token_hash}")[:16]


def address_of(secret: str, email: str) -> str:
    """What the QR code says to an authenticator app."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="Followthrough")


def shown(secret: str, code: str, now: int) -> Shown:
    """The time step whose code this is, as near to now as there is one."""
    clock, here = pyotp.TOTP(secret, interval=STEP), now // STEP
    steps = [step for step in range(here - FAR, here + FAR + 1) if _same(clock.generate_otp(step), code)]
    if not steps:
        return Shown(None)
    nearest = min(steps, key=lambda step: abs(step - here))
    return Shown(nearest) if abs(nearest - here) <= WINDOW else Shown(None, "clock")


def typed(code: str) -> str:
    """A code as it is compared: no spaces, hyphens or capitals."""
    return "".join(code.split()).replace("-", "").lower()


def is_from_app(code: str) -> bool:
    """Whether a typed code is one of an app, not a recovery code."""
    return len(code) == 6 and code.isascii() and code.isdigit()


def recovery_code() -> str:
    """A new one, to be written down: abcd-efgh-jkmn."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(LETTERS)) for _ in range(GROUPS))


def recovery_hash(db: Connection, account_id: int, code: str) -> str:
    """What is kept of a recovery code."""
    return keys_of(db).digest("recovery code", f"{account_id}:{typed(code)}")


def _same(ours: str, theirs: str) -> bool:
    return hmac.compare_digest(ours.encode(), theirs.encode())
