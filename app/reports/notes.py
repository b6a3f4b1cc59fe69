"""Everything that was said in words, as a table: decision, flags, notes, own views, and what the recruiter replied."""

from collections.abc import Iterator

from app.reports.record import Record, Recruiter, Reply
from app.reports.tables import Column, Row, Table

NOTES = (
    Column("Recruiter"),
    Column("Kind"),
    Column("Who"),
    Column("About"),
    Column("Day"),
    Column("Text", "long"),
    Column("What somebody wrote who looked", "long"),
)


def notes(record: Record) -> Table:
    """One row for each, whoever said it; a reply to a flag stands under it."""
    rows: list[Row] = []
    if decided := record.decision:
        words = " ".join(filter(None, (decided.choice, decided.reasons, decided.conditions)))
        rows.append(("", "Decision", decided.by, "", decided.on, words, ""))
    rows += [(one.name, *row) for one in record.recruiters for row in _notes(one)]
    return Table("Notes", NOTES, tuple(rows))


def _notes(one: Recruiter) -> Iterator[Row]:
    found, raised = one.findings, {f"flag.{flag.id}" for flag in one.findings.flags}
    for flag in found.flags:
        kind = "Red flag" if flag.serious else "Flag"
        for cause in flag.causes:
            yield kind, cause.who, cause.item or "", "", flag.text, flag.looked_at
        for reply in one.replies:
            yield from _reply(one, reply) if reply.about == f"flag.{flag.id}" else ()
    yield from (("Note", a.who, a.item, "", a.note, "") for a in found.answers if a.note)
    yield from (("Own view", view.who, "", "", f"{view.impression}. {view.summary}".strip(), "") for view in one.views)
    said = (("Agreement", text) for text in found.agreement)
    more = (("Say–do gap", found.gap_sentence), ("Status", found.status_sentence))
    yield from ((kind, "", "", "", text, "") for kind, text in (*said, *more) if text)
    for reply in one.replies:
        yield from () if reply.about in raised else _reply(one, reply)
    yield from (("Proof attached", one.name, "", proof.on, proof.name, "") for proof in one.proofs)


def _reply(one: Recruiter, reply: Reply) -> Iterator[Row]:
    if reply.text:
        yield "Reply", one.name, reply.title, reply.on, reply.text, ""
    else:
        yield "Reply taken back", one.name, reply.title, reply.on, "", ""
    for before in reply.earlier:
        if before.text:
            yield "Earlier reply", one.name, reply.title, before.on, before.text, ""
