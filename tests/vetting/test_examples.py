"""The written example calls: ours are whole and fair, and every mistake in such a file is named by line and key."""

import re
from fractions import Fraction

import pytest

from app import files
from app.vetting.answers import Response, points
from app.vetting.drafts import is_complete
from app.vetting.examples import Example, Part, read_examples
from app.vetting.reading import InstrumentMistakes, Mistake
from app.vetting.scoring import score
from panels import INSTRUMENT

TEXT = (files("questionnaires") / "lgv-external-1.0.0" / "examples.yaml").read_text("utf-8")
OURS = read_examples(TEXT, INSTRUMENT)
SHORT = [item.id for item in INSTRUMENT.asked("evaluator", "short")]
PARTS = [pytest.param(part, id=f"{example.id} {part.item}") for example in OURS for part in example.parts]
each_example = pytest.mark.parametrize("example", OURS, ids=lambda example: example.id)
each_part = pytest.mark.parametrize("part", PARTS)


def worth(part: Part) -> int:
    found = points(INSTRUMENT.item[part.item], part.answer, INSTRUMENT)
    assert found is not None
    return found


def part(example: Example, item: str) -> Part:
    return next(each for each in example.parts if each.item == item)


def mistakes_in(text: str) -> tuple[Mistake, ...]:
    with pytest.raises(InstrumentMistakes) as caught:
        read_examples(text, INSTRUMENT)
    return caught.value.mistakes


# What is in ours


def test_there_are_two_and_both_say_that_they_are_made_up() -> None:
    assert [example.id for example in OURS] == ["corin", "ruth"]
    assert all("Everyone in this call is made up." in example.intro for example in OURS)
    assert "Every person and firm in them is made up." in TEXT


@each_example
def test_an_example_has_each_question_of_the_short_form_once_in_the_order_of_a_call(example: Example) -> None:
    place = {dimension: n for n, dimension in enumerate(INSTRUMENT.call_order)}
    in_call_order = sorted(SHORT, key=lambda id: place[INSTRUMENT.item[id].dimension])
    assert [each.item for each in example.parts] == in_call_order


@each_example
def test_the_keys_of_an_example_spread_over_all_five_steps(example: Example) -> None:
    assert {worth(each) for each in example.parts} == {0, 1, 2, 3, 4}


@each_part
def test_a_key_is_an_answer_that_could_be_submitted(part: Part) -> None:
    assert is_complete(INSTRUMENT.item[part.item], part.answer)


@each_part
def test_an_answer_is_as_long_as_people_talk(part: Part) -> None:
    assert 60 <= len(part.told.split()) <= 130


@each_part
def test_the_reason_quotes_what_was_told_in_one_or_two_sentences(part: Part) -> None:
    quoted = re.findall("“(.+?)”", part.why)
    assert quoted
    assert [words for words in quoted if words.casefold() not in part.told.casefold()] == []
    assert len(re.findall(r"[.](?= |$)", re.sub("“.+?”", "", part.why))) <= 2


@each_part
def test_the_reason_names_the_step_chosen_and_the_cap_where_it_bites(part: Part) -> None:
    chosen = worth(part) if part.answer.points is None else part.answer.points
    assert f"step {chosen}" in part.why.lower()
    assert ("2 at most" in part.why) == (worth(part) < chosen)


def test_one_example_leans_transactional_and_the_other_is_mostly_long_game() -> None:
    bands = []
    for example in OURS:
        given = {each.item: each.answer for each in example.parts}
        card = score(INSTRUMENT, [Response("evaluator", "key", given, length="short")])
        bands.append(card.band.id if card.band else None)
    assert bands == ["mostly_transactional", "mostly_long_game"]


@each_example
def test_each_example_has_a_claim_cut_to_two_by_its_support(example: Example) -> None:
    cut = [each for each in example.parts if each.answer.points not in (None, worth(each))]
    assert [(each.answer.points, each.answer.support, worth(each)) for each in cut] == [(3, "general", 2)]


def test_an_honest_bad_number_stands_above_evasion() -> None:
    charming, dry = OURS
    assert (part(charming, "EV07").answer.no_number, worth(part(charming, "EV07"))) == (True, 0)
    assert (part(dry, "EV07").answer.number, worth(part(dry, "EV07"))) == (Fraction(19), 1)
    assert (part(charming, "EV10").answer.number, worth(part(charming, "EV10"))) == (Fraction(5), 1)


def test_a_part_is_read_whole() -> None:
    coaching = part(OURS[0], "EV21")
    assert coaching.told.startswith("Happens to the best of them.")
    assert coaching.answer.ticks == frozenset({0, 1, 3}), "parts count from 1 in the file and from 0 in an answer"
    assert part(OURS[0], "EV06").answer.number == Fraction(1)
    assert part(OURS[1], "EV01").answer.support == "shown"


# What is refused


SLIPS = [
    ("title: ", "titel: ", "corin.titel", "Did you mean `title`?"),
    ('title: "A call with Corin Ashby"', 'title: ""', "corin.title", "The text is empty"),
    ("      EV06:", "      EV66:", "corin.parts.EV66", "There is no question `EV66`. Did you mean `EV06`?"),
    ("      EV06:", "      EV66:", "corin.parts", "`EV06` is missing"),
    ("      EV06:", "      EV05:", "corin.parts.EV05", "The short form does not ask `EV05`. Remove it."),
    ("      EV10:", "      EV07:", "corin.parts.EV07", "`EV07` is here twice"),
    ("        why: >-", "        because: >-", "corin.parts.EV06.because", "This key is not known here."),
    ("        why: >-", "        because: >-", "corin.parts.EV06.why", "This key is missing. Add it."),
    ("        told: >-", "        says: >-", "corin.parts.EV06.told", "This key is missing. Add it."),
    ("key: {number: 1}", "key: 1", "corin.parts.EV06.key", "Keys and values must stand here."),
    ("key: {number: 1}", "key: {}", "corin.parts.EV06.key", "asks for number or no_number, and the key has none"),
    ("key: {number: 1}", "key: {points: 4}", "corin.parts.EV06.key.points", "not for points. Replace it."),
    ("key: {number: 1}", "key: {number: one}", "corin.parts.EV06.key.number", "This must be a number"),
    ("key: {number: 1}", "key: {number: -1}", "corin.parts.EV06.key.number", "cannot be below 0"),
    ("key: {number: 1}", "key: {number: 1, no_number: true}", "corin.parts.EV06.key", "Keep one of them."),
    ("key: {number: 1}", "key: {number: 1, support: shown}", "corin.parts.EV06.key.support", "does not ask how"),
    ("key: {number: 5}", "key: {number: 11}", "corin.parts.EV10.key.number", "cannot be more than 10. Correct it."),
    ("key: {number: 5}", 'key: {number: "1/2"}', "corin.parts.EV10.key.number", "must be whole"),
    ("{no_number: true}", "{no_number: false}", "corin.parts.EV07.key", "and the key has none. Add it."),
    ("{no_number: true}", '{no_number: "yes"}', "corin.parts.EV07.key.no_number", "This must be true or false."),
    ("points: 2, support: specific", "points: 5, support: specific", "corin.parts.EV12.key.points", "no option 5"),
    ("points: 2, support: specific", "points: 2", "corin.parts.EV12.key", "Add `support`: general, specific, shown."),
    ("support: specific", "support: specifik", "corin.parts.EV12.key.support", "Did you mean `specific`?"),
    ("support: specific", "suport: specific", "corin.parts.EV12.key.suport", "Did you mean `support`?"),
    ("ticks: [1, 2, 4]", "ticks: [0, 2, 4]", "corin.parts.EV21.key.ticks.1", "no part 0. Parts count from 1 to 4."),
    ("ticks: [1, 2, 4]", "ticks: [1, 2, 5]", "corin.parts.EV21.key.ticks.3", "no part 5. Parts count from 1 to 4."),
    ("ticks: [1, 2, 4]", "ticks: [1, 4, 4]", "corin.parts.EV21.key.ticks.3", "Part 4 is ticked twice."),
    ("ticks: [1, 2, 4]", "ticks: [[1], 2]", "corin.parts.EV21.key.ticks.1", "This must be a whole number."),
    ("key: {points: 0}", "key: {points: 0, support: shown}", "corin.parts.EV29.key.support", "does not ask how"),
    ("key: {points: 0}", "key: {ticks: [1]}", "corin.parts.EV29.key.ticks", "asks for points, not for ticks."),
]
# What is missing is named at the line of what it is missing from.
AROUND = {"`EV06` is missing": "    parts:", "This key is missing. Add it.": "      EV06:"}


@pytest.mark.parametrize(("old", "new", "key", "words"), SLIPS, ids=[f"{new} {key}" for _, new, key, _ in SLIPS])
def test_a_slip_is_named_with_its_line_and_key(old: str, new: str, key: str, words: str) -> None:
    assert old in TEXT
    text = TEXT.replace(old, new, 1)
    found = mistakes_in(text)
    [named] = [each for each in found if each.key == f"examples.{key}" and words in each.what]
    assert named.file == "examples.yaml"
    assert AROUND.get(words, new.strip()) in text.splitlines()[named.line - 1]
    assert len(found) <= 3, "one slip must not bury its own sentence"
    assert all(each.what.endswith((".", "?")) for each in found)


def test_a_mistake_reads_as_file_line_key_and_sentence() -> None:
    line = TEXT.splitlines().index("        key: {points: 2, support: specific}") + 1
    [found] = mistakes_in(TEXT.replace("points: 2, support: specific", "points: 2", 1))
    assert str(found) == (
        f"examples.yaml:{line}: examples.corin.parts.EV12.key: "
        "EV12 asks how the answer was backed. Add `support`: general, specific, shown."
    )


def test_all_mistakes_are_named_at_once() -> None:
    text = TEXT.replace("number: 1}", "number: one}", 1).replace("ticks: [1, 2, 3, 4]", "ticks: [1, 5]", 1)
    text = text.replace("support: shown", "support: seen").replace('person: "Ruth', 'persona: "Ruth', 1)
    assert {mistake.key for mistake in mistakes_in(text)} == {
        "examples.corin.parts.EV06.key.number",
        "examples.corin.parts.EV24.key.support",
        "examples.ruth.person",
        "examples.ruth.persona",
        "examples.ruth.parts.EV01.key.support",
        "examples.ruth.parts.EV21.key.ticks.2",
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "The file is empty"),
        ("- corin\n", "The file holds a list"),
        ("examples: {}\n", "This needs at least 1"),
        ("examples: [corin]\n", "Keys and values must stand here"),
        ("examples: {corin: {parts: [EV06]}}\n", "Keys and values must stand here"),
        ("examples: {\n", "cannot be read as YAML"),
        ("example: {}\n", "Did you mean `examples`?"),
    ],
)
def test_a_file_that_holds_no_examples_is_refused_by_a_sentence(text: str, words: str) -> None:
    assert any(words in mistake.what for mistake in mistakes_in(text))
