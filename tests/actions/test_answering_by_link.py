"""Answering by a personal link: begun, saved, sent, changed and deleted, each with one line in the trail."""

import asyncio
from dataclasses import replace
from fractions import Fraction

import pytest
from sqlalchemy import Connection, func, select

from answering import THREE, Answering
from app.actions.begin_reply import begin_reply
from app.actions.decline import decline
from app.actions.invite import Asked
from app.actions.save_answer import Stamp, save_answer
from app.actions.save_reply import save_reply
from app.actions.submit import submit
from app.refusals import Conflict, Mistakes
from app.store.database import Database
from app.store.instruments import DEFAULT, instrument
from app.store.invitations import Invitation
from app.store.replies import is_panel_open, letters, reply_of
from app.store.saves import history
from app.store.tables import answer_saves, answers, messages, responses
from app.vetting.answers import Answer
from app.vetting.drafts import PARTS
from app.vetting.receipt import receipt_hash
from people import NOW

CLIENT = Asked("client", "Omar Said", "omar@clients.example", "company", "client")
SELF = Asked("self", "Ana", "ana@recruiters.example", "recruiter", "")
NAMELESS = Asked("candidate", "", "", "recruiter", "")


class Replying(Answering):
    """The same, where the panel can open and the trail is read."""

    def open_panel(self) -> None:
        """Alice evaluates, so that everybody's form is in."""
        for item in instrument(*DEFAULT).short_form.items:
            save_answer(self.db, self.alice, self.vetting.id, item, Answer(status="not_asked"), NOW)
        submit(self.db, self.alice, self.vetting.id, instrument(*DEFAULT), "yes", "Fine.", False, NOW)

    def since(self, before: int) -> list[str]:
        return self.events()[before:]


def test_beginning_asks_what_they_are_and_names_them_by_order_only(db: Connection) -> None:
    reply = Replying(db)
    before = len(reply.events())
    reply.begin()
    assert (reply.own.respondent, reply.own.relationship, reply.own.state) == ("Candidate A", "not_placed", "draft")
    assert reply.own.member_id is None
    assert reply.since(before) == ["response:begin"]


def test_saying_it_again_changes_it_once_and_the_same_changes_nothing(db: Connection) -> None:
    reply = Replying(db)
    reply.begin("not_placed")
    before = len(reply.events())
    reply.begin("not_placed")
    reply.begin("other")
    assert reply.own.relationship == "other"
    assert reply.since(before) == ["response:relate"]


@pytest.mark.parametrize("relationship", ["", "client", "friend"])
def test_a_candidate_cannot_be_something_else(db: Connection, relationship: str) -> None:
    reply = Replying(db)
    with pytest.raises(Mistakes):
        reply.begin(relationship)
    assert reply_of(db, reply.invitation) is None


def test_respondents_of_a_kind_are_lettered_in_the_order_in_which_they_begin(db: Connection) -> None:
    first = Replying(db)
    later = [first.ask(NAMELESS) for _ in range(2)]
    client, own = first.ask(CLIENT), first.ask(SELF)
    for number in (later[1], first.id, later[0]):
        found = first.found(number)
        begin_reply(db, found.respondent(), found, "placed", NOW)
    begin_reply(db, first.found(client).respondent(), first.found(client), "client", NOW)
    found = first.found(own)
    save_reply(db, found.respondent(), found, "SF04", Answer(number=Fraction(2)), PARTS, Stamp(), NOW)
    named = {
        number: form.respondent
        for number in (*later, first.id, client, own)
        if (form := reply_of(db, first.found(number)))
    }
    assert named == {
        later[1]: "Candidate A",
        first.id: "Candidate B",
        later[0]: "Candidate C",
        client: "Client A",
        own: "Ana",
    }


def test_a_letter_that_was_given_back_is_not_given_to_two(db: Connection) -> None:
    first = Replying(db)
    others = [first.ask(NAMELESS) for _ in range(3)]
    for number in (first.id, others[0], others[1]):
        found = first.found(number)
        begin_reply(db, found.respondent(), found, "placed", NOW)
    first.withdraw()
    found = first.found(others[2])
    begin_reply(db, found.respondent(), found, "placed", NOW)
    labels = db.execute(select(responses.c.respondent).order_by(responses.c.id)).scalars().all()
    assert labels == ["Candidate B", "Candidate C", "Candidate D"]


def test_letters_go_on_after_z() -> None:
    assert [letters(n) for n in (0, 1, 25, 26, 27, 51, 52, 701, 702)] == [
        *("A", "B", "Z", "AA", "AB", "AZ", "BA", "ZZ", "AAA")
    ]


def test_each_answer_is_kept_over_the_last_and_every_version_stays(db: Connection) -> None:
    reply = Replying(db)
    reply.begin()
    before = len(reply.events())
    reply.save(answer=THREE)
    reply.save(answer=THREE)
    reply.save(answer=Answer(status="declined"), now=NOW + 1)
    assert reply.own.answers == {"CA07": Answer(status="declined")}
    assert reply.own.versions == {"CA07": 2}
    assert [save.answer for save in history(db, reply.own)["CA07"]] == [THREE, Answer(status="declined")]
    assert reply.since(before) == ["answer:save", "answer:save"]


def test_a_save_that_is_sent_twice_is_kept_once(db: Connection) -> None:
    reply = Replying(db)
    first = reply.save(stamp=Stamp(0, "phone", 1))
    again = reply.save(stamp=Stamp(0, "phone", 1))
    assert (first.version, again.version) == (1, 1)
    late = reply.save(answer=Answer(points=0), stamp=Stamp(0, "phone", 1))
    assert late.answer == THREE


def test_the_first_answer_begins_the_form_with_one_line_in_the_trail(db: Connection) -> None:
    reply = Replying(db, SELF)
    before = len(reply.events())
    reply.save("SF04", Answer(number=Fraction(2)))
    assert reply.own.respondent == "Ana"
    assert reply.since(before) == ["answer:save"]


def test_passing_by_the_first_question_begins_nothing(db: Connection) -> None:
    reply = Replying(db, SELF)
    before = len(reply.events())
    assert reply.save("SF04", Answer(), Stamp(0, "phone", 3)).sequence == 3
    assert reply_of(db, reply.invitation) is None
    assert reply.since(before) == []


def test_sending_locks_the_form_and_makes_a_receipt_of_exactly_what_was_sent(db: Connection) -> None:
    reply = Replying(db)
    reply.begin()
    reply.save()
    before = len(reply.events())
    made = reply.submit(consent=True)
    own = reply.own
    assert (own.state, own.submitted_at, own.consent, own.receipt) == ("submitted", NOW + 60, True, made)
    assert made == receipt_hash(*DEFAULT, "candidate", reply.vetting.id, NOW + 60, {"CA07": THREE}, "", "", True)
    assert reply.since(before) == ["response:submit"]
    for refused in (reply.save, reply.begin, reply.submit):
        with pytest.raises(Conflict):
            refused()
    assert reply.own == own


def test_the_receipt_is_mailed_where_an_address_is_known(db: Connection) -> None:
    reply = Replying(db)
    reply.begin()
    reply.save()
    before = reply.many(messages)
    reply.submit()
    mail = reply.mails()[-1]
    assert (mail.kind, mail.to_email, mail.invitation_id) == ("receipt", "ines@candidates.example", reply.id)
    assert (mail.content["recruiter"], mail.content["form"]) == ("Ana", "Your experience with this recruiter")
    assert reply.many(messages) == before + 1
    other = Replying(db, NAMELESS)
    other.begin()
    other.save()
    before = other.many(messages)
    other.submit()
    assert other.many(messages) == before


def test_nothing_is_sent_without_an_answer_or_without_saying_what_they_are(db: Connection) -> None:
    reply = Replying(db)
    with pytest.raises(Mistakes) as lacking:
        reply.submit()
    assert set(lacking.value.fields) == {"relationship", "answers"}
    reply.save()
    with pytest.raises(Mistakes) as lacking:
        reply.submit()
    assert set(lacking.value.fields) == {"relationship"}
    reply.save(answer=Answer(note="Only a note."))
    reply.begin()
    with pytest.raises(Mistakes) as lacking:
        reply.submit()
    assert set(lacking.value.fields) == {"answers"}
    reply.save(answer=Answer(status="declined"))
    assert reply.submit()


def test_a_recruiter_is_asked_for_no_relationship_and_no_consent(db: Connection) -> None:
    reply = Replying(db, SELF)
    reply.save("SF04", Answer(number=Fraction(2)))
    reply.submit(consent=True)
    assert (reply.own.relationship, reply.own.consent) == ("", False)


def test_a_sent_form_can_be_changed_and_sent_again_with_another_receipt(db: Connection) -> None:
    reply = Replying(db)
    reply.begin()
    reply.save()
    first = reply.submit(consent=True)
    before = len(reply.events())
    reply.take_back()
    assert (reply.own.state, reply.own.submitted_at, reply.own.receipt) == ("draft", None, "")
    assert reply.own.answers == {"CA07": THREE}
    reply.take_back()
    reply.save(answer=Answer(points=1), now=NOW + 100)
    second = reply.submit(now=NOW + 120)
    assert second != first
    assert reply.own.versions == {"CA07": 2}
    assert len(history(db, reply.own)["CA07"]) == 2
    assert reply.since(before) == ["response:change", "answer:save", "response:submit"]


def test_deleting_leaves_nothing_of_what_was_written(db: Connection) -> None:
    reply = Replying(db)
    reply.begin()
    reply.save()
    reply.submit(consent=True)
    before = len(reply.events())
    reply.withdraw()
    assert [reply.many(table) for table in (responses, answers, answer_saves)] == [0, 0, 0]
    assert reply.invitation.response_id is None
    assert reply.invitation.state(NOW + 90) == "withdrawn"
    assert reply.since(before) == ["response:withdraw"]


def test_once_deleted_nothing_can_be_written_by_the_same_link(db: Connection) -> None:
    reply = Replying(db)
    reply.begin()
    reply.withdraw()
    for refused in (reply.begin, reply.save, reply.submit, reply.withdraw):
        with pytest.raises(Conflict):
            refused()
    assert reply.many(responses) == 0


def test_where_nothing_was_begun_there_is_nothing_to_delete(db: Connection) -> None:
    reply = Replying(db)
    before = len(reply.events())
    reply.withdraw()
    assert reply.since(before) == []
    assert reply.invitation.withdrawn_at is None


def test_after_the_panel_opened_a_sent_form_stays_as_it_is(db: Connection) -> None:
    reply = Replying(db)
    reply.begin()
    reply.save()
    reply.submit()
    assert not is_panel_open(db, reply.vetting)
    reply.open_panel()
    assert is_panel_open(db, reply.vetting)
    own = reply.own
    for refused in (reply.take_back, reply.withdraw):
        with pytest.raises(Conflict, match="The results are open"):
            refused()
    assert reply.own == own


def test_a_form_taken_back_before_the_panel_opened_can_still_be_sent_or_deleted(db: Connection) -> None:
    reply = Replying(db)
    reply.begin()
    reply.save()
    reply.submit()
    reply.take_back()
    reply.open_panel()
    reply.submit(now=NOW + 200)
    with pytest.raises(Conflict):
        reply.take_back()
    other = Replying(db, NAMELESS)
    other.begin()
    other.withdraw()
    assert reply_of(db, other.invitation) is None


def test_nothing_is_written_after_they_said_no(db: Connection) -> None:
    reply = Replying(db)
    reply.begin()
    seen = reply.invitation
    decline(db, seen.respondent(), seen, NOW)
    with pytest.raises(Conflict, match="closed in the meantime"):
        save_reply(db, seen.respondent(), seen, "CA07", THREE, PARTS, Stamp(), NOW)
    assert reply.many(responses) == 0


def test_what_another_company_asked_is_out_of_reach(db: Connection) -> None:
    """Whoever acts is known by their invitation; one that names another company finds no row of ours."""
    reply = Replying(db)
    reply.begin()
    search = replace(reply.vetting.search, company_id=reply.vetting.search.company_id + 1)
    foreign = replace(reply.invitation, vetting=replace(reply.vetting, search=search))
    assert reply_of(db, foreign) is None


def test_the_first_answers_of_many_at_once_have_a_letter_each(database: Database) -> None:
    def arrange(db: Connection) -> list[Invitation]:
        first = Replying(db)
        return [first.invitation, *(first.found(first.ask(NAMELESS)) for _ in range(5))]

    asked = asyncio.run(database.write(arrange))

    async def all_at_once() -> None:
        await asyncio.gather(*(database.write(begin_reply, one.respondent(), one, "placed", NOW) for one in asked))

    asyncio.run(all_at_once())
    labels = asyncio.run(database.read(lambda db: db.execute(select(responses.c.respondent)).scalars().all()))
    assert sorted(labels) == [f"Candidate {letter}" for letter in "ABCDEF"]


def test_many_first_answers_of_one_person_at_once_begin_one_form(database: Database) -> None:
    asked = asyncio.run(database.write(lambda db: Replying(db).invitation))
    items = [item.id for item in instrument(*DEFAULT).asked("candidate")]

    async def all_at_once() -> None:
        blank = Answer(status="declined")
        saves = (
            database.write(save_reply, asked.respondent(), asked, item, blank, PARTS, Stamp(), NOW) for item in items
        )
        await asyncio.gather(*saves)

    asyncio.run(all_at_once())
    assert asyncio.run(database.read(counted)) == (1, len(items))


def counted(db: Connection) -> tuple[int, int]:
    """How many forms there are, and how many answers."""
    forms, given = (db.execute(select(func.count()).select_from(table)).scalar_one() for table in (responses, answers))
    return forms, given
