"""The overview says when scores appear only to those from whom some are hidden."""

from journey import SHORT, answer, fill, open_search, submit, vettings
from people import alice, bob, carol
from shown import load, main
from visitor import Site

OWN, EVALUATORS = "Scores appear once your own form is in", "Scores appear once the evaluators’ forms are in"


def test_it_says_which_forms_the_scores_wait_for(site: Site) -> None:
    owner, begun, viewer = alice(site), bob(site), carol(site)
    vetted = vettings(owner, open_search(owner))
    assert OWN in main(owner.get("/searches/1"))
    for vetting in vetted:
        fill(owner, vetting, 3)
        submit(owner, vetting)
    assert "Scores appear" not in main(owner.get("/searches/1"))
    assert "Scores appear" not in main(viewer.get("/searches/1"))
    answer(begun, vetted[0], SHORT[0], number="2")
    assert OWN in main(begun.get("/searches/1"))
    assert EVALUATORS in main(viewer.get("/searches/1"))


def test_it_promises_no_score_in_the_demo_where_all_are_shown(site: Site) -> None:
    load(site)
    text = main(site.visitor().get("/searches/1"))
    assert "+72" in text or "+73" in text
    assert "Scores appear" not in text
