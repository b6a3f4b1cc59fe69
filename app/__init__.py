"""Followthrough: vet external recruiters by how they follow up, before engaging them."""

from pathlib import Path

__version__ = "0.1.0"


def files(folder: str) -> Path:
    """The product's own `templates`, `static` or `questionnaires`: inside app/ in a wheel, beside it in a checkout."""
    here = Path(__file__).parent
    inside = here / folder
    return inside if inside.is_dir() else here.parent / folder
