"""A form that is in has its answers as compact bytes too, from which many are scored again without reading answers.

Filled here rather than when a form is next read, so that from now on every form that is in has them, and what is
changed after the upgrade shows. A form whose questionnaire is gone, or was changed, cannot be scored and gets none.
"""

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.store.instruments import as_pinned
from app.vetting.answers import Answer, Response
from app.vetting.compact import compact

revision = "0016"
down_revision = "0015"

AT_ONCE = 500  # forms in memory
FORMS = sa.text("""
SELECT response.id, source, response.length, instrument_id, instrument_version, instrument_hash
FROM response JOIN vetting ON vetting.id = vetting_id JOIN search ON search.id = search_id
WHERE response.state = 'submitted' AND response.id > :after ORDER BY response.id LIMIT :most
""")
ANSWER = sa.table(
    "answer",
    *(sa.column(name) for name in ("response_id", "item", "status", "points", "number", "support")),
    sa.column("no_number", sa.Boolean),
    sa.column("ticks", sa.JSON),
)


def upgrade() -> None:
    kind = "BLOB" if op.get_bind().dialect.name == "sqlite" else "BYTEA"
    only = "CONSTRAINT ck_response_compact CHECK (compact IS NULL OR state = 'submitted')"
    op.execute(f"ALTER TABLE response ADD COLUMN compact {kind} {only}")
    db = op.get_bind()
    for forms in _forms(db):
        given = _answers(db, forms[0].id, forms[-1].id)
        made = [{"form": form.id, "bytes": found} for form in forms if (found := _compact(form, given[form.id]))]
        if made:
            db.execute(sa.text("UPDATE response SET compact = :bytes WHERE id = :form"), made)


def _forms(db: sa.Connection) -> Iterator[list[Any]]:
    after = 0
    while forms := list(db.execute(FORMS, {"after": after, "most": AT_ONCE})):
        yield forms
        after = forms[-1].id


def _answers(db: sa.Connection, first: int, last: int) -> dict[int, dict[str, Answer]]:
    """Form → item → what its score rests on."""
    found: dict[int, dict[str, Answer]] = defaultdict(dict)
    for row in db.execute(sa.select(ANSWER).where(ANSWER.c.response_id.between(first, last))):
        found[row.response_id][row.item] = Answer(
            status=row.status,
            points=row.points,
            number=None if row.number is None else Fraction(row.number),
            no_number=row.no_number,
            ticks=None if row.ticks is None else frozenset(row.ticks),
            support=row.support,
        )
    return found


def _compact(form: Any, given: dict[str, Answer]) -> bytes | None:
    used = as_pinned(form.instrument_id, form.instrument_version, form.instrument_hash)
    return None if used is None else compact(used, Response(form.source, "", given, length=form.length))
