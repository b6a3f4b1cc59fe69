"""What the server keeps in memory, forgotten, so that everything is worked out again."""

from app.store import responses
from app.web import again, near, scored

KEPT = (responses.IN_MEMORY, near.LOGS, scored.CARDS, scored.WORKED, again.PAGES)


def forget() -> None:
    for kept in KEPT:
        kept.clear()
