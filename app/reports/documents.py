"""The documents that can be set, each by the template of its name."""

from typing import Literal

Document = Literal["comparison", "guide", "league", "receipt"]
Format = Literal["pdf", "png", "svg"]
