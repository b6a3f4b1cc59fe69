"""Whether the tests can fail: each bug of teeth.toml is put into a copy of the tree, and its test must catch it."""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

ROOT = Path(__file__).parent.parent
BUGS = Path(__file__).with_name("teeth.toml")
COPIES = 2  # bugs at a time
LEFT_OUT = (".*", "__pycache__", "data", "build", "dist", "*.db*", "*.egg-info")
FAILED, NOTHING = 1, 5  # pytest's status where a test failed, and where there was none to run
PATIENCE = 300  # seconds for one run


@dataclass(frozen=True, slots=True)
class Bug:
    """What is wrong, where: `was` becomes `becomes`; and the test that is there to catch it."""

    bug: str
    file: str
    was: str
    becomes: str
    test: str


def bugs() -> list[Bug]:
    """All of them, in their order."""
    return [Bug(**entry) for entry in tomllib.loads(BUGS.read_text(encoding="utf-8"))["bugs"]]


def found(bug: Bug, root: Path = ROOT) -> int:
    """How often the text that becomes a bug stands in its file: it must be once."""
    return (root / bug.file).read_text(encoding="utf-8").count(bug.was)


def verdict(bug: Bug, copy: Path) -> str:
    """`caught`, or why not, after one run of the test in a copy that is whole again afterwards."""
    path = copy / bug.file
    whole = path.read_text(encoding="utf-8")
    if whole.count(bug.was) != 1:
        return f"its text is there {whole.count(bug.was)} times"
    path.write_text(whole.replace(bug.was, bug.becomes), encoding="utf-8")
    try:
        status, said = run(copy, [bug.test])
    finally:
        path.write_text(whole, encoding="utf-8")
    if status == FAILED and "\nFAILED " in said:
        return "caught"
    return "NOT CAUGHT" if status == 0 else f"broke otherwise: {said.strip().splitlines()[-1]}"


def run(copy: Path, tests: Sequence[str]) -> tuple[int, str]:
    """The status and the words of pytest in the copy, which imports the copy's own modules and writes none."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FOLLOWTHROUGH_")}
    environment |= {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-rf", "--tb=no", "-p", "no:cacheprovider", *tests]
    try:
        done = subprocess.run(  # noqa: S603 - pytest, on tests of our own
            command, cwd=copy, env=environment, capture_output=True, text=True, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        return -1, "no end within five minutes"
    return done.returncode, done.stdout + done.stderr


def unsound(every: Sequence[Bug], copies: Sequence[Path]) -> list[str]:
    """What pytest says where the tests do not pass without a bug: then nothing is shown by their failing with one."""
    tests = sorted({bug.test for bug in every})  # fewer than copies, or pytest would run every test there is
    shares = [(copy, tests[n::COPIES]) for n, copy in enumerate(copies[: len(tests)])]
    with ThreadPoolExecutor(len(copies)) as pool:
        runs = pool.map(lambda share: run(*share), shares)
        return [said for status, said in runs if status not in (0, NOTHING)]


def tried(every: Sequence[Bug], copies: Sequence[Path]) -> Iterator[tuple[Bug, str]]:
    """Each bug with its verdict, in their order; as many at a time as there are copies."""
    free: SimpleQueue[Path] = SimpleQueue()
    for copy in copies:
        free.put(copy)

    def one(bug: Bug) -> str:
        copy = free.get()
        try:
            return verdict(bug, copy)
        finally:
            free.put(copy)

    with ThreadPoolExecutor(len(copies)) as pool:
        yield from zip(every, pool.map(one, every), strict=True)


def main() -> int:
    """Print the table; 1 where a bug is not caught. Words after the command choose the bugs that hold one of them."""
    every = [bug for bug in bugs() if not sys.argv[1:] or any(word in bug.bug for word in sys.argv[1:])]
    missed = 0
    with tempfile.TemporaryDirectory(prefix="followthrough-teeth-") as folder:
        copies = [Path(folder, str(number)) for number in range(COPIES)]
        for copy in copies:
            shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
        if said := unsound(every, copies):
            print("Without a bug these tests must pass, and they do not:", *said, sep="\n")
            return 1
        print("Without a bug all of these tests pass. With one:", flush=True)
        for bug, came in tried(every, copies):
            missed += came != "caught"
            print(f"{came:<11} {bug.bug}\n{'':12}{bug.test}", flush=True)
    print(f"{len(every) - missed} of {len(every)} bugs are caught, each by its own test.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
