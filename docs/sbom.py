"""Write docs/sbom.json: what Followthrough is made of besides its own code, as CycloneDX, with every licence."""

import json
import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
TARGET = Path(__file__).with_name("sbom.json")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ \\;]+)", re.M)
FILE = re.compile(r"^\| `?([\w./-]+\.\w+)`? \| ([^|]*?) ([\d.]+)[^|]* \|(.*)\| `([0-9a-f]{64})` \|$", re.M)
SHELVES = ("static", "static/fonts")
SPDX = {  # what packages say of themselves → the licence's identifier
    "MIT License": "MIT",
    "BSD License": "BSD-3-Clause",
    "ISC License": "ISC",
    "PSFL": "PSF-2.0",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
UNSAID = {  # read in the package's own LICENSE file: its metadata is silent, or it is not installed on every system
    "colorama": "BSD-3-Clause",
    "pyrage": "MIT",
    "tzdata": "Apache-2.0",
}


def packages() -> Iterator[dict[str, Any]]:
    """Every package of requirements.lock, in its order."""
    for name, version in PINNED.findall((ROOT / "requirements.lock").read_text("utf-8")):
        purl = f"pkg:pypi/{name}@{version}"
        yield _component(name, version, licence(name), "library") | {"bom-ref": purl, "purl": purl}


def licence(name: str) -> str:
    """The identifier of a package's licence; "" where nobody says it."""
    if name in UNSAID:
        return UNSAID[name]
    about: Any = metadata.metadata(name)
    said = [about.get("License-Expression"), about.get("License")]
    said += [each.rpartition(" :: ")[2] for each in about.get_all("Classifier") or () if each.startswith("License")]
    found = next((text for text in said if text and len(text) < 60), "")
    return SPDX.get(found, found)


def files() -> Iterator[dict[str, Any]]:
    """Every file of others that the pages and reports load, as its README lists it."""
    for shelf in SHELVES:
        for path, package, version, rest, digest in FILE.findall((ROOT / shelf / "README.md").read_text("utf-8")):
            named = next((part for part in rest.split("|") if part.strip() in ("MIT", "0BSD", "ISC")), "OFL-1.1")
            hashes = [{"alg": "SHA-256", "content": digest}]
            where = f"static/fonts/pdf/{path}" if shelf == "static/fonts" else f"static/{path}"
            made = _component(package.strip(" ,"), version, named.strip(), "file")
            yield made | {"bom-ref": where, "hashes": hashes, "description": where}


def _component(name: str, version: str, id: str, kind: str) -> dict[str, Any]:
    told = {"expression": id} if " " in id else {"license": {"id": id}}
    return {"type": kind, "name": name, "version": version, "licenses": [told]}


def sbom() -> str:
    """The document; the same for the same lock and shelves, so it says no moment and no machine."""
    about = {"component": {"type": "application", "name": "followthrough", "licenses": [{"license": {"id": "MIT"}}]}}
    found = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "metadata": about}
    return json.dumps({**found, "components": [*packages(), *files()]}, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    TARGET.write_text(sbom(), "utf-8")
