"""Choosing who evaluates in a search, and who may see it: one form, taken whole or not at all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection, delete, insert, update

from app.actions.change_member import drop_drafts
from app.mail.outbox import queue
from app.refusals import Conflict, Mistakes
from app.store.audit import record
from app.store.blindness import may_see
from app.store.members import Member, hold_company, members_of
from app.store.recruiters import Vetting, vettings_in
from app.store.responses import Filled, responses_in
from app.store.searches import Search, hold_forms, hold_search, search_to_change, seats_of
from app.store.tables import responses, search_members, searches

GONE = "Somebody on this page is no longer a member. Open it again and choose once more."
READS = "{} is a viewer, who reads and never evaluates. Choose somebody else, or change their role."
SEEN = (
    "{} can see what was answered about {} already, so a form of theirs would not be blind. "
    "Choose somebody who has not, or leave the panel as it is."
)
BEGUN = "{} has begun a form here. Keep them among those who may see the search, or discard the draft."
YOURSELF = "You would no longer see this search yourself. Tick your own name too, or ask an owner to restrict it."
CHOSEN = "{} is chosen, so there is nothing to discard: they finish the form they began."
ONCE_IN = "{} had a form in here once. It is theirs to submit again, and is not discarded."


@dataclass(frozen=True, slots=True)
class People:
    """What the page says: ids of members. `readers` see the search where it is restricted; evaluators always do."""

    evaluators: frozenset[int]
    readers: frozenset[int]
    restricted: bool
    discarded: frozenset[int]  # members whose unfinished forms go

    @property
    def seats(self) -> dict[int, bool]:
        """Member id → whether they evaluate."""
        return dict.fromkeys(self.readers, False) | dict.fromkeys(self.evaluators, True)


def choose_people(db: Connection, member: Member, search_id: int, chosen: People, now: int) -> list[int]:
    """Keep who evaluates and who may see; returns the ids of the newly chosen evaluators, who get a mail.

    Raises Mistakes for what the page can put right, Conflict where somebody chosen could not answer blind.
    """
    search = search_to_change(db, member, search_id)
    hold_company(db, search.company_id)
    hold_search(db, search)
    hold_forms(db, search)
    everybody = {each.id: each for each in members_of(db, search.company_id) if each.id is not None}
    before, forms = seats_of(db, search), responses_in(db, vettings := vettings_in(db, search))
    chosen = replace(chosen, discarded=chosen.discarded & (drafts := _drafts(forms)).keys())
    _check(everybody, chosen, member, drafts)
    new = sorted(id for id in chosen.evaluators if not before.get(id))
    _check_blind(search, vettings, forms, [everybody[id] for id in new], before)
    if not chosen.discarded and (chosen.seats, chosen.restricted) == (before, search.restricted):
        return []
    _keep(db, search, vettings, chosen)
    for each in new:
        _tell(db, member, everybody[each], search, len(vettings), now)
    record(db, member, "search:people", f"search {search.id}", now, _detail(chosen))
    return new


def _check(everybody: Mapping[int, Member], chosen: People, who: Member, drafts: Mapping[int, list[Filled]]) -> None:
    if not chosen.seats.keys() | chosen.discarded <= everybody.keys():
        raise Mistakes({"people": GONE})
    wrong = [READS.format(everybody[id].name) for id in chosen.evaluators if everybody[id].role == "viewer"]
    wrong += [CHOSEN.format(everybody[id].name) for id in chosen.discarded & chosen.evaluators]
    for id, forms in drafts.items():
        if id in chosen.discarded and any(form.reopened_at for form in forms):
            wrong.append(ONCE_IN.format(everybody[id].name))
    if chosen.restricted:
        seeing = chosen.seats.keys() | {id for id, each in everybody.items() if each.role == "owner"}
        wrong += [BEGUN.format(everybody[id].name) for id in drafts if id not in seeing | chosen.discarded]
        wrong += [YOURSELF] if who.id not in seeing else []
    if wrong:
        raise Mistakes({"people": " ".join(sorted(wrong))})


def _check_blind(
    search: Search,
    vettings: Iterable[Vetting],
    forms: Mapping[int, list[Filled]],
    new: Iterable[Member],
    before: Mapping[int, bool],
) -> None:
    """Nobody is asked for a form about a recruiter whose answers they can see already."""
    expected = {id for id, evaluates in before.items() if evaluates}
    for each in new:
        if search.restricted and each.role != "owner" and each.id not in before:
            continue
        for vetting in vettings:
            begun = any(form.member_id == each.id for form in forms[vetting.id])
            if not begun and may_see(each, forms[vetting.id], expected):
                raise Conflict(SEEN.format(each.name, vetting.name))


def _keep(db: Connection, search: Search, vettings: Iterable[Vetting], chosen: People) -> None:
    own = (search_members.c.search_id == search.id, search_members.c.company_id == search.company_id)
    db.execute(delete(search_members).where(*own))
    for member_id, evaluates in sorted(chosen.seats.items()):
        seat = {"search_id": search.id, "company_id": search.company_id, "member_id": member_id}
        db.execute(insert(search_members).values(**seat, evaluates=evaluates))
    mine = (searches.c.id == search.id, searches.c.company_id == search.company_id)
    db.execute(update(searches).where(*mine).values(restricted=chosen.restricted))
    here = responses.c.vetting_id.in_([vetting.id for vetting in vettings])
    drop_drafts(db, search.company_id, sorted(chosen.discarded), here, responses.c.reopened_at.is_(None))


def _drafts(forms: Mapping[int, list[Filled]]) -> dict[int, list[Filled]]:
    """Member id → their evaluator forms that are begun and not in."""
    found: dict[int, list[Filled]] = {}
    for form in (each for filled in forms.values() for each in filled):
        if form.source == "evaluator" and form.state == "draft" and form.member_id is not None:
            found.setdefault(form.member_id, []).append(form)
    return found


def _tell(db: Connection, member: Member, chosen: Member, search: Search, recruiters: int, now: int) -> None:
    if chosen.id == member.id:
        return
    about = {"company": member.company, "by": member.name, "search": search.title, "recruiters": recruiters}
    content = about | {"path": f"/searches/{search.id}"}
    queue(db, search.company_id, "evaluator_chosen", chosen.email, content, now, to_name=chosen.name)


def _detail(chosen: People) -> str:
    """Numbers of members only: nothing personal."""
    parts = [f"{name} {' '.join(map(str, sorted(ids)))}" for name, ids in _named(chosen) if ids]
    return ", ".join(["restricted" if chosen.restricted else "open", *parts])


def _named(chosen: People) -> list[tuple[str, frozenset[int]]]:
    return [
        ("evaluators", chosen.evaluators),
        ("readers", chosen.readers - chosen.evaluators),
        ("discarded", chosen.discarded),
    ]
