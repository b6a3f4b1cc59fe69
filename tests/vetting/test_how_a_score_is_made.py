"""The worked table of app/vetting/README.md is true."""

import doctest
from pathlib import Path

import app.vetting

PAGE = Path(app.vetting.__file__).parent / "README.md"


def test_the_worked_example_of_the_readme_is_what_the_code_does() -> None:
    done = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert done.attempted > 15
    assert done.failed == 0
