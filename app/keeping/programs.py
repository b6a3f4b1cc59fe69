"""PostgreSQL's own programs, which make and read dumps: run, missing, or refusing."""

import os
import subprocess

from app.keeping.refusal import NotKept

MISSING = (
    "{0} is not installed here. Install the client programs of PostgreSQL {1} (on Debian postgresql-client-{1}), as "
    "new as the server or newer, then try again."
)
OLDER = "{} refused: {}. It has to be as new as the server, PostgreSQL {}, or newer."
REFUSED = "{} refused: {}. Mend that, then try again."
ENGLISH = {"LC_ALL": "C"}  # so that what a program says can be told apart


def run(words: list[str], version: int, environment: dict[str, str]) -> None:
    """Run one of PostgreSQL's programs. Raises NotKept where it is missing or refuses."""
    try:
        done = subprocess.run(  # noqa: S603 - a program of PostgreSQL with words of ours
            words, env=os.environ | environment | ENGLISH, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as missing:
        raise lacking(words[0], version) from missing
    if done.returncode:
        raise refused(words[0], done.stderr, version)


def lacking(program: str, version: int) -> NotKept:
    """The refusal where one of PostgreSQL's programs is not there."""
    return NotKept(MISSING.format(program, version))


def refused(program: str, stderr: str, version: int) -> NotKept:
    """The refusal where one of them ended with an error."""
    said = (stderr.strip() or "it said nothing").splitlines()[0].removeprefix(f"{program}: error: ")
    return NotKept((OLDER if "version" in said else REFUSED).format(program, said, version))
