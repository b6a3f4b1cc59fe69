"""Rating a written example call for practice, once in a search; it enters no score (measurement 2.4)."""

from collections.abc import Mapping

from sqlalchemy import Connection

from app.refusals import Conflict, Mistakes, NotHere
from app.store.audit import record
from app.store.instruments import examples, instrument
from app.store.members import Member
from app.store.rows import add_if_missing
from app.store.saves import as_columns
from app.store.searches import search_to_change
from app.store.tables import calibrations
from app.vetting.answers import Answer
from app.vetting.drafts import is_complete

AGAIN = "You have rated this call already. Its key is on its page."
UNRATED = "Rate this question before you see its key."


def practise(
    db: Connection, member: Member, search_id: int, example: str, rated: Mapping[str, Answer], now: int
) -> None:
    """Keep the rating. Raises NotHere for no example of this search, Mistakes by item, Conflict for a second rating."""
    search = search_to_change(db, member, search_id)
    call = next((each for each in examples(*search.instrument) if each.id == example), None)
    if call is None:
        raise NotHere("There is no such example call.")
    used = instrument(*search.instrument)
    kept = {part.item: rated.get(part.item, Answer()) for part in call.parts}
    if unrated := [i for i, a in kept.items() if a.status != "answered" or not is_complete(used.item[i], a)]:
        raise Mistakes(dict.fromkeys(unrated, UNRATED))
    whose = {"company_id": member.company_id, "search_id": search_id, "member_id": member.id, "example": example}
    answers = {item: as_columns(answer) for item, answer in kept.items()}
    if not add_if_missing(db, calibrations, **whose, answers=answers, made_at=now):
        raise Conflict(AGAIN)
    record(db, member, "practice:rate", f"search {search_id}", now, example)
