"""The respondents' form: one question a page, blind and bare of points, saved with every Next, theirs to take back."""

import re

import pytest
from sqlalchemy import select

from app.store.tables import answer_saves, answers, audit, messages, responses
from app.vetting.answers import Answer
from journey import fill, submit
from people import THEIRS, alice, carol
from replying import ASKED, Reply, asked
from shown import main, tree
from visitor import Site

FIRST = {"candidate": "CA01", "client": "CL01", "self": "SF01"}


def choices(reply: Reply, item: str) -> dict[str, str]:
    """What a radio button sends → what it says."""
    page = tree(reply.get(f"/{item}"))
    found = page.xpath("//input[@type='radio']")
    return {each.get("value"): " ".join(each.xpath("../label/span[1]")[0].text_content().split()) for each in found}


def rows(site: Site, table: object) -> int:
    return len(site.portal.call(site.app.state.database.read, lambda db: db.execute(select(table)).all()))  # type: ignore[call-overload]


def events(site: Site) -> list[str]:
    read = site.app.state.database.read
    return site.portal.call(
        read, lambda db: list(db.execute(select(audit.c.action).order_by(audit.c.number)).scalars())
    )


# ---- where it begins


@pytest.mark.parametrize("source", ["candidate", "client"])
def test_it_asks_a_reference_first_what_they_are_to_the_recruiter(site: Site, source: str) -> None:
    reply = asked(site, source)
    page = reply.get()
    assert page.url.path == f"{reply.path}/about"
    assert reply.invitation.vetting.name in main(page)
    named = page.text
    assert "not_placed" not in named or source == "candidate", "what the recruiter says they are is not suggested"
    following = reply.post("/about", relationship="other")
    assert following.headers["location"] == f"{reply.path}/{FIRST[source]}"
    assert reply.own
    assert reply.own.relationship == "other"


def test_it_asks_a_recruiter_nothing_first_and_says_what_answers_are_for(site: Site) -> None:
    reply = asked(site, "self")
    page = reply.get()
    assert page.url.path == f"{reply.path}/SF01"
    promise = "Your answers do not raise or lower your score by themselves."
    assert promise in main(page)
    assert promise not in main(reply.get("/SF02"))
    assert promise in main(reply.get("/review")).partition("1. Which")[0], "at the top of the review too"
    assert reply.get("/about").url.path == f"{reply.path}/SF01"


def test_it_rejects_a_relationship_that_was_not_offered(site: Site) -> None:
    reply = asked(site)
    page = reply.post("/about", relationship="client")
    assert page.status_code == 422
    assert "Choose what comes closest" in page.text
    assert reply.own is None


def test_it_goes_on_where_they_stopped(site: Site) -> None:
    reply = asked(site)
    reply.post("/about", relationship="placed")
    reply.answer("CA01", value="a")
    reply.answer("CA02", value="declined")
    page = reply.get()
    assert page.url.path == f"{reply.path}/CA03"
    assert "Welcome back. You had answered 2 of 13." in main(page)
    for number in range(3, 14):
        reply.answer(f"CA{number:02}", value="declined")
    assert reply.get().url.path == f"{reply.path}/review"
    reply.send()
    assert reply.get().url.path == f"{reply.path}/done"


# ---- the question page


@pytest.mark.parametrize("source", ["candidate", "client", "self"])
def test_a_page_shows_one_question_and_nothing_of_points_colour_or_others(site: Site, source: str) -> None:
    reply = asked(site, source)
    items = reply.invitation.vetting.search.instrument and [FIRST[source][:2] + f"{n:02}" for n in (1, 2, 3, 4, 5)]
    for item in items:
        page = reply.get(f"/{item}")
        root = tree(page)
        assert len(root.xpath("//h1")) == 1
        assert len(root.xpath("//fieldset")) == 1
        assert not root.xpath("//*[contains(@class, 'T1') or contains(@class, 'T2') or contains(@class, 'L1')]")
        shown = " ".join(main(page).split())
        said = re.sub(r"Question \d+ of \d+|\d+ of \d+|About \d+ minutes? left", "", shown)
        assert not re.search(r"\d", said.replace("10", "").replace("12 months", "")), said
        assert {each.get("value") for each in root.xpath("//input[@type='radio']")} <= {
            *("a", "b", "c", "d", "e", "na", "forgotten", "declined", "no_number")
        }
        assert "Head of Data Platform" not in page.text


def test_options_are_shuffled_for_each_respondent_and_stay_as_they_were(site: Site) -> None:
    replies = [asked(site) for _ in range(6)]
    orders = [tuple(choices(reply, "CA05").values()) for reply in replies]
    assert len(set(orders)) > 3
    assert len({frozenset(order) for order in orders}) == 1
    assert [tuple(choices(reply, "CA05").values()) for reply in replies] == orders


def test_what_is_chosen_is_kept_as_what_it_says_wherever_it_stood(site: Site) -> None:
    for _ in range(4):
        reply = asked(site)
        key = next(key for key, said in choices(reply, "CA05").items() if said == "Yes, after I asked once.")
        reply.answer("CA05", value=key)
        assert reply.own
        assert reply.own.answers["CA05"].points == 2
        checked = tree(reply.get("/CA05")).xpath("//input[@checked]/@value")
        assert checked == [key]


def test_a_pair_is_two_sides_and_four_steps_in_words(site: Site) -> None:
    kept = set()
    for _ in range(6):
        reply = asked(site, "self")
        sides = [each.text_content() for each in tree(reply.get("/SF01")).xpath("//dl[@class='sides']//dd")]
        assert list(choices(reply, "SF01").values())[:4] == [
            *("A is much more like me", "A is a bit more like me", "B is a bit more like me", "B is much more like me")
        ]
        reply.answer("SF01", value="a")
        assert reply.own
        points = reply.own.answers["SF01"].points
        assert points == (4 if sides[0] == "I tell people exactly which requirement they missed." else 0)
        kept.add(points)
        assert f"“{sides[0]}” is much more like me" in main(reply.get("/review"))
    assert kept == {0, 4}, "the sides are shuffled"


def test_a_number_has_its_unit_and_ways_not_to_give_one(site: Site) -> None:
    candidate, recruiter = asked(site), asked(site, "self")
    assert "working days" in main(candidate.get("/CA03"))
    assert list(choices(candidate, "CA03")) == ["na", "forgotten", "declined"]
    assert list(choices(recruiter, "SF04")) == ["na", "no_number", "declined"]
    candidate.answer("CA03", number="1,5")
    recruiter.answer("SF05", value="no_number")
    assert 'value="1.5"' in candidate.get("/CA03").text
    assert recruiter.own
    assert recruiter.own.answers["SF05"] == Answer(no_number=True)


def test_what_does_not_apply_or_is_not_remembered_is_told_apart_from_what_is_not_said(site: Site) -> None:
    reply = asked(site)
    assert choices(reply, "CA01")["na"] == "Does not applyI got the job, or it is still open."
    assert list(choices(reply, "CA02").items())[-2:] == [
        ("forgotten", "I do not remember"),
        ("declined", "I prefer not to say"),
    ]
    assert "na" not in choices(reply, "CA02"), "this question always applies"
    for item, value in (("CA01", "na"), ("CA02", "declined"), ("CA03", "forgotten")):
        reply.answer(item, value=value)
        assert tree(reply.get(f"/{item}")).xpath("//input[@checked]/@value") == [value]
    assert reply.own
    assert reply.own.answers["CA01"] == Answer(status="na", reason="I got the job, or it is still open.")
    assert reply.own.answers["CA02"] == Answer(status="declined")
    assert reply.own.answers["CA03"] == Answer(status="declined", reason="I do not remember")
    assert reply.post("/CA02", whole="yes", value="na").status_code == 422
    text = main(reply.get("/review"))
    assert text.index("I prefer not to say") < text.index("I do not remember")


def test_a_recruiter_says_that_they_could_not_say_instead_of_forgetting_a_number(site: Site) -> None:
    recruiter = asked(site, "self")
    assert list(choices(recruiter, "SF04")) == ["na", "no_number", "declined"]
    assert recruiter.post("/SF04", whole="yes", value="forgotten").status_code == 422


@pytest.mark.parametrize(
    ("item", "fields", "sentence"),
    [
        ("CA03", {"number": "soon"}, "Enter a number in digits, like 3 or 1.5."),
        ("CA03", {"number": "4000"}, "ten years"),
        ("CA03", {"number": "3", "value": "declined"}, "Clear the number, or press Next again to keep it."),
        ("CA03", {"value": "no_number"}, "Choose one of the answers on this page."),
        ("CA05", {"value": "f"}, "Choose one of the answers on this page."),
        ("CA05", {"value": "4"}, "Choose one of the answers on this page."),
        ("CA05", {"value": "a", "flagged": "yes"}, "This form has no field “flagged”."),
        ("CA05", {"value": "a", "support": "shown"}, "This form has no field “support”."),
        ("CA05", {"value": "a", "note": "x" * 10_001}, "Shorten this to 10,000 characters."),
    ],
)
def test_it_rejects_what_it_cannot_take_with_a_sentence_and_keeps_nothing(
    site: Site, item: str, fields: dict[str, str], sentence: str
) -> None:
    reply = asked(site)
    page = reply.post(f"/{item}", whole="yes", **fields)
    assert page.status_code == 422
    assert sentence in page.text
    assert reply.own is None
    for name in ("number", "note"):
        assert fields.get(name, "") in page.text


def test_two_ways_to_answer_at_once_can_be_mended_without_a_script(site: Site) -> None:
    reply = asked(site)
    page = reply.post("/CA03", whole="yes", number="3", value="declined")
    assert not tree(page).xpath("//input[@type='radio' and @checked]")
    assert reply.visitor.submit(page, "q").url.path == f"{reply.path}/CA04"
    assert reply.own
    assert reply.own.answers["CA03"].number == 3


def test_next_with_nothing_chosen_passes_the_question_by(site: Site) -> None:
    reply = asked(site)
    assert reply.post("/CA01", whole="yes").headers["location"] == f"{reply.path}/CA02"
    assert reply.own is None


def test_back_keeps_what_was_given_and_leads_to_the_question_before(site: Site) -> None:
    reply = asked(site)
    page = reply.post("/CA02", whole="yes", value="a", note="Nearly.", go="back")
    assert page.headers["location"] == f"{reply.path}/CA01"
    assert reply.own
    assert reply.own.answers["CA02"].note == "Nearly."
    assert reply.post("/CA01", whole="yes", go="back").headers["location"] == f"{reply.path}/about"
    assert asked(site, "self").post("/SF01", whole="yes", go="back").headers["location"].endswith("/SF02")


def test_enter_goes_on_and_not_back(site: Site) -> None:
    """A browser sends a form by its first button in the page."""
    reply = asked(site)
    buttons = tree(reply.get("/CA03")).xpath("//button[@form='q'] | //form[@id='q']//button")
    assert [button.get("name") for button in buttons] == [None, "go", None]


def test_a_change_from_the_review_leads_back_to_it(site: Site) -> None:
    reply = asked(site)
    reply.fill()
    page = reply.get("/CA07?back=review")
    assert "Back to the review" in main(page)
    assert reply.visitor.submit(page, "q").url.path == f"{reply.path}/review"
    assert "Change" in main(reply.get("/review"))
    assert (
        reply.post("/about", relationship="other", back="review").headers["location"].endswith("/review#relationship")
    )


def test_it_rejects_questions_of_other_forms(site: Site) -> None:
    reply = asked(site)
    for item in ("EV01", "SF01", "CL01", "nothing"):
        assert reply.get(f"/{item}").status_code == 404
        assert reply.post(f"/{item}", value="a").status_code == 404


# ---- saving by script


def test_a_save_by_script_is_told_what_is_kept_now(site: Site) -> None:
    reply = asked(site)
    page = reply.script("/CA05", value="a", seen="0", device="phone", sequence="1")
    assert page.status_code == 200
    kept = tree(page).xpath("//*[@data-item='CA05']")[0]
    assert (kept.get("data-version"), kept.get("data-sequence")) == ("1", "1")
    again = reply.script("/CA05", value="a", seen="0", device="phone", sequence="1")
    assert tree(again).xpath("//*[@data-version='1']")
    assert rows(site, answer_saves) == 1
    assert reply.script("/CA03", number="soon", seen="0", device="phone", sequence="2").status_code == 422


def test_an_answer_changed_elsewhere_is_shown_beside_this_one_in_the_words_of_the_page(site: Site) -> None:
    reply = asked(site)
    told = choices(reply, "CA05")
    reply.script("/CA05", value="a", seen="0", device="phone", sequence="1")
    page = reply.script("/CA05", value="b", seen="0", device="desk", sequence="1")
    assert page.status_code == 409
    assert told["a"] in page.text
    assert told["b"] in page.text
    assert reply.own
    assert reply.own.versions == {"CA05": 1}


def test_two_answers_to_a_pair_name_the_sides(site: Site) -> None:
    reply = asked(site, "self")
    sides = [each.text_content() for each in tree(reply.get("/SF01")).xpath("//dl[@class='sides']//dd")]
    reply.script("/SF01", value="a", seen="0", device="phone", sequence="1")
    page = reply.post("/SF01", whole="yes", value="d", seen="0", device="desk").text
    assert f"“{sides[0]}” is much more like me" in page
    assert f"“{sides[1]}” is much more like me" in page


def test_a_save_meant_for_another_form_is_not_taken(site: Site) -> None:
    reply = asked(site)
    page = reply.script("/CA05", value="a", who="999", seen="0", device="phone", sequence="1")
    assert page.status_code == 409
    assert reply.own is None


# ---- the review, and sending


def test_the_review_shows_every_answer_in_words_and_what_was_left_open(site: Site) -> None:
    reply = asked(site)
    reply.fill()
    text = main(reply.get("/review"))
    assert "2 answered, 11 left open. You may leave them open." in text
    assert "How it ended I was not placed" in text
    assert "They rang on the Friday." in text
    assert "3 working days" in text
    assert "Halden Foods sees nothing until you send them." in text


def test_it_requires_one_answer_and_what_they_are(site: Site) -> None:
    reply = asked(site)
    page = reply.post("/review", consent="yes")
    assert page.status_code == 422
    assert "Two things are missing" in page.text
    root = tree(page)
    assert all(root.get_element_by_id(link[1:]) is not None for link in root.xpath("//*[@role='alert']//a/@href"))
    assert root.xpath("//input[@id='consent' and @checked]"), "what was ticked stays ticked"


def test_consent_is_asked_of_references_only_and_is_not_given_by_itself(site: Site) -> None:
    reply, recruiter = asked(site), asked(site, "self")
    reply.fill()
    page = main(reply.get("/review"))
    assert "My words may be passed on to Ana Ferreira. Never my name." in page
    assert "My words" not in main(recruiter.get("/review"))
    reply.send()
    assert reply.own
    assert reply.own.consent is False


def test_the_end_says_what_becomes_of_it(site: Site) -> None:
    reply = asked(site)
    reply.fill()
    reply.send()
    text = main(reply.get())
    assert "That’s all." in text
    assert "Halden Foods will tell Ana Ferreira the averages, never your words" in text
    other = asked(site, "client")
    other.post("/about", relationship="client")
    other.answer("CL01", value="a")
    other.send(consent="yes")
    assert "as you allowed it, your words. Never your name" in main(other.get())


def test_sending_twice_sends_once(site: Site) -> None:
    reply = asked(site)
    reply.fill()
    page = reply.get("/review")
    key = tree(page).xpath("//form[contains(@action, 'review')]//input[@name='once']/@value")[0]
    assert reply.post("/review", once=key).status_code == 303
    before, mails = events(site), rows(site, messages)
    assert reply.post("/review", once=key).status_code == 303
    assert (events(site), rows(site, messages)) == (before, mails)


def test_once_sent_no_question_can_be_changed_by_the_way(site: Site) -> None:
    reply = asked(site)
    reply.fill()
    reply.send()
    assert reply.get("/CA07").url.path == f"{reply.path}/done"
    assert reply.get("/review").url.path == f"{reply.path}/done"
    assert reply.post("/CA07", whole="yes", value="b").status_code == 409
    assert reply.post("/about", relationship="other").status_code == 409


# ---- changing and deleting


def test_it_can_be_taken_back_changed_and_sent_again(site: Site) -> None:
    reply = asked(site)
    reply.fill()
    reply.send(consent="yes")
    first = reply.own
    assert reply.post("/change").headers["location"] == f"{reply.path}/review"
    assert reply.get("/review").url.path == f"{reply.path}/review"
    assert tree(reply.get("/review")).xpath("//input[@id='consent' and @checked]")
    reply.answer("CA07", value="b")
    reply.send()
    assert first
    assert reply.own
    assert reply.own.receipt != first.receipt
    assert reply.own.versions["CA07"] == 2


def test_deleting_takes_everything_away_and_says_so(site: Site) -> None:
    reply = asked(site)
    reply.fill()
    reply.send()
    page = reply.post("/withdraw")
    assert page.status_code == 200
    assert "Your answers were deleted" in page.text
    assert [rows(site, table) for table in (responses, answers, answer_saves)] == [0, 0, 0]
    assert reply.get().status_code == 410
    assert "Your answers were deleted" in reply.get("/CA07").text
    assert reply.post("/CA07", value="a").status_code == 410
    assert events(site)[-1] == "response:withdraw"


def test_after_the_panel_opened_both_are_refused_with_a_sentence(site: Site) -> None:
    reply = asked(site)
    reply.fill()
    reply.send()
    owner, vetting = alice(site), reply.invitation.vetting.id
    fill(owner, vetting)
    submit(owner, vetting)
    text = main(reply.get("/done"))
    assert "people at Halden Foods may have read your answers" in text
    assert "Change my answers" not in text
    for deed in ("/change", "/withdraw"):
        page = reply.post(deed)
        assert page.status_code == 409
        assert "The results are open" in page.text
    assert rows(site, answers) > 2


def test_where_the_results_are_open_already_every_page_says_so_and_offers_nothing_that_is_refused(site: Site) -> None:
    reply, promise = asked(site), "change or delete your answers"
    link = f"/i/{reply.token}"
    assert promise in main(reply.visitor.get(link))
    assert "results are open" not in main(reply.get("/review"))
    owner, vetting = alice(site), reply.invitation.vetting.id
    fill(owner, vetting)
    submit(owner, vetting)
    for path in (link, f"{reply.path}/review"):
        text = main(reply.visitor.get(path))
        assert "Halden Foods can read what you send at once, and you can no longer change or delete it here" in text
        assert "Ask Alice Moreau if you want it deleted" in text
        assert promise not in text
    assert "results are open" in reply.post("/review").text, "where something is still missing"
    reply.fill()
    reply.send()
    stays = "people at Halden Foods may have read your answers, so you can no longer change or delete them here"
    for page in (reply.visitor.get(link), reply.get("/done"), reply.post("/change"), reply.post("/decline")):
        assert f"{stays}. Ask Alice Moreau if you want them deleted" in page.text
        assert not tree(page).xpath("//main//button[contains(., 'hange') or contains(., 'elete')]")
    other = main(site.visitor().get(link))
    assert stays in other
    assert "You can see them in the browser you gave them in" in other
    assert reply.visitor.submit(reply.visitor.get(link), "look").url.path == f"{reply.path}/done"


def test_the_end_tells_nothing_of_the_panel_while_it_is_closed(site: Site) -> None:
    """Whether an evaluator has begun, or some have sent, makes no difference to what a respondent sees."""
    reply = asked(site)
    reply.fill()
    reply.send()
    before = main(reply.get("/done"))
    owner = alice(site)
    owner.post(f"/vettings/{reply.invitation.vetting.id}/answer/EV12", {"value": "not_asked"}, follow=False)
    assert main(reply.get("/done")) == before


def test_saying_no_and_asking_for_no_reminders_are_on_every_page_of_the_form(site: Site) -> None:
    reply = asked(site)
    for where in ("/about", "/CA01", "/CA13", "/review"):
        page = tree(reply.get(where))
        actions = page.xpath("//footer//form/@action")
        assert actions == [f"{reply.path}/decline", f"{reply.path}/no-reminders"], where
    reply.post("/no-reminders")
    assert reply.invitation.no_reminders
    assert "You get no more reminders." in main(reply.get("/CA01"))
    reply.fill()
    page = reply.post("/decline")
    assert "We will not ask again" in page.text
    assert rows(site, responses) == 0


# ---- nobody else


def test_nobody_else_comes_in(site: Site) -> None:
    reply, other, foreign = asked(site), asked(site, "client"), asked(site, "candidate", THEIRS)
    reply.fill()
    for where in ("", "/about", "/CA07", "/review", "/done", "/receipt"):
        for visitor in (site.visitor(), other.visitor, foreign.visitor, alice(site), carol(site)):
            page = visitor.get(f"{reply.path}{where}")
            assert page.status_code == 404, where
            assert "Friday" not in page.text
            assert visitor.post(f"{reply.path}/CA07", {"value": "a"}).status_code == 404


def test_a_reference_s_answers_count_in_the_score_once_they_are_sent(site: Site) -> None:
    reply = asked(site)
    owner, vetting = alice(site), reply.invitation.vetting.id
    reply.post("/about", relationship="placed")
    for number in range(1, 14):
        reply.answer(f"CA{number:02}", **({"number": "3"} if number in (3, 4) else {"value": "a"}))
    fill(owner, vetting)
    submit(owner, vetting)
    before = main(owner.get(f"/vettings/{vetting}/answers"))
    assert "Candidate reference" not in before
    reply.send()
    assert "Candidate reference" in main(owner.get(f"/vettings/{vetting}/answers"))
    assert ASKED["candidate"].name not in owner.get(f"/vettings/{vetting}/answers").text
