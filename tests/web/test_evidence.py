"""Who is named beside a note and a flag: the respondent of that source, whoever else has the same name."""

from app.vetting.answers import Answer
from app.vetting.scoring import score
from app.web.evidence import flags, quotes
from panels import INSTRUMENT, form


def test_an_evaluator_and_a_reference_of_the_same_name_are_told_apart() -> None:
    raised = Answer(points=3, support="shown", note="Heard on the call.", flagged=True)
    noted = Answer(points=3, note="Told by the candidate.")
    both = [form("evaluator", "Dana", but={"EV01": raised}), form("candidate", "Dana", but={"CA01": noted})]
    card = score(INSTRUMENT, both)
    assert {quote.text: quote.who for quote in quotes(INSTRUMENT, card, both)} == {
        "Heard on the call.": "Dana",
        "Told by the candidate.": "Candidate reference",
    }
    assert [cause.who for flag in flags(INSTRUMENT, card, both, {}) for cause in flag.causes] == ["Dana"]
