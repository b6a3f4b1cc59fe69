"""The league as a picture for slides: the same marks as on the pages, in words too, and the same bytes every time."""

import io
import json
from xml.etree import ElementTree

from comparison_sample import report, vetting
from PIL import Image
from printing import here

from app.reports.comparison import ComparisonReport
from app.reports.league_picture import league_job, league_svg
from app.reports.recorded import comparison_json

SVG = "{http://www.w3.org/2000/svg}"


def png(report: ComparisonReport) -> Image.Image:
    return Image.open(io.BytesIO(here(league_job(report, "png")).content))


def test_it_is_as_wide_as_a_slide_and_as_high_as_twenty_recruiters_need() -> None:
    four = png(report())
    assert (four.format, four.size) == ("PNG", (1920, 1080))
    twenty = png(report([vetting(i, evaluators=1, references=False) for i in range(20)]))
    assert twenty.size[0] == 1920
    assert twenty.size[1] > 2000


def test_it_has_the_colours_of_the_bands_and_nothing_is_cut_off_at_its_edges() -> None:
    picture = png(report()).convert("RGB")
    colours = {colour for _, colour in picture.getcolors(1 << 24) or []}
    assert {(0x2F, 0x72, 0xAB), (0x74, 0x76, 0x7B), (0xC7, 0x6F, 0x17)} <= colours
    edge = 20
    width, height = picture.size
    for box in ((0, 0, width, edge), (0, 0, edge, height), (0, height - edge, width, height)):
        assert picture.crop(box).getcolors() == [(picture.crop(box).size[0] * picture.crop(box).size[1], (255,) * 3)]


def test_the_svg_says_in_words_what_it_shows() -> None:
    made = ElementTree.fromstring(league_svg(report()))
    assert made.get("role") == "img"
    assert (made[0].tag, made[0].text) == (f"{SVG}title", "Ana Ferreira is probably ahead.")
    assert made[1].tag == f"{SVG}desc"
    assert (made[1].text or "").startswith("1. Ana Ferreira: +61, likely +27 to +66. Says +93 of themselves.")
    assert "4. Marcus Hale: −47, likely −56 to −16." in (made[1].text or "")


def test_whatever_was_typed_it_is_text() -> None:
    name = '<script>alert(1)</script> & "\u202e\x00" #read("/etc/passwd")'
    made = ElementTree.fromstring(league_svg(report([vetting(0, name=name, firm=name)], company=name)))
    assert not [each for each in made.iter() if each.tag.endswith("script")]
    assert "<script>alert(1)</script>" in (made[1].text or "").replace("\u200b", "")


def test_the_same_report_is_the_same_bytes_and_has_the_code_of_the_other_files() -> None:
    assert here(league_job(report(), "svg")) == here(league_job(report(), "svg"))
    told = json.loads(json.loads(league_job(report(), "png"))["source"])
    assert told["code"] == json.loads(comparison_json(report()))["verification"]["code"]
    assert "Not yet validated against outcomes. lgv-external 1.0.0, the questionnaire’s weights." in told["foot"]


def test_who_has_no_score_is_in_it_with_no_mark() -> None:
    nobody = vetting(1, responses=(), log=None)
    made = ElementTree.fromstring(league_svg(report([vetting(0), nobody])))
    assert (made[1].text or "").endswith("Mostly long game. Priya Raman: Nobody has answered yet.")
