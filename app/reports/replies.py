"""What a recruiter replied to what was found: each part beside what it answers, unedited and dated."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.reports.figures import day
from app.vetting.card_sentences import flag_text
from app.vetting.flags import BY_HAND
from app.vetting.instrument import Instrument

OVERALL, FACTS = ("overall", "On the whole"), ("facts", "Facts put right")


@dataclass(frozen=True, slots=True)
class Reply:
    """What they say of one thing. `about`: overall, facts, dimension.<id> or flag.<id>; `text`: empty once taken back.

    `earlier`: when, and the words that stood before, the newest first.
    """

    about: str
    text: str
    on: datetime.date
    earlier: tuple[tuple[datetime.date, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """A file they attached. It stays on the server, so a report only names it."""

    name: str
    on: datetime.date


@dataclass(frozen=True, slots=True)
class ReplyLine:
    """A reply, and what it answers in words."""

    title: str
    reply: Reply

    @property
    def dated(self) -> str:
        """When it was written, and that something else stood there before."""
        said = f"{'Written' if self.reply.text else 'Taken back'} {day(self.reply.on)}"
        if not self.reply.earlier:
            return f"{said}."
        return f"{said}, in place of what was written {day(self.reply.earlier[0][0])}."


def reply_lines(instrument: Instrument, replies: Sequence[Reply]) -> Iterator[ReplyLine]:
    """On the whole first, then dimensions and flags as the instrument has them, then facts; nothing empty."""
    titles = dict([OVERALL])
    titles |= {f"dimension.{one.id}": one.name for one in instrument.dimensions}
    titles |= {f"flag.{id}": flag_text(instrument, id) for id in (*instrument.flag, BY_HAND)}
    titles |= dict([FACTS])
    said = {reply.about: reply for reply in replies if reply.text or reply.earlier}
    return (ReplyLine(title, said[about]) for about, title in titles.items() if about in said)
