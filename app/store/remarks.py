"""What recruiters reply to what was found about them, and the proofs they attach: for pages and reports alike."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from app.refusals import NotHere
from app.store.recruiters import Vetting
from app.store.tables import proofs, remarks


@dataclass(frozen=True, slots=True)
class Remark:
    """The words that stand now; `earlier` are those before them, the newest first."""

    id: int
    text: str
    made_at: int
    earlier: tuple[tuple[int, str], ...] = ()  # when, words


@dataclass(frozen=True, slots=True)
class Proof:
    """A file as it is listed; what is in it is fetched where it is downloaded."""

    id: int
    name: str
    size: int
    made_at: int


@dataclass(frozen=True, slots=True)
class Reply:
    """Everything one recruiter replies. `about`: overall, facts, dimension.<id> or flag.<id> → what they say of it."""

    about: dict[str, Remark] = field(default_factory=dict)
    proofs: tuple[Proof, ...] = ()


def replies_in(db: Connection, vettings: Sequence[Vetting]) -> dict[int, Reply]:
    """By vetting id, for vettings the caller has fetched and may see the answers of; two queries however many."""
    found = {vetting.id: Reply() for vetting in vettings}
    mine = list(found)
    own = {vetting.search.company_id for vetting in vettings}
    written = (remarks.c.vetting_id.in_(mine), remarks.c.company_id.in_(own))
    for row in db.execute(select(remarks).where(*written).order_by(remarks.c.id)):
        about = found[row.vetting_id].about
        before = about.get(row.about)
        earlier = ((before.made_at, before.text), *before.earlier) if before else ()
        about[row.about] = Remark(row.id, row.text, row.made_at, earlier)
    attached = (proofs.c.vetting_id.in_(mine), proofs.c.company_id.in_(own))
    query = select(*proofs.c["vetting_id", "id", "name", "size", "made_at"]).where(*attached).order_by(proofs.c.id)
    for row in db.execute(query):
        before_it = found[row.vetting_id]
        found[row.vetting_id] = Reply(before_it.about, (*before_it.proofs, Proof(*row[1:])))
    return found


def reply_in(db: Connection, vetting: Vetting) -> Reply:
    """That of one vetting, as it is now."""
    return replies_in(db, [vetting])[vetting.id]


def shown_reply(db: Connection, vetting: Vetting, hidden: bool) -> Reply:
    """That of one vetting beside its result; nothing where the result is hidden, and no query where there is none."""
    return reply_in(db, vetting) if vetting.replied and not hidden else Reply()


def shown_replies(db: Connection, vettings: Sequence[Vetting]) -> dict[int, Reply]:
    """Those of vettings whose results are shown, by vetting id; no query where nobody replied."""
    replied = [vetting for vetting in vettings if vetting.replied]
    return replies_in(db, replied) if replied else {}


def proof_in(db: Connection, vetting: Vetting, proof_id: int) -> tuple[str, bytes]:
    """Name and content of a proof of a vetting already fetched. Raises NotHere."""
    mine = (proofs.c.vetting_id == vetting.id, proofs.c.company_id == vetting.search.company_id)
    row = db.execute(select(*proofs.c["name", "content"]).where(proofs.c.id == proof_id, *mine)).first()
    if row is None:
        raise NotHere
    return row.name, row.content
