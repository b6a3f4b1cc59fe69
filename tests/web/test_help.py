"""How the score is made: the page's example is worked out by the scorer itself."""

from app.vetting.worked_example import worked_example
from panels import INSTRUMENT
from shown import main, said, tree
from visitor import Site


def test_it_shows_the_worked_example_as_the_scorer_works_it_out(site: Site) -> None:
    page = site.visitor().get("/help")
    example = worked_example(INSTRUMENT)
    shown = [said(row) for row in tree(page).xpath("//table[contains(@class, 'worked')]//tr")]
    for line in example.lines:
        assert f"{line.who}, points {' '.join(line.points)} {line.mean}" in shown
        assert f"Who {' '.join(line.questions)} mean push" in shown
    assert f"{example.sentence}: {example.result}." in main(page)


def test_it_says_why_a_number_can_bear_another_band_and_what_borderline_means(site: Site) -> None:
    text = main(site.visitor().get("/help"))
    assert "The band is the most probable one once the score is drawn towards the middle" in text
    assert "Borderline means that a second band is at least 25% probable: then both are named." in text
