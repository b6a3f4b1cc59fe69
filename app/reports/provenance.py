"""Where a report's numbers come from, as lines of a label and a value: the same in every format."""

import datetime
from collections.abc import Iterator
from fractions import Fraction

from app.reports.figures import counted, day
from app.reports.record import Record

PEOPLE = (
    ("evaluator", "evaluator’s form", "evaluators’ forms"),
    ("candidate", "candidate reference", "candidate references"),
    ("client", "client reference", "client references"),
    ("self", "recruiter’s own form", "recruiters’ own forms"),
    ("log", "candidate in shared records", "candidates in shared records"),
)


def provenance(record: Record) -> Iterator[tuple[str, str]]:
    """Label and value, most needed first; what is empty is left out."""
    method, used = record.method, record.instrument
    lines = (
        ("Verification code", record.verification.code),
        ("Validity", method.validity),
        ("Company", record.company),
        ("Search", record.search),
        ("Demo", "People and numbers are made up" if record.demo else ""),
        ("Left out", record.left_out),
        ("Who answered", who_answered(record)),
        ("Answered until", moment(record.answered_until)),
        ("Instrument", f"{used.id} {used.version}"),
        ("Its fingerprint", used.hash),
        ("Formula", method.formula),
        ("Weights", weights(record)),
        ("Likely ranges rest on", constants(record)),
    )
    return ((label, value) for label, value in lines if value)


def who_answered(record: Record) -> str:
    """By role and count, of all recruiters together: 9 evaluators’ forms, 4 candidate references."""
    total = {role: sum(one.findings.answered_by.get(role, 0) for one in record.recruiters) for role, *_ in PEOPLE}
    return ", ".join(counted(total[role], one, many) for role, one, many in PEOPLE if total[role])


def weights(record: Record) -> str:
    """Client first: Substance 2, Rhythm 1/2; without a name where they are nobody's."""
    method = record.method
    each = ", ".join(f"{line.dimension} {Fraction(line.weight)}" for line in method.weights)
    return f"{method.weights_name}: {each}" if method.weights_name else each


def constants(record: Record) -> str:
    """The two numbers of the company's own results."""
    known = record.constants
    return f"a mean of {known.mean:.1f} and a variance of one evaluator of {known.sigma2:.0f}".replace("-", "−")


def moment(at: int | None) -> str:
    """4 December 2026, 14:32 UTC; empty where it is not known."""
    if at is None:
        return ""
    found = datetime.datetime.fromtimestamp(at, datetime.UTC)
    return f"{day(found.date())}, {found:%H:%M} UTC"
