"""The disk runs full under all that is no save: backups, uploads, files that are made, logs, and a first start."""

import asyncio
import os
import random
import shutil
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import Connection, Table, func, select

from app import serving
from app.keeping import making
from app.keeping.making import Made, make
from app.keeping.packing import unpack
from app.keeping.refusal import NotKept
from app.keeping.sealing import is_sealed, new_key, unseal
from app.keeping.shelf import BEGUN, on_shelf
from app.settings import Settings
from app.store.tables import kept_reports, proofs, vettings
from app.working import NoDatabase
from backups import asked, written
from canary import seed
from databases import used
from endurance import Found, Tally, times
from faults.narrow import crammed, sort_of
from faults.raters import OK, events, raters, seated
from faults.server import Served
from faults.test_broken_disk import tried
from faults.test_kill import answers_until, broken_trails, damage, judged
from household import Household, settle

pytestmark = pytest.mark.soak

KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
SHOWN = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
FULL = {507}
LIMITED = {503, 507}  # of files that may grow no further SQLite says that they are broken
PROOF = b"%PDF-1.7\n" + bytes(1_500_000)  # more than is kept in memory while it comes
CHANGED = (vettings, proofs, kept_reports)  # by what is sent below


@pytest.fixture
def full_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else takes the room after it was looked at."""
    monkeypatch.setattr(making, "_check_room", lambda *_: None)


def key_in(folder: Path) -> tuple[Path, SecretStr]:
    public = new_key(folder / "key")
    private = next(line for line in (folder / "key").read_text().splitlines() if line.startswith("AGE"))
    assert public.startswith("age1")
    return folder / "key", SecretStr(private)


def is_whole(path: Path, key: SecretStr, work: Path) -> bool:
    """Whether a backup is what it was when it was made."""
    work.mkdir()
    packed = path
    if is_sealed(path):
        packed = work / "packed"
        unseal(path, packed, key.get_secret_value())
    return unpack(packed, work, path).rows["answer"] > 0


def tried_to(using: Settings, folder: Path) -> Made | str:
    """The backup, or the sentence that says why there is none."""
    try:
        return make(using, folder)
    except NotKept as why:
        return str(why)


def half_done(folder: Path) -> list[Path]:
    return [*folder.glob(f"{BEGUN}*")]


@pytest.mark.parametrize("database_kind", KINDS)
def test_a_backup_that_finds_no_room_is_none(
    database_kind: str, settings: Settings, small_disk: Path, tmp_path: Path, full_at_once: None, tally: Tally
) -> None:
    written(settings, lambda db: seed(db, "recruiter"))
    runs, chance = times(6, 60) if database_kind == "sqlite" else times(4, 30), random.Random(33)
    (_, key), folder, refused, wrong, corrupt = key_in(tmp_path), small_disk / "kept", 0, 0, 0
    every = [settings, settings.model_copy(update={"backup_key": key})]
    made = [make(using, folder) for using in every]
    enough = 1.2 * max(each.path.stat().st_size + sum(f.size for f in each.manifest.files.values()) for each in made)
    for run in range(runs):
        left = int(enough * (run + chance.random()) / runs)
        with crammed(small_disk, left, os.getpid()):
            came = tried_to(every[run % 2], folder)
        if isinstance(came, str):
            refused += 1
            wrong += "No space left" not in came and "too large" not in came
        else:
            made.append(came)
        kept = {each.path for each in on_shelf(folder)}
        corrupt += len(kept ^ {each.path for each in made}) + len(half_done(folder))
        corrupt += sum(not is_whole(path, key, tmp_path / f"{run}-{path.name}") for path in kept)
        while len(made) > 2:
            made.pop(0).path.unlink()
        (folder / "erasures").unlink(missing_ok=True)  # so that the next has to write it
    assert refused, "the disk was never full"
    assert isinstance(tried_to(settings, folder), Made)
    figures = f"{refused} refused, {runs - refused} made and whole"
    name = f"T33 disk full during a backup ({sort_of(small_disk)}), {SHOWN[database_kind]}"
    tally.note(Found(name, runs, corrupt=corrupt, errors=wrong, figures=figures))


def how_many(db: Connection, tables: tuple[Table, ...]) -> list[int]:
    return [db.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]


class Errands:
    """What one company sends to a server, and what came of it."""

    def __init__(self, server: Served, house: Household) -> None:
        self.server, self.house = server, house
        page, token = house.replies["found"]
        self._cookies = {"session": house.sessions["alice"], f"found-{page}": token}
        self._search, self._found = f"/searches/{house.ids['open search']}", f"/found/{page}"

    def all(self, name: str) -> dict[str, httpx.Response]:
        """A list of recruiters read, one of them added, a proof sent, and the report made, kept and downloaded."""
        with httpx.Client(base_url=self.server.address, cookies=self._cookies, timeout=60) as site:
            site.headers["Sec-Fetch-Site"] = "same-origin"
            recruiters, listed = f"{self._search}/recruiters", f"Name,Firm\n{name},Firm\n".encode()
            return {
                "list": site.post(recruiters, files={"file": ("list.csv", listed)}),
                "add": site.post(recruiters, data={"recruiters": name}),
                "proof": site.post(f"{self._found}/proofs", files={"proof": (f"{name}.pdf", PROOF)}),
                "keep": site.post(f"{self._search}/kept", data={"paper": "a4"}),
                "report": site.get(f"{self._search}/report.pdf"),
            }


def judged_full(came: dict[str, httpx.Response], refusals: set[int]) -> list[str]:
    """What a server on a full disk should have said otherwise."""
    refused = {name: came[name] for name in ("add", "proof", "keep") if name != "add" or came[name].status_code != 303}
    wrong = [f"{name} {answer.status_code}" for name, answer in refused.items() if answer.status_code not in refusals]
    wrong += [name for name, answer in refused.items() if "saved. " not in answer.text]
    wrong += [] if f"{came['list'].status_code}" == "200" else ["list"]
    return wrong + ([] if came["report"].content.startswith(b"%PDF") else ["report"])


@pytest.fixture
def crowded(migrated: bytes, small_disk: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a database on the small disk, where uploads wait too."""
    (small_disk / "followthrough.db").write_bytes(migrated)
    monkeypatch.setenv("TMPDIR", str(small_disk))
    return f"sqlite:///{small_disk}/followthrough.db"


def test_a_full_disk_refuses_uploads_and_what_is_kept_and_takes_no_log_for_an_answer(
    crowded: str, small_disk: Path, tally: Tally
) -> None:
    runs, small, wrong, corrupt = times(1, 15), os.path.ismount(small_disk), [], 0
    house, people = written(used(crowded), lambda db: settle(db, "qzours")), raters(seated(crowded, 4), 35)
    with Served(crowded, small_disk, LOG_LEVEL="info") as server:
        errands = Errands(server, house)
        errands.all("Ada Vance")  # or the first file that comes would find another folder to wait in
        for run in range(runs):
            before = asked(used(crowded), lambda db: how_many(db, CHANGED))
            with crammed(small_disk, 0, server.pid):
                came = errands.all(f"Uma{run} Berg")
                added = came["add"].status_code == 303  # the log of writes may have room for as little as that
                wrong += judged_full(came, FULL if small else LIMITED)
                asyncio.run(tried(people, server, 8))
            corrupt += asked(used(crowded), lambda db: how_many(db, CHANGED)) != [before[0] + added, *before[1:]]
            asyncio.run(answers_until(people, server, lambda: None, 4))
        at_last = {name: answer.status_code for name, answer in errands.all("Eva Lind").items()}
        assert at_last == {"list": 200, "add": 303, "proof": 303, "keep": 303, "report": 200}
        log = server.said.read_text()
        with crammed(small_disk, 0, server.pid):
            server.stop()
    assert "/kept" in log.splitlines()[-2], "nothing is logged any more"
    verdict, corrupt = judged(crowded, people), corrupt + damage(crowded) + broken_trails(crowded)
    assert {event.status for event in events(people)} - {OK}, "no save was refused"
    figures = f"{verdict.acknowledged:,} acknowledged, never restarted"
    name = f"T33 disk full under uploads, reports and the log ({sort_of(small_disk)})"
    tally.note(Found(name, runs, len(verdict.lost), corrupt, len(wrong), f"{figures} {wrong or ''}".strip()))


def test_a_first_start_without_room_says_so_and_the_next_one_begins_anew(small_disk: Path, tally: Tally) -> None:
    runs, chance, came, silent, corrupt = times(4, 30), random.Random(36), [], 0, 0
    serving.prepare(Settings(database_url=f"sqlite:///{small_disk}/first/f.db"))
    enough = 2 * (small_disk / "first" / "f.db").stat().st_size
    for run in range(runs):
        using = Settings(database_url=f"sqlite:///{small_disk}/{run}/f.db")
        try:
            with crammed(small_disk, int(enough * (run + (chance.random() if run else 0)) / runs), os.getpid()):
                serving.prepare(using)
        except NoDatabase as why:
            came.append(str(why))
            silent += not str(why).startswith("Cannot use the database ")
        serving.prepare(using)
        corrupt += damage(using.database_url)
        shutil.rmtree(small_disk / f"{run}")  # or the disk is full of them
    assert came, "the disk was never full"
    figures = f"{len(came)} refused with a sentence; each next start began"
    tally.note(Found(f"T33 disk full at the first start ({sort_of(small_disk)})", runs, 0, corrupt, silent, figures))
