"""Opening the link to what was found: exchanging its token for the session of the one browser that reads it."""

import base64

from sqlalchemy import Connection

from app.actions.open_link import OpenedElsewhere
from app.actions.tell import change
from app.refusals import NotHere
from app.store.audit import record
from app.store.keys import keys_of, sha256
from app.store.own_pages import hold_own_page, own_page_of_token


def open_found(db: Connection, link_hash: str, browser: str, key: str, address: str, now: int) -> tuple[int, str]:
    """Let the first browser in, and the same one again; returns the page's id and the token for its cookie.

    `key` is that of the form, so that one sent again opens the same session. Raises NotHere, OpenedElsewhere.
    """
    found = own_page_of_token(db, link_hash)
    held = hold_own_page(db, found) if found else None
    if held is None or held.state(now) not in ("made", "opened") or own_page_of_token(db, link_hash) is None:
        raise NotHere
    if held.browser_hash and held.browser_hash == sha256(browser):
        return held.id, browser
    token = base64.urlsafe_b64encode(keys_of(db).raw("found", str(held.id), held.salt, key)).decode().rstrip("=")
    if held.browser_hash not in ("", sha256(token)):
        raise OpenedElsewhere
    if not held.browser_hash:
        change(db, held, browser_hash=sha256(token), opened_at=now)
        record(db, held.told(address), "own_page:open", f"vetting {held.vetting.id}", now)
    return held.id, token
