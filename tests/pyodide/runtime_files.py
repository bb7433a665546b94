"""The built site's runtime, as a folder from which Pyodide in Node can start."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DIST = Path(os.environ.get("CHAINRULE_DIST", ROOT / "dist"))


def lay_out(folder: Path) -> None:
    """Copy the runtime's files into `folder`, under the names that Pyodide expects."""
    manifest = json.loads((ROOT / "web" / "src" / "generated" / "runtime.json").read_text())
    folder.mkdir(exist_ok=True)
    for name, file in manifest["files"].items():
        # The site's scripts end in .js, which every host recognises but Node treats as CommonJS.
        script = f"{name.removesuffix('.js')}.mjs" if name.endswith(".js") else name
        shutil.copyfile(DIST / manifest["folder"] / file["stored"], folder / script)
    (folder / "data").mkdir(exist_ok=True)
    for path in (DIST / manifest["folder"] / "data").iterdir():
        shutil.copyfile(path, folder / "data" / path.name.removesuffix(".wasm"))
