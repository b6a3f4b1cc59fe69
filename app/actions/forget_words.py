"""Taking the words out of forms: notes, reasons, views and earlier saves go, what was chosen stays, and so do scores.

Reports that were kept with these words in them go too.

Part of other actions, which write the line in the audit trail.
"""

from sqlalchemy import ColumnElement, Connection, delete, select, update

from app.actions.forget_kept import forget_kept
from app.store.stamps import stamp
from app.store.tables import answer_saves, answers, flag_decisions, responses

SILENT = {"summary": "", "reopened_why": "", "consent": False, "receipt": ""}


def forget_words(db: Connection, company_id: int, whose: ColumnElement[bool]) -> None:
    """Of all forms of a company for which `whose`, a condition on `response`, holds."""
    mine = (responses.c.company_id == company_id, whose)
    inside = select(responses.c.id).where(*mine)
    saves = (answer_saves.c.company_id == company_id, answer_saves.c.response_id.in_(inside))
    given = (answers.c.company_id == company_id, answers.c.response_id.in_(inside))
    db.execute(delete(answer_saves).where(*saves))
    db.execute(update(answers).where(*given).values(reason="", note="", device=""))
    db.execute(update(responses).where(*mine).values(**SILENT, stamp=stamp()))
    forget_kept(db, company_id, select(responses.c.vetting_id).where(*mine))


def drop_unsent(db: Connection, company_id: int, whose: ColumnElement[bool]) -> None:
    """Delete those of these forms that are not in, with every answer."""
    mine = (responses.c.company_id == company_id, whose, responses.c.state == "draft")
    was_in = responses.c.stamp != ""  # and was taken back: reports were made with it
    forget_kept(db, company_id, select(responses.c.vetting_id).where(*mine, was_in))
    db.execute(delete(responses).where(*mine))


def forget_decisions(db: Connection, company_id: int, whose: ColumnElement[bool]) -> None:
    """Of the decisions on flags for which `whose`, a condition on `flag_decision`, holds: that each was made stays."""
    mine = (flag_decisions.c.company_id == company_id, whose)
    forget_kept(db, company_id, select(flag_decisions.c.vetting_id).where(*mine))
    db.execute(update(flag_decisions).where(*mine).values(why=""))
