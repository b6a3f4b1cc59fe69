"""Inviting a colleague: what the page says of the mail, with and without a server that sends it."""

from people import alice
from shown import main
from visitor import Site

ASK = {"email": "dana@x.example", "role": "viewer", "search": "", "gives": "reads"}


def test_it_says_that_a_mail_waits_where_no_server_sends_it(site: Site) -> None:
    page = main(alice(site).post("/members", ASK))
    assert "dana@x.example is invited. The mail waits on the page Mail for you to send it yourself." in page
    assert "on its way" not in page


def test_it_says_that_a_mail_is_on_its_way_where_one_does(site: Site) -> None:
    settings = site.app.state.settings
    site.app.state.settings = settings.model_copy(update={"smtp_host": "post.example", "mail_from": "v@x.example"})
    assert "dana@x.example is invited. The mail is on its way." in main(alice(site).post("/members", ASK))


def test_an_evaluator_who_is_given_a_search_is_offered_to_evaluate_in_it(site: Site) -> None:
    page = alice(site).get("/members").text
    assert 'id="gives-evaluates" value="evaluates" checked' in page
    assert 'id="gives-reads" value="reads" checked' not in page
