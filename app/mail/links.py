"""The addresses of personal links: made from the installation's secret when they are shown or sent, kept nowhere."""

from typing import Literal

from app.store.keys import Keys, sha256

Purpose = Literal["invitation", "member_invitation", "sign_in_link", "own_page"]
PATHS: dict[str, str] = {  # purpose, or the purpose of a sign-in link → where its address begins
    "invitation": "/i",
    "member_invitation": "/join",
    "own_page": "/f",
    "sign_in": "/sign-in/link",
    "reset": "/reset",
}


def token_hash(keys: Keys, purpose: Purpose, row: int, salt: str) -> str:
    """What stands in the row: the SHA-256 of its token (safety 12)."""
    return sha256(keys.token(purpose, row, salt))


def link(keys: Keys, public_url: str, purpose: Purpose, row: int, salt: str, path: str = "") -> str:
    """The whole address of a link; `path` names what a sign-in link is for: sign_in or reset."""
    return f"{public_url}{PATHS[path or purpose]}/{keys.token(purpose, row, salt)}"
