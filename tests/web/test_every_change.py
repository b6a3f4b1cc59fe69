"""Every route that changes something writes one line in the audit trail, in the transaction of the change (safety 50).

The routes are those of the running site. Each is tried as it should go, and then with the disk full: at every commit
there is, and at the line itself. What is left is the change with its line, or neither.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from sqlalchemy import event

from actors import Doors
from changes import CHANGES, SEVERAL, UNTOLD, WITHOUT, ready
from policy import POLICY
from world import world

ROUTES = [name for name in POLICY if not name.startswith("GET ")]
BESIDE = ("audit", "audit_head", "audit_origin", "bucket", "taken")  # the trail itself, limits, and keys of forms
LINE = re.compile(r"INSERT INTO audit\b", re.I)


@dataclass(frozen=True)
class Came:
    """What came of a form: the status, whether a row of any other table is different, and the lines it wrote."""

    status: int
    changed: bool
    lines: list[str]
    commits: int


class Disk:
    """Where the site writes: counts its commits, and is full at one of them, or at the line in the trail."""

    def __init__(self, full_at: int = 0, at_the_line: bool = False) -> None:
        self.commits, self.full_at, self.at_the_line = 0, full_at, at_the_line

    def commit(self, *_: object) -> None:
        self.commits += 1
        self._write(self.commits == self.full_at)

    def statement(self, _connection: object, _cursor: object, said: str, *_: object) -> None:
        self._write(self.at_the_line and LINE.match(said) is not None)

    def _write(self, full: bool) -> None:
        if full:
            raise OSError(28, "No space left on device")


@pytest.fixture(scope="module")
def open_doors(with_demo: bytes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    """The doors of a site where anybody may found a company."""
    with world(tmp_path_factory.mktemp("changes"), with_demo, sign_up="open") as made:
        yield Doors(made)


@contextmanager
def used(doors: Doors, disk: Disk) -> Iterator[None]:
    engine = doors.world.site.app.state.database._writer_engine
    event.listen(engine, "commit", disk.commit)
    event.listen(engine, "before_cursor_execute", disk.statement)
    yield
    event.remove(engine, "commit", disk.commit)
    event.remove(engine, "before_cursor_execute", disk.statement)


def sent(doors: Doors, route: str, disk: Disk) -> Came:
    """What comes of it when this form is sent, in a world that is as it was made before and after."""
    made = doors.world
    browser, path, said = ready(doors, route)
    before, lines = made.hash(BESIDE), len(made.rows("audit"))
    with used(doors, disk):
        page = browser.post(path, follow=False, **said)
    written = [row["action"] for row in made.rows("audit")[lines:]]
    came = Came(page.status_code, made.hash(BESIDE) != before, written, disk.commits)
    made.restore()
    return came


@pytest.mark.parametrize("route", ROUTES)
def test_a_change_and_its_line_are_written_together_or_not_at_all(open_doors: Doors, route: str) -> None:
    well = sent(open_doors, route, Disk())
    assert well.status < 400, f"{well}: say in CHANGES how this form is sent so that it is taken"
    if route in WITHOUT:
        assert (well.changed, well.lines, well.commits) == (False, [], 0)
        return
    if route in UNTOLD:
        assert (well.changed, well.lines) == (True, [])
        assert not sent(open_doors, route, Disk(full_at=1)).changed
        return
    many, _ = SEVERAL.get(route, (1, ""))
    assert len(well.lines) == many, well
    assert well.changed or well.lines[0].endswith(":export"), (
        f"{well}: say in CHANGES what it needs to change something"
    )
    full = [sent(open_doors, route, Disk(full_at=number + 1)) for number in range(well.commits)]
    full.append(sent(open_doors, route, Disk(at_the_line=True)))
    assert all(came.status >= 500 for came in full), full
    assert [came for came in full if came.changed is not bool(came.lines)] == []
    assert not full[-1].changed


@pytest.mark.parametrize("route", ROUTES)
def test_a_form_with_a_key_is_taken_and_breaks_nothing_when_it_comes_again(open_doors: Doors, route: str) -> None:
    """Also one that needs no key, and whose page sends none: somebody may add the field."""
    browser, path, said = ready(open_doors, route)
    said["fields"] = {**said["fields"], "once": "A" * 22}
    first, again = (browser.post(path, follow=False, **said).status_code for _ in range(2))
    open_doors.world.restore()
    assert (first < 400, again < 500) == (True, True), (first, again)


def test_no_exception_is_named_that_is_none() -> None:
    assert {*CHANGES, *WITHOUT, *UNTOLD, *SEVERAL} <= {*ROUTES}
    assert not {*WITHOUT} & {*UNTOLD, *SEVERAL, *CHANGES}
