"""What is missing behind a score, in sentences: who did not answer, what was left open, what could not be scored."""

from collections.abc import Iterator, Sequence

from app.reports.answers import REFERENCES, Names
from app.reports.figures import counted
from app.vetting.answers import Response
from app.vetting.instrument import Instrument
from app.vetting.log import Log
from app.vetting.scorecard import Scorecard
from app.vetting.sentences import listed


def missing(
    instrument: Instrument, card: Scorecard, responses: Sequence[Response], names: Names, log: Log | None
) -> Iterator[str]:
    """One sentence for each thing; nothing where everybody answered everything."""
    sources = {response.source for response in responses}
    if "evaluator" not in sources:
        yield "No evaluator has answered."
    if not sources & {*REFERENCES}:
        yield "No reference has answered."
    if "self" not in sources:
        yield "No own answers, so there is no say–do gap."
    if log is None:
        yield "No records shared, so nothing is counted."
    for response in responses:
        yield from _open(instrument, response, names)
    unscored = [dimension.name for dimension in instrument.dimensions if card.dimensions[dimension.id] is None]
    if responses and unscored:
        yield f"Too few answers for a score, left out of the index: {listed(unscored)}."


def _open(instrument: Instrument, response: Response, names: Names) -> Iterator[str]:
    """How many questions of a form have no answer though they apply."""
    asked = instrument.asked(response.source, response.length)
    given = [response.answers.get(item.id) for item in asked]
    left = sum(answer is None or answer.status in ("not_asked", "declined") for answer in given)
    if left:
        yield f"{names[response.source, response.respondent]}: {left} of {counted(len(asked), 'question')} left open."
