"""Deciding on a flag: a named person writes what they found when they looked, and why. It never changes a score."""

from sqlalchemy import Connection

from app.refusals import Conflict, Mistakes, NotHere
from app.store.audit import record
from app.store.blindness import may_see
from app.store.flag_decisions import raised_in
from app.store.instruments import instrument
from app.store.members import Member
from app.store.recruiters import hold, vetting_to_change
from app.store.responses import responses_in
from app.store.rows import add
from app.store.searches import evaluators_of
from app.store.tables import flag_decisions
from app.vetting.flags import BY_HAND

SHORTEST, LONGEST = 20, 2_000  # characters of the reason
OUTCOMES = {  # what may be decided, and how it is said beside the flag
    "explained": "It is explained",
    "accepted": "It stands, and we accept it",
    "against": "It stands, and speaks against them",
}
CHOOSE = "Choose what you decided."
WHY = f"Say why in {SHORTEST} to {LONGEST:,} characters: what you asked, whom, and what you learnt."
HIDDEN = "What raised this flag is hidden from you until the forms are in that you wait for."
GONE = "Nothing raises this flag any more, so there is nothing to decide."


def decide_flag(db: Connection, member: Member, vetting_id: int, flag: str, outcome: str, why: str, now: int) -> None:
    """Add a decision; the earlier ones stay as its history. Raises Mistakes, or Conflict where there is nothing."""
    vetting = vetting_to_change(db, member, vetting_id)
    why = why.strip()
    wrong = {"outcome": CHOOSE} if outcome not in OUTCOMES else {}
    wrong |= {} if SHORTEST <= len(why) <= LONGEST else {"why": WHY}
    if wrong:
        raise Mistakes(wrong)
    if flag not in {*instrument(*vetting.search.instrument).flag, BY_HAND}:
        raise NotHere
    hold(db, vetting)
    expected = evaluators_of(db, [vetting.search])[vetting.search.id]
    if not may_see(member, responses_in(db, [vetting])[vetting.id], expected):
        raise Conflict(HIDDEN)
    raised = raised_in(db, vetting.search, [vetting])[vetting.id]
    if flag not in raised:
        raise Conflict(GONE)
    mine = {"company_id": vetting.search.company_id, "vetting_id": vetting.id, "made_by": member.id, "made_at": now}
    row = add(db, flag_decisions, **mine, flag=flag, covers=sorted(raised[flag]), outcome=outcome, why=why)
    record(db, member, "flag:decide", f"vetting {vetting.id}", now, f"{flag}, decision {row}")
