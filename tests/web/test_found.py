"""The recruiter's own page: what may be told and nothing else, for one browser, and what they reply beside it."""

import re
import time
from typing import Any

import httpx
import pytest
from sqlalchemy import Select, Table, select, update

from app.actions.reply_to_found import LARGEST
from app.actions.tell import in_working_days
from app.store.tables import audit, own_pages, proofs, remarks, responses, searches
from journey import fill, open_search, submit
from journey import vettings as vettings_of
from people import alice, bob, carol, mallory
from replying import Reply
from shown import main, said, tree
from visitor import Site

WORDS = "We were moving offices that week."


class Telling:
    """Alice with a recruiter whose panel is open, and the browser of the recruiter."""

    def __init__(self, site: Site, length: str = "short") -> None:
        self.site, self.owner = site, alice(site)
        self.search = open_search(self.owner, length=length)
        self.vetting = vettings_of(self.owner, self.search)[0]
        self.ana = site.visitor()

    @property
    def page(self) -> str:
        return f"/vettings/{self.vetting}/tell"

    def evaluate(self) -> None:
        """Both recruiters of the search, so that they are compared."""
        note = {"value": "0", "support": "specific", "note": "An evaluator’s note.", "flagged": "yes"}
        for vetting in vettings_of(self.owner, self.search):
            fill(self.owner, vetting, EV12=note)
            submit(self.owner, vetting)

    def tell(self, email: str = "") -> str:
        """Make the page; returns the path of its link."""
        page = self.owner.post(self.page, {"name": "Ana", "email": email})
        assert page.status_code == 200, page.text
        link: str = tree(page).get_element_by_id("link").get("value")
        return link[link.index("/f/") :]

    def open(self) -> str:
        """Open the link in Ana's browser; the path of her page."""
        page = self.ana.submit(self.ana.get(self.tell()), "start")
        assert re.fullmatch("/found/[0-9]+", page.url.path), page.text
        return page.url.path

    def say(self, path: str, **fields: str) -> httpx.Response:
        return self.ana.submit(
            self.ana.get(path), "reply", **{name.replace("__", "."): t for name, t in fields.items()}
        )

    def attach(self, path: str, name: str, content: bytes) -> httpx.Response:
        return self.ana.ask("POST", f"{path}/proofs", files={"proof": (name, content)})

    def change(self, table: Table, **values: object) -> None:
        write = self.site.app.state.database.write
        self.site.portal.call(write, lambda db: bool(db.execute(update(table).values(**values)).rowcount))

    def rows(self, query: Select[Any]) -> list[object]:
        read = self.site.app.state.database.read
        return self.site.portal.call(read, lambda db: list(db.execute(query).scalars()))


@pytest.fixture
def told(site: Site) -> Telling:
    made = Telling(site)
    made.evaluate()
    return made


def refused(page: httpx.Response) -> str:
    """The text of a page that says no."""
    assert page.status_code >= 400
    return said(tree(page).get_element_by_id("main"))


# ---- telling


def test_the_page_is_made_only_once_the_panel_is_open(site: Site) -> None:
    telling = Telling(site)
    assert "while evaluators’ forms are out" in main(telling.owner.get(telling.page))
    assert telling.owner.post(telling.page, {"name": "", "email": ""}).status_code == 409
    fill(telling.owner, telling.vetting)
    assert telling.owner.post(telling.page, {"name": "", "email": ""}).status_code == 409
    assert telling.rows(select(own_pages.c.id)) == []
    submit(telling.owner, telling.vetting)
    assert telling.tell().startswith("/f/")


def test_a_form_that_is_reopened_closes_the_page_and_the_link_until_it_is_in(told: Telling) -> None:
    path = told.open()
    told.change(responses, state="draft", compact=None)
    page = told.ana.get(path)
    assert page.status_code == 410
    assert "This is being looked at again" in refused(page)
    assert "dimension" not in page.text
    assert told.ana.post(f"{path}/reply", {"overall": WORDS}).status_code == 410
    told.change(responses, state="submitted")
    assert told.ana.get(path).status_code == 200


def test_the_link_is_in_the_mail_and_only_its_hash_is_kept(told: Telling) -> None:
    link = told.tell("ana@recruiters.example")
    assert told.rows(select(own_pages.c.token_hash)) != [link[3:]]
    assert len(link[3:]) == 43
    mail = tree(told.owner.get("/mail")).xpath("//a[contains(@href, '/mail/')]/@href")[0]
    text = main(told.owner.get(mail))
    assert link in text
    assert "Please answer by" in text
    assert "own_page:make" in told.rows(select(audit.c.action))


def test_reading_the_link_changes_nothing_and_the_address_behind_it_has_no_token(told: Telling) -> None:
    link = told.tell()
    for _ in range(3):
        assert told.site.visitor().get(link).status_code == 200
    assert told.rows(select(own_pages.c.opened_at)) == [None]
    page = told.ana.submit(told.ana.get(link), "start")
    assert link[3:] not in str(page.url) + page.text


def test_a_second_browser_is_told_and_a_new_link_ends_the_first(told: Telling) -> None:
    link = told.tell()
    path = told.ana.submit(told.ana.get(link), "start").url.path
    other = told.site.visitor()
    assert "opened in another browser" in refused(other.get(link))
    assert "opened in another browser" in refused(other.post(link))
    assert other.get(path).status_code == 404
    again = told.tell()
    assert again != link
    assert told.ana.get(path).status_code == 404
    assert told.ana.get(link).status_code == 404
    assert other.submit(other.get(again), "start").url.path == path


def test_a_link_that_was_taken_back_or_has_ended_says_so(told: Telling) -> None:
    path = told.open()
    told.say(path, overall=WORDS)
    told.change(own_pages, expires_at=int(time.time()) - 1)
    assert "This link ended on" in refused(told.ana.get(path))
    assert "It ended on" in main(told.owner.get(told.page))
    told.change(own_pages, expires_at=int(time.time()) + 400 * 86_400)  # by a clock that was ahead
    assert "This link does not work now" in refused(told.ana.get(path))
    assert "It does not work now. What they wrote stays." in main(told.owner.get(told.page))
    told.change(own_pages, expires_at=int(time.time()) + 99)
    told.owner.post(f"{told.page}/revoke")
    assert told.ana.get(path).status_code == 404
    assert WORDS in main(told.owner.get(f"/vettings/{told.vetting}/score")), "what was written stays"
    assert "Taken back" in main(told.owner.get(told.page))


def test_ten_working_days_are_two_weeks(told: Telling) -> None:
    friday = 1_789_732_800  # 18 September 2026, noon
    assert in_working_days(friday, 1) - friday == 3 * 86_400
    assert in_working_days(friday, 10) - friday == 14 * 86_400
    del told


# ---- what is told


def test_it_tells_the_band_the_dimensions_and_how_it_was_made_and_no_name_or_note(told: Telling) -> None:
    text = main(told.ana.get(told.open()))
    score = main(told.owner.get(f"/vettings/{told.vetting}/score"))
    for part in (
        "not yet validated against outcomes",
        "Evaluators of Halden Foods held a call",
        "Answer it below",
    ):
        assert part in text
    for name in ("Substance", "Closing the loop"):
        assert (name in text) == (name in score)
    for hidden in ("Alice", "An evaluator’s note", "Head of Data Platform", "EV12", "Keeps people posted"):
        assert hidden not in text


def reference(telling: Telling, number: int, note: str, consent: str = "") -> None:
    """A candidate reference of this vetting answers by their link."""
    asked = {"asked_as": "not_placed", "name": f"Ines {number}", "email": "", "chosen_by": "recruiter"}
    page = telling.owner.post(f"/vettings/{telling.vetting}/invitations", asked)
    link: str = tree(page).xpath("//input[starts-with(@id, 'link-')]/@value")[-1]
    visitor = telling.site.visitor()
    opened = visitor.submit(visitor.get(link[link.index("/i/") :]), "start").url.path.rsplit("/", 1)[0]
    reply = Reply(telling.site, visitor, int(opened.rsplit("/", 1)[1]), "")
    reply.fill()
    for item in range(8, 14):
        reply.answer(f"CA{item:02}", value="a", note=note if item == 12 else "")
    reply.send(**({"consent": consent} if consent else {}))


def test_references_leave_no_trace_below_three_and_their_words_need_consent(told: Telling) -> None:
    path = told.open()
    alone = numbers(told.ana.get(path))
    for number, consent in ((1, "yes"), (2, ""), (3, "yes")):
        reference(told, number, f"Said by number {number}.", consent)
        assert numbers(told.ana.get(path)) == alone, "who replies later is not told from the difference"
        told.change(own_pages, told_at=int(time.time()) + 1)
        text = main(told.ana.get(path))
        if number < 3:
            assert numbers(told.ana.get(path)) == alone
            assert "Said by" not in text
            told.change(own_pages, told_at=1)
    assert "References, on average" in text
    assert "Said by number 1." in text
    assert "Said by number 2." not in text
    assert "Ines" not in text


def numbers(page: httpx.Response) -> str:
    return " ".join(re.findall(r"Found [^A-Z]*|References, on average [^A-Z]*", main(page)))


# ---- replying


def test_what_they_write_stands_beside_what_it_answers_unedited_and_dated(told: Telling) -> None:
    path = told.open()
    page = told.say(path, overall=WORDS, dimension__closure="<b>Not so.</b>\nSecond line.", facts="It was May.")
    assert "It stands beside what it answers" in main(page)
    score = told.owner.get(f"/vettings/{told.vetting}/score")
    for part in (WORDS, "<b>Not so.</b>", "It was May.", "replies"):
        assert part in main(score)
    assert "<b>Not so.</b>" not in score.text, "escaped"
    section = tree(told.owner.get(f"/vettings/{told.vetting}/answers")).get_element_by_id("closure").text_content()
    assert "<b>Not so.</b>\nSecond line." in section
    assert WORDS not in section
    assert "remark:write" in told.rows(select(audit.c.action))


def test_a_flag_is_answered_beside_the_flag_and_on_its_page(told: Telling) -> None:
    path = told.open()
    about = next(iter(tree(told.ana.get(path)).xpath("//textarea[starts-with(@name, 'flag.')]/@name")), None)
    assert about, "the zero on passing people on raises one"
    told.say(path, **{about.replace(".", "__"): "It happened once."})
    rail = tree(told.owner.get(f"/vettings/{told.vetting}/score")).get_element_by_id("flags").text_content()
    assert "It happened once." in rail
    assert "It happened once." in main(told.owner.get(f"/vettings/{told.vetting}/flags/{about[5:]}"))


def test_the_comparison_says_who_has_replied(told: Telling) -> None:
    path, compare = told.open(), f"/searches/{told.search}/compare"
    assert "Has replied" not in main(told.owner.get(compare))
    told.say(path, overall=WORDS)
    page = told.owner.get(compare)
    assert tree(page).xpath(f"//a[@href='/vettings/{told.vetting}/score#replied']")


def test_a_change_keeps_the_version_before_and_an_empty_field_takes_words_back(told: Telling) -> None:
    path = told.open()
    for text in (WORDS, "We were on holiday.", ""):
        told.say(path, overall=text)
    told.say(path, overall="")
    assert told.rows(select(remarks.c.text).order_by(remarks.c.id)) == [WORDS, "We were on holiday.", ""]
    assert main(told.ana.get(path)).count("2 earlier versions") == 1


def test_it_rejects_what_is_too_long_or_not_asked_and_keeps_what_was_typed(told: Telling) -> None:
    path = told.open()
    page = told.say(path, overall="x" * 5_001, facts="It was May.")
    assert page.status_code == 422
    assert "Shorten this to 5,000 characters." in page.text
    assert "It was May." in page.text
    assert told.ana.post(f"{path}/reply", {"score": "100"}).status_code == 422
    assert told.ana.post(f"{path}/reply", {"flag.F_NOT_RAISED": "x"}).status_code == 422
    assert told.rows(select(remarks.c.id)) == []


def test_an_older_tab_overwrites_nothing_and_shows_what_was_typed(told: Telling) -> None:
    path = told.open()
    old = told.ana.get(path)
    told.say(path, overall=WORDS)
    page = told.ana.submit(old, "reply", overall="From the old tab.")
    assert page.status_code == 409
    assert "From the old tab." in page.text
    assert told.rows(select(remarks.c.text)) == [WORDS]


def test_sent_twice_it_is_written_once_and_nothing_can_be_changed_once_decided(told: Telling) -> None:
    path = told.open()
    page = told.ana.get(path)
    for _ in range(2):
        told.ana.submit(page, "reply", overall=WORDS)
    assert len(told.rows(select(remarks.c.id))) == 1
    told.change(searches, state="closed")
    text = told.ana.get(path)
    assert WORDS in main(text)
    assert not tree(text).xpath("//textarea | //input[@type='file']")
    assert told.ana.post(f"{path}/reply", {"overall": "More.", "seen": "9"}).status_code == 409
    assert told.attach(path, "a.txt", b"text").status_code == 409


# ---- proofs

KINDS = {"a.pdf": b"%PDF-1.7 x", "a.png": b"\x89PNG\r\n\x1a\nx", "a.jpg": b"\xff\xd8\xffx", "a.txt": "Gruß\n".encode()}


@pytest.mark.parametrize("name", KINDS)
def test_a_proof_is_taken_by_what_is_in_it_and_given_out_only_as_a_download(told: Telling, name: str) -> None:
    path = told.open()
    assert name in main(told.attach(path, f"C:\\papers\\{name}", KINDS[name]))
    (made,) = told.rows(select(proofs.c.id))
    for visitor, address in ((told.ana, path), (told.owner, f"/vettings/{told.vetting}")):
        file = visitor.get(f"{address}/proofs/{made}")
        assert file.content == KINDS[name]
        assert file.headers["content-disposition"].startswith(f'attachment; filename="{name}"')
        assert file.headers["content-type"] == "application/octet-stream"
        assert file.headers["x-content-type-options"] == "nosniff"
    assert name in main(told.owner.get(f"/vettings/{told.vetting}/score"))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Choose a file first."),
        (b"MZ\x90\x00", "This is no PDF, PNG, JPEG or plain text."),
        (b"text with a \x00 in it", "This is no PDF, PNG, JPEG or plain text."),
        (b"%PDF-" + b"x" * LARGEST, "This file is larger than 2 MB."),
    ],
)
def test_it_rejects_other_files_with_a_sentence(told: Telling, content: bytes, sentence: str) -> None:
    page = told.attach(told.open(), "proof.pdf", content)
    assert page.status_code == 422
    assert sentence in refused(page)
    assert told.rows(select(proofs.c.id)) == []


def test_a_body_that_is_much_too_large_is_not_read(told: Telling) -> None:
    assert told.attach(told.open(), "a.txt", b"x" * (LARGEST + 200_000)).status_code == 413


def test_there_are_five_at_most_and_one_can_be_removed(told: Telling) -> None:
    path = told.open()
    for number in range(5):
        told.attach(path, f"{number}.txt", b"text")
    assert "There are 5 files already." in told.attach(path, "6.txt", b"text").text
    first = told.rows(select(proofs.c.id))[0]
    told.ana.post(f"{path}/proofs/{first}/remove")
    assert len(told.rows(select(proofs.c.id))) == 4
    assert told.ana.post(f"{path}/proofs/{first}/remove").status_code == 404


# ---- nobody else


def test_a_reply_is_hidden_from_whoever_is_still_to_evaluate(told: Telling) -> None:
    path = told.open()
    told.say(path, overall=WORDS)
    told.attach(path, "a.txt", b"text")
    (made,) = told.rows(select(proofs.c.id))
    viewer, evaluator = carol(told.site), bob(told.site)
    assert WORDS in main(viewer.get(f"/vettings/{told.vetting}/score"))
    for where in (
        f"vettings/{told.vetting}/score",
        f"vettings/{told.vetting}/answers",
        f"searches/{told.search}/compare",
    ):
        page = main(evaluator.get(f"/{where}"))
        assert WORDS not in page
        assert "replie" not in page
    assert evaluator.get(f"/vettings/{told.vetting}/proofs/{made}").status_code == 404
    assert evaluator.get(told.page).status_code == 403
    assert mallory(told.site).get(f"/vettings/{told.vetting}/proofs/{made}").status_code == 404
