"""The people who are asked about a recruiter: their links, and who may hold one."""

import re

import httpx
import pytest

from journey import fill, submit
from people import alice, bob, mallory
from replying import Reply, asked
from shown import main, said, tree
from visitor import Site, Visitor

ASK = {"asked_as": "placed", "name": "Rosa Lind", "email": ""}


@pytest.fixture
def owner(site: Site) -> Visitor:
    return alice(site)


@pytest.fixture
def sends(site: Site) -> None:
    """The site has a mail server; nothing is sent in this test, as nobody works beside it."""
    settings = site.app.state.settings
    site.app.state.settings = settings.model_copy(update={"smtp_host": "post.example", "mail_from": "v@x.example"})


def page_of(owner: Visitor, reply: Reply) -> httpx.Response:
    return owner.get(f"/vettings/{reply.invitation.vetting.id}/invitations")


def links(page: httpx.Response) -> list[str]:
    """The paths of the personal links a page shows."""
    return re.findall(r"/i/[\w-]{43}", page.text)


def test_it_works_without_a_mail_server_by_a_link_to_copy(site: Site, owner: Visitor) -> None:
    path = f"/vettings/{asked(site).invitation.vetting.id}/invitations"
    page = owner.post(path, ASK)
    assert "The link is made. Copy it from the list and send it yourself." in main(page)
    link = links(page)[-1]
    opened = main(site.visitor().get(link))
    assert "Halden Foods" in opened
    assert "Ana Ferreira" in opened


def test_an_address_without_a_mail_server_promises_no_mail(site: Site, owner: Visitor) -> None:
    path = f"/vettings/{asked(site).invitation.vetting.id}/invitations"
    page = main(owner.post(path, ASK | {"email": "rosa@x.example"}))
    assert "Copy it from the list, or the mail from the page Mail, and send it yourself." in page
    assert "goes to rosa@x.example" not in page


def test_it_asks_for_somebody_who_was_not_placed_until_there_is_one(site: Site, owner: Visitor) -> None:
    note = "Ask for at least one candidate who was not placed."
    path = f"/vettings/{asked(site, 'client').invitation.vetting.id}/invitations"
    assert note in main(owner.get(path))
    assert note in main(owner.post(path, ASK))
    assert note not in main(owner.post(path, ASK | {"asked_as": "not_placed", "chosen_by": "company"}))


def test_it_shows_who_picked_a_reference_and_that_the_recruiter_cannot_be_picked(site: Site, owner: Visitor) -> None:
    path = f"/vettings/{asked(site).invitation.vetting.id}/invitations"
    assert "Picked by us" not in main(owner.get(path))
    assert main(owner.post(path, ASK | {"chosen_by": "company"})).count("Picked by us") == 1
    assert main(owner.post(path, ASK | {"asked_as": "self", "chosen_by": "company"})).count("Picked by us") == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"asked_as": "friend"}, "Choose whom you ask."),
        ({"email": "nobody"}, "Enter an email like ana@company.example"),
        ({"name": "x" * 201}, "Shorten the name to 200 characters"),
        ({"chosen_by": "nobody"}, "Say who chose this person."),
    ],
)
def test_it_rejects_what_it_cannot_take_and_keeps_what_was_typed(
    site: Site, owner: Visitor, fields: dict[str, str], sentence: str
) -> None:
    path = f"/vettings/{asked(site).invitation.vetting.id}/invitations"
    page = owner.post(path, ASK | fields)
    assert page.status_code == 422
    assert sentence in said(tree(page))
    assert tree(page).get_element_by_id("name").value == (ASK | fields)["name"]


def test_a_link_to_answers_is_shown_to_nobody_who_may_not_see_them(site: Site, owner: Visitor) -> None:
    reply = asked(site)
    assert links(page_of(owner, reply))
    reply.fill()
    assert not links(page_of(owner, reply))
    assert "their link opens what they wrote" in main(page_of(owner, reply))
    assert owner.post(f"/invitations/{reply.id}/resend").status_code == 200
    assert not links(page_of(owner, reply))
    assert not [path for mail in (1, 2) for path in links(owner.get(f"/mail/{mail}"))]


def test_once_they_may_see_the_answers_they_may_hold_the_link(site: Site, owner: Visitor) -> None:
    reply = asked(site)
    reply.fill()
    vetting = reply.invitation.vetting.id
    fill(owner, vetting)
    assert not links(page_of(owner, reply))
    submit(owner, vetting)
    assert links(page_of(owner, reply))


def test_a_new_link_for_a_form_that_was_begun_is_offered_where_it_can_be_mailed(
    site: Site, owner: Visitor, request: pytest.FixtureRequest
) -> None:
    reply = asked(site)
    reply.fill()
    assert "Send a new link" not in main(page_of(owner, reply))
    assert "take the link back and ask them anew" in main(page_of(owner, reply))
    request.getfixturevalue("sends")
    assert "Send a new link" in main(page_of(owner, reply))


def test_it_is_for_those_who_run_the_search(site: Site, owner: Visitor) -> None:
    path = f"/vettings/{asked(site).invitation.vetting.id}/invitations"
    assert bob(site).get(path).status_code == 403
    assert mallory(site).get(path).status_code == 404
