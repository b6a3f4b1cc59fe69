"""The recruiter's reply as it is printed: what answers a flag stands at the flag, the rest under the score."""

from typing import Any

from app.reports.figures import day
from app.reports.findings import FlagLine
from app.reports.languages import told
from app.reports.replies import ReplyLine
from app.reports.scorecard import RecruiterPart

Printed = dict[str, Any]
UNRAISED = "A flag that nothing raises now"


def replies(recruiter: RecruiterPart) -> Printed:
    """What stands in the part of its own, and the files named there."""
    raised = {f"flag.{flag.id}" for flag in recruiter.flags}
    apart = [line for line in recruiter.replies if line.reply.about not in raised]
    files = [f"{proof.name} ({day(proof.on)})" for proof in recruiter.proofs]
    return {"replies": [_line(line) for line in apart], "proofs": [told(name) for name in files]}


def answer_to(recruiter: RecruiterPart, flag: FlagLine) -> Printed | None:
    """What they say to one flag."""
    return next((_line(line) for line in recruiter.replies if line.reply.about == f"flag.{flag.id}"), None)


def _line(line: ReplyLine) -> Printed:
    unraised = line.reply.about.startswith("flag.")
    title = f"{UNRAISED}: {line.title}" if unraised else line.title
    return {"title": title, "said": told(line.reply.text) if line.reply.text else None, "dated": line.dated}
