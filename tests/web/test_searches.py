"""Searches: the list, a new one with its recruiters, and adding more."""

import pytest

from journey import fill, open_search, submit, vettings
from people import alice, bob, carol, mallory
from replying import asked
from shown import main, said, tree
from visitor import Site, Visitor


@pytest.fixture
def demo() -> int:
    """The demo search: asking for `demo` is what puts it there."""
    return 1


@pytest.fixture
def owner(site: Site) -> Visitor:
    return alice(site)


def test_it_shows_the_form_when_there_is_no_search_yet(owner: Visitor) -> None:
    page = owner.get("/")
    assert page.url.path == "/searches/new"
    assert "10 questions, for a call of 15 minutes" in page.text
    assert "30 questions, for a call of 45 minutes" in page.text


def test_it_works_with_one_recruiter_on_each_line(owner: Visitor) -> None:
    lines = "  Ana Ferreira ,  Northlight Search \n\nAna Ferreira, Northlight Search\nKestrel Talent\n , Lone Firm"
    search = open_search(owner, lines)
    page = owner.get(f"/searches/{search}").text
    assert "3 recruiters added" in page
    assert page.index("Ana Ferreira") < page.index("Kestrel Talent") < page.index("Lone Firm")
    assert "Head of Data Platform" in owner.get("/searches").text


def test_it_works_without_recruiters_and_says_so(owner: Visitor) -> None:
    page = owner.get(f"/searches/{open_search(owner, '')}").text
    assert "No recruiters yet" in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": "", "recruiters": "A", "length": "full"}, "Name the role you are hiring for"),
        ({"title": "x" * 201, "recruiters": "A", "length": "full"}, "Name the role you are hiring for"),
        ({"title": "\u3164\u200b", "recruiters": "A", "length": "full"}, "Name the role you are hiring for"),
        ({"title": "Role", "recruiters": "A", "length": "long"}, "Choose how thorough"),
        ({"title": "Role", "recruiters": "\n".join(f"R{n}" for n in range(21)), "length": "full"}, "You listed 21"),
        ({"title": "Role", "recruiters": "x" * 201, "length": "full"}, "Line 1: shorten “xxxx"),
    ],
)
def test_it_rejects_a_form_that_cannot_be_taken(owner: Visitor, fields: dict[str, str], sentence: str) -> None:
    page = owner.post("/searches", fields)
    assert page.status_code == 422
    assert sentence in page.text
    assert owner.get("/searches").url.path == "/searches/new"


def test_recruiters_can_be_added_later_and_twice_is_once(owner: Visitor) -> None:
    search = open_search(owner)
    page = owner.post(
        f"/searches/{search}/recruiters", {"recruiters": "Kestrel Talent\nAna Ferreira, Northlight Search"}
    )
    assert "1 recruiter added." in page.text
    assert len(vettings(owner, search)) == 3
    again = owner.post(f"/searches/{search}/recruiters", {"recruiters": "Kestrel Talent"})
    assert "They were in this search already." in again.text
    empty = owner.post(f"/searches/{search}/recruiters", {"recruiters": " \n "})
    assert empty.status_code == 422
    assert "Enter at least one recruiter" in empty.text


@pytest.mark.parametrize("blank", ["\u200b", "\u3164", "\u2800", "\u115f\ufe0f"])
def test_a_recruiter_needs_a_name_that_can_be_seen(owner: Visitor, blank: str) -> None:
    search = open_search(owner, f"{blank}\n{blank}, {blank}\n{blank}, Lone Firm\nIda{blank}")
    assert len(vettings(owner, search)) == 2
    assert ">Lone Firm</a>" in owner.get(f"/searches/{search}/recruiters").text
    page = owner.post(f"/searches/{search}/recruiters", {"recruiters": blank})
    assert page.status_code == 422
    assert "Enter at least one recruiter" in page.text


def test_a_search_never_grows_past_what_can_be_compared(owner: Visitor) -> None:
    search = open_search(owner, "\n".join(f"Recruiter {n}" for n in range(19)))
    page = owner.post(f"/searches/{search}/recruiters", {"recruiters": "One more\nTwo more"})
    assert page.status_code == 422
    assert len(vettings(owner, search)) == 19


def test_names_are_shown_as_text_whatever_they_hold(owner: Visitor) -> None:
    search = open_search(owner, '<script>alert(1)</script>, "Firm" & Sons\nمحمد الفارسي\n李小龙\n🚀 Rocket')
    page = owner.get(f"/searches/{search}").text
    assert "<script>alert" not in page
    for name in ("محمد الفارسي", "李小龙", "🚀 Rocket", "&amp; Sons"):
        assert name in page


def test_an_evaluator_and_a_viewer_cannot_open_a_search_or_add_recruiters(site: Site, owner: Visitor) -> None:
    search = open_search(owner)
    for person in (bob(site), carol(site)):
        assert person.get("/searches/new").status_code == 403
        assert person.post("/searches", {"title": "X", "length": "full"}).status_code == 403
        assert person.post(f"/searches/{search}/recruiters", {"recruiters": "X"}).status_code == 403
        assert person.get(f"/searches/{search}").status_code == 200


def test_who_waits_to_be_chosen_is_told_so_and_offered_nothing_that_is_refused(site: Site) -> None:
    for person in (bob(site), carol(site)):
        page = person.get("/searches")
        assert (page.status_code, page.url.path) == (200, "/searches")
        assert "No search yet" in page.text
        assert "/searches/new" not in page.text + person.get("/address-book").text


def test_only_those_who_may_add_are_offered_to(site: Site, owner: Visitor) -> None:
    search = open_search(owner)
    for person, offered in ((owner, True), (bob(site), False), (carol(site), False)):
        assert ("New search" in person.get("/searches").text) is offered
        assert ("Add a recruiter" in person.get(f"/searches/{search}").text) is offered
        assert ("Add recruiters" in person.get(f"/searches/{search}/recruiters").text) is offered


def test_another_company_finds_nothing(site: Site, owner: Visitor) -> None:
    search = open_search(owner)
    other = mallory(site)
    absent = other.get("/searches/999999")
    for path in ("", "/recruiters", "/compare", "/report", "/report.pdf"):
        page = other.get(f"/searches/{search}{path}")
        assert page.status_code == 404
        assert "Ferreira" not in page.text
    assert other.get(f"/searches/{search}").text.count("Head of Data") == absent.text.count("Head of Data") == 0
    assert other.post(f"/searches/{search}/recruiters", {"recruiters": "Spy"}).status_code == 404


@pytest.mark.parametrize("path", ["/searches/0", "/searches/-1", "/searches/x", f"/searches/{2**63}", "/nothing"])
def test_an_address_that_is_nothing_is_not_here(owner: Visitor, path: str) -> None:
    page = owner.get(path)
    assert page.status_code == 404
    assert "That page is not here" in page.text


def test_the_overview_hides_the_score_until_the_own_form_is_in(site: Site, owner: Visitor) -> None:
    search = open_search(owner)
    first = vettings(owner, search)[0]
    fill(owner, first, 4)
    submit(owner, first)
    assert "+100" in owner.get(f"/searches/{search}").text
    other = bob(site)
    assert "+100" not in other.get(f"/searches/{search}").text
    fill(other, first, 1)
    page = other.get(f"/searches/{search}").text
    assert "+100" not in page
    assert "Hidden" in page
    submit(other, first)
    assert "Hidden" not in other.get(f"/searches/{search}").text


def test_the_button_that_removes_the_demo_is_shown_to_those_it_works_for(demo: int, site: Site) -> None:
    button = 'action="/demo/remove"'
    path = f"/searches/{demo}/recruiters"
    assert button in site.visitor().get(path).text
    shown = {person.__name__: button in person(site).get(path).text for person in (alice, bob, carol)}
    assert shown == {"alice": True, "bob": False, "carol": False}
    page = site.visitor().get(path).text
    assert "This is the demo search." in page
    assert button not in page


def test_the_overview_says_who_was_asked_outside_and_reminds_them_from_there(site: Site) -> None:
    owner = alice(site)
    search = open_search(owner)
    vetting = vettings(owner, search)[0]
    whom = {"asked_as": "not_placed", "name": "Ines Duarte", "email": "ines@candidates.example"}
    owner.post(f"/vettings/{vetting}/invitations", whom)
    page = owner.get(f"/searches/{search}")
    others = said(tree(page).get_element_by_id("others"))
    assert "Ines Duarte A candidate who was not placed, about Ana Ferreira." in others
    [path] = tree(page).xpath("//*[@id='others']//form/@action")
    done = owner.post(path, headers={"Referer": str(page.url)})
    assert done.url.path == f"/searches/{search}"
    assert "The reminder waits on the page Mail for you to send it yourself." in main(done)
    assert "1 reminder sent" in said(tree(done).get_element_by_id("others"))
    assert "They were reminded within the last 24 hours." in main(done)
    assert "Ines" not in main(bob(site).get(f"/searches/{search}"))


def test_who_has_answered_is_not_waited_for(site: Site) -> None:
    owner, reply = alice(site), asked(site)
    overview = f"/searches/{reply.invitation.vetting.search.id}"
    assert "Waiting on others" in main(owner.get(overview))
    reply.fill()
    reply.send()
    assert "Waiting on others" not in main(owner.get(overview))


def test_on_a_phone_the_overview_says_where_the_score_is(site: Site, owner: Visitor) -> None:
    page = owner.get(f"/searches/{open_search(owner)}").text
    assert '<p class="foot only-narrow">Scroll the table sideways: the score stands on the right.</p>' in page


def test_the_role_and_every_line_of_the_list_are_put_right_at_once(owner: Visitor) -> None:
    page = owner.post("/searches", {"title": "", "length": "full", "recruiters": f"Ana\n{'x' * 201}\n{'y' * 201}"})
    assert page.status_code == 422
    for sentence in (
        "Two things to put right",
        "Name the role you are hiring for",
        "Line 2: shorten",
        "Line 3: shorten",
    ):
        assert sentence in page.text
