"""Reading a questionnaire: what is in ours, and that every mistake is named with file, line, key and what to do."""

from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from app import files
from app.vetting.instrument import FlagRule, Instrument, NumberRow
from app.vetting.item_index import units_asked
from app.vetting.reading import InstrumentMistakes, Mistake, digest, read_instrument

FOLDER = files("questionnaires") / "lgv-external-1.0.0"
BESIDE = {"cases.yaml", "examples.yaml"}
OURS = {path.name: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.yaml")) if path.name not in BESIDE}
FRAME, SUBSTANCE, RHYTHM, CLOSURE = "instrument.yaml", "1-substance.yaml", "2-rhythm.yaml", "3-closure.yaml"
RELIABILITY, COACHING, LONGGAME, REPRESENT = (
    "4-reliability.yaml",
    "5-coaching.yaml",
    "6-longgame.yaml",
    "7-represent.yaml",
)


def mistakes_in(texts: dict[str, str]) -> tuple[Mistake, ...]:
    with pytest.raises(InstrumentMistakes) as caught:
        read_instrument(texts)
    return caught.value.mistakes


def changed(file: str, old: str, new: str) -> dict[str, str]:
    assert OURS[file].count(old) >= 1, f"{old!r} is not in {file}"
    return OURS | {file: OURS[file].replace(old, new, 1)}


@pytest.fixture(scope="module")
def ours() -> Instrument:
    return read_instrument(OURS)


# What is in ours


def test_it_has_77_items_on_32_facets_of_7_dimensions(ours: Instrument) -> None:
    assert (len(ours.items), len(ours.facets), len(ours.dimensions)) == (77, 32, 7)
    assert [dimension.id for dimension in ours.dimensions] == [
        *("substance", "rhythm", "closure", "reliability", "coaching", "longgame", "represent")
    ]


def test_its_forms_ask_30_24_13_and_10_items_in_the_order_of_their_ids(ours: Instrument) -> None:
    assert {form.kind: len(form.items) for form in ours.forms} == {
        "evaluator": 30,
        "self": 24,
        "candidate": 13,
        "client": 10,
    }
    assert all(form.items == tuple(sorted(form.items)) for form in ours.forms)


def test_every_one_of_the_40_units_of_the_article_is_asked(ours: Instrument) -> None:
    asked = units_asked(ours)
    assert (len(asked), len([unit for unit, items in asked.items() if items])) == (40, 40)
    assert asked["S22"] == ("EV08", "EV13", "SF06", "SF11", "CL03")


def test_an_item_is_read_whole(ours: Instrument) -> None:
    item = ours.item["EV02"]
    assert (item.facet, item.dimension, item.form, item.type) == ("sub.accurate", "substance", "evaluator", "bars")
    assert item.prompt.startswith("Ask: “When did the facts about a role last change")
    assert item.probe == "Who did you tell, and how soon?"
    assert [option.points for option in item.options] == [0, 1, 2, 3, 4]
    assert [option.flag for option in item.options] == ["F_MISLED", None, None, None, None]
    assert item.na_when == "Only if no facts have changed in any search; ask for a second case first."
    assert (item.weight, item.support) == (1, True)


def test_each_type_of_question_has_what_it_needs(ours: Instrument) -> None:
    assert [option.points for option in ours.item["SF02"].options] == [2, 4, 1, 3, 0]
    assert [option.points for option in ours.item["SF01"].options] == [4, 3, 1, 0]
    assert [option.text for option in ours.item["SF03"].options][-1] == "Every week"
    assert ours.item["SF01"].sides == (
        "I tell people exactly which requirement they missed.",
        "I keep a no short and kind so that people are not hurt.",
    )
    assert (ours.item["EV14"].evidence, ours.item["EV14"].weight, ours.item["EV14"].map) == (True, 2, "of_five")
    assert len(ours.item["EV20"].elements) == 4
    assert ours.item["SF03"].reverse
    assert ours.item["SF15"].text_optional == "Tell it in two or three sentences."


def test_a_number_raises_a_flag_beyond_its_limit(ours: Instrument) -> None:
    assert ours.item["EV07"].flag_if == FlagRule(flag="F_SILENCE", gt=Fraction(30))
    assert ours.item["EV10"].flag_if == FlagRule(flag="F_NO_CLOSE", lt=Fraction(1))


def test_support_is_asked_of_bars_alone_and_not_where_it_is_left_out(ours: Instrument) -> None:
    supported = {item.id for item in ours.items if item.support}
    assert supported == {item.id for item in ours.items if item.type == "bars"} - {"EV29"}


def test_the_constants_are_exact_fractions(ours: Instrument) -> None:
    scoring = ours.scoring
    assert (scoring.level, scoring.overall_min_coverage) == (Fraction(9, 10), Fraction(7, 10))
    assert (scoring.tell_probability, scoring.borderline_probability) == (Fraction(4, 5), Fraction(1, 4))
    assert scoring.sources["log"].dimensions == ("rhythm", "closure", "reliability")
    assert set(scoring.sources) == {"evaluator", "candidate", "client", "log"}, "the self-report counts nothing"


def test_weights_bands_and_number_maps_are_read(ours: Instrument) -> None:
    assert set(ours.weights.values()) == {Fraction(1)}
    assert ours.weight_presets["network_first"]["longgame"] == 4
    assert [band.from_ for band in ours.bands] == [-100, -60, -20, 20, 60]
    days = ours.number_maps["silence_days"]
    assert days.rows[0] == NumberRow(points=4, le=Fraction(7))
    assert [row.points for row in days.rows] == [4, 3, 2, 1]
    assert days.otherwise == 0


def test_the_short_form_touches_every_dimension(ours: Instrument) -> None:
    short = ours.asked("evaluator", "short")
    assert (len(short), {item.dimension for item in short}) == (10, set(ours.weights))


def test_evaluators_are_blind_until_they_have_submitted(ours: Instrument) -> None:
    assert [form.kind for form in ours.forms if form.blind_until_submitted] == ["evaluator"]


def test_the_hash_is_of_names_and_contents_and_of_nothing_else(ours: Instrument) -> None:
    assert ours.hash == digest(OURS)
    assert digest(dict(reversed(OURS.items()))) == ours.hash, "the order of listing does not count"
    assert digest(OURS | {"cases.yaml": "a: 1"}) == ours.hash, "cases are tests, not the questionnaire"
    assert digest(OURS | {"examples.yaml": "a: 1"}) == ours.hash, "examples are practice, not the questionnaire"
    assert digest({name: text.replace("\n", "\r\n") for name, text in OURS.items()}) == ours.hash
    assert digest(changed(CLOSURE, "Seen counts more", "Shown counts more")) != ours.hash
    assert digest({"a": "bc"}) != digest({"ab": "c"})


# What is refused


SLIPS: list[dict[str, str]] = yaml.safe_load((Path(__file__).parent / "slips.yaml").read_text("utf-8"))


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip["slip"])
def test_a_slip_is_named_with_its_file_line_key_and_what_to_do(slip: dict[str, str]) -> None:
    texts = changed(slip["file"], slip["old"], slip["new"])
    found = mistakes_in(texts)
    named = [mistake for mistake in found if slip["words"] in mistake.what]
    assert named, found
    assert (named[0].file, named[0].key) == (slip.get("blames", slip["file"]), slip["key"])
    assert slip["at"] in texts[named[0].file].splitlines()[named[0].line - 1]
    assert len(found) <= 4, "one slip must not bury its own sentence"
    assert all(mistake.what.endswith((".", "?")) for mistake in found)


def test_all_mistakes_of_all_files_are_named_at_once() -> None:
    texts = dict(OURS)
    for file, old, new in (
        (FRAME, "from: -100", "from: -90"),
        (SUBSTANCE, "id: EV02", "id: EV01"),
        (RHYTHM, "map: reply_days", "map: reply_day"),
        (CLOSURE, "flag: F_NO_CLOSE", "flag: F_NOTHING"),
        (RELIABILITY, "article: [S16]", "article: [S99]"),
        (COACHING, 'why: "Scenario 1: not qualified."', "why: Scenario 1: not qualified."),
        (LONGGAME, '      probe: "When did you last talk? Who called whom?"\n', ""),
        (REPRESENT, "type: bars", "type: bar"),
    ):
        assert old in texts[file]
        texts[file] = texts[file].replace(old, new, 1)
    assert {mistake.file for mistake in mistakes_in(texts)} == set(OURS)


def test_a_broken_file_does_not_bring_up_what_leans_on_it() -> None:
    found = mistakes_in(OURS | {CLOSURE: "facets: ["})
    assert [(mistake.file, mistake.line) for mistake in found] == [(CLOSURE, 2)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "The file is empty"),
        ("# nothing yet\n", "The file is empty"),
        ("- id: closure\n", "holds a list"),
        ("closure\n", "holds a single value"),
        ("[" * 100_000, "12 deep"),
        ("x" * 1_000_001, "more than 1,000,000 characters"),
        ("\ufeffid: closure\n", "U+FEFF"),
        ("id: \ud800\n", "U+D800"),
    ],
)
def test_a_file_that_is_no_sheet_is_named(text: str, words: str) -> None:
    [found] = mistakes_in(OURS | {CLOSURE: text})
    assert (found.file, found.line) == (CLOSURE, 1)
    assert words in found.what


def test_aliases_that_grow_are_not_followed() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    found = mistakes_in(OURS | {CLOSURE: "\n".join(lines)})
    assert any("refers to another place" in mistake.what for mistake in found)


def test_an_empty_folder_is_named() -> None:
    found = mistakes_in({})
    assert [mistake.file for mistake in found] == [".", FRAME]


def test_a_missing_frame_is_named_and_the_other_files_are_still_read() -> None:
    texts = {name: text for name, text in changed(RHYTHM, "type: bars", "type: bar").items() if name != FRAME}
    assert [mistake.file for mistake in mistakes_in(texts)] == [RHYTHM, FRAME]


def test_a_file_that_does_not_belong_is_named() -> None:
    [found] = mistakes_in(OURS | {"8-speed.yml": "id: speed\n"})
    assert (found.file, found.what[:12]) == ("8-speed.yml", "No such file")


def test_a_whole_dimension_may_be_missing_and_its_questions_are_named() -> None:
    found = mistakes_in({name: text for name, text in OURS.items() if name != CLOSURE})
    assert any("no question `EV10`" in mistake.what for mistake in found)
    assert any("No dimension is called `closure`" in mistake.what for mistake in found)


def test_a_mistake_reads_as_file_line_key_and_sentence() -> None:
    found = mistakes_in(changed(RHYTHM, "article: [R2]", "article: [R9]"))
    line = OURS[RHYTHM].splitlines().index("    article: [R2]") + 1
    assert f"{RHYTHM}:{line}: facets.rhy.after_interview.article.1: The article has no unit `R9`" in str(found[0])


@pytest.mark.parametrize("word", ["no", "yes", "on", "off", "No", "1.50", "0x10", "2026-11-24"])
def test_what_is_not_quoted_is_text_unless_it_is_a_whole_number_or_true_or_false(word: str) -> None:
    read = read_instrument(changed(SUBSTANCE, '"Specific reasons."', word))
    assert read.item["SF01"].why == word


def test_windows_line_ends_are_read() -> None:
    assert read_instrument({name: text.replace("\n", "\r\n") for name, text in OURS.items()}) == read_instrument(OURS)


SCRAPS = (":", "- ", "{", "]", '"', "&a", "*a", "!!x", "? ", "\t", "|", "<<: *a", "null", "9" * 5000, "\ud800", "\x85")


def meddled(texts: dict[str, str], random: Random) -> dict[str, str]:
    """One line of one file changed by chance."""
    file = random.choice(sorted(texts))
    lines = texts[file].split("\n")
    at, other = random.randrange(len(lines)), random.randrange(len(lines))
    line = lines[at]
    cut = random.randrange(len(line) + 1)
    outcomes: list[list[str]] = [
        [],
        [line, line],
        [line.partition(":")[0] + ":"],
        ["  " + line],
        [line[2:]],
        [lines[other]],
        [line[:cut]],
        [line[:cut] + random.choice(SCRAPS) + line[cut:]],
    ]
    lines[at : at + 1] = random.choice(outcomes)
    return texts | {file: "\n".join(lines)}


@settings(max_examples=100, deadline=None)
@given(st.integers(min_value=0), st.integers(min_value=1, max_value=4))
def test_meddling_with_any_lines_is_refused_by_sentences_or_reads(seed: int, times: int) -> None:
    random, texts = Random(seed), dict(OURS)
    for _ in range(times):
        texts = meddled(texts, random)
    try:
        assert read_instrument(texts).hash == digest(texts)
    except InstrumentMistakes as wrong:
        for mistake in wrong.mistakes:
            assert mistake.file == "." or 1 <= mistake.line <= texts[mistake.file].count("\n") + 2
            assert mistake.what.endswith((".", "?"))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(OURS)), st.text(max_size=200))
def test_any_text_for_a_file_is_refused_by_sentences(file: str, text: str) -> None:
    assert mistakes_in(OURS | {file: text})
