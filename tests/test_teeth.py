"""The bugs of `make teeth` are still bugs of this code, and the tests that catch them still there (safety 64)."""

import ast
from collections import Counter

import pytest

from bench.teeth import ROOT, Bug, bugs, found

BUGS = bugs()


@pytest.mark.parametrize("bug", BUGS, ids=[bug.bug for bug in BUGS])
def test_a_bug_can_be_put_in_and_its_test_is_there(bug: Bug) -> None:
    assert found(bug) == 1, f"{bug.file} has changed: write the bug in bench/teeth.toml as it would be now"
    assert bug.becomes != bug.was
    path, _, name = bug.test.partition("::")
    tests = {node.name for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body if hasattr(node, "name")}
    assert name.partition("[")[0] in tests, f"{bug.test} is gone: name the test that catches it now"


def test_no_bug_is_there_twice() -> None:
    assert not [bug for bug, many in Counter((bug.file, bug.becomes, bug.was) for bug in BUGS).items() if many > 1]
    assert len(BUGS) >= 40
