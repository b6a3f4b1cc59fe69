"""Proofs a recruiter attaches to what they put right: taken one at a time, and only ever given out as downloads."""

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.reply_to_found import LARGEST, attach_proof, remove_proof
from app.refusals import Mistakes, NotHere
from app.store.members import Member
from app.store.own_pages import OwnPage, Told
from app.store.recruiters import vetting_for
from app.store.remarks import proof_in
from app.web.doors import Id, Reading
from app.web.found import found_page
from app.web.found_door import Finding
from app.web.paper import disposition
from app.web.scored import seen_vetting
from app.web.upload import uploaded

router = APIRouter()


@router.post("/found/{page_id}/proofs")
async def attach(visit: Finding) -> Response:
    name, content = await uploaded(visit.request, "proof", LARGEST)
    try:
        await visit.write(attach_proof, visit.own, name, content, visit.now)
    except Mistakes as mistakes:
        return visit.page(await visit.read(found_page, visit.own, {}, mistakes.fields), status=422)
    return visit.go(f"/found/{visit.own.id}#proofs", "The file is attached.")


@router.post("/found/{page_id}/proofs/{proof_id}/remove")
async def remove(visit: Finding, proof_id: Id) -> Response:
    await visit.typed()
    await visit.write(remove_proof, visit.own, proof_id, visit.now)
    return visit.go(f"/found/{visit.own.id}#proofs", "The file is removed.")


@router.get("/found/{page_id}/proofs/{proof_id}")
async def own_proof(visit: Finding, proof_id: Id) -> Response:
    return _download(*await visit.read(_own, visit.own, proof_id))


@router.get("/vettings/{vetting_id}/proofs/{proof_id}")
async def proof(visit: Reading, vetting_id: Id, proof_id: Id) -> Response:
    return _download(*await visit.read(_seen, vetting_id, proof_id))


def _own(db: Connection, _who: Told, own: OwnPage, proof_id: int) -> tuple[str, bytes]:
    return proof_in(db, own.vetting, proof_id)


def _seen(db: Connection, member: Member, vetting_id: int, proof_id: int) -> tuple[str, bytes]:
    """A proof tells of the result, so it is not there for those the result is hidden from."""
    vetting = vetting_for(db, member, vetting_id)
    if seen_vetting(db, member, vetting).hidden:
        raise NotHere
    return proof_in(db, vetting, proof_id)


def _download(name: str, content: bytes) -> Response:
    """Never shown in the browser, whatever it is."""
    headers = {"Content-Disposition": disposition(name), "X-Content-Type-Options": "nosniff"}
    return Response(content, media_type="application/octet-stream", headers=headers)
