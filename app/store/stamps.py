"""Stamps of forms that are in, so that what is worked out from one is kept for exactly as long as it is true."""

import secrets


def stamp() -> str:
    """A new one, which no form has had. Whoever submits a form, or changes one that is in, gives it one."""
    return secrets.token_hex(16)
