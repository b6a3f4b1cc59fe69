"""The demo search as it lies on disk: a panel file with names, firms and notes that are all made up."""

import json
from typing import Any

from app import files


def demo_panel() -> dict[str, Any]:
    """The content of questionnaires/demo-search.json, in the shape `followthrough score` takes."""
    panel: dict[str, Any] = json.loads((files("questionnaires") / "demo-search.json").read_text(encoding="utf-8"))
    return panel
