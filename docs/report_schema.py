"""Write docs/report.schema.json: the shape of a report's JSON, as other programs may rely on it."""

import json
from pathlib import Path

from app.reports.record import schema

TARGET = Path(__file__).with_name("report.schema.json")


def written() -> str:
    """The file as it should be."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    TARGET.write_text(written(), "utf-8")
