"""The built site's runtime, as a folder that Pyodide in Node can start from."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DIST = Path(os.environ.get("CHAINRULE_DIST", ROOT / "dist"))


def lay_out(folder: Path) -> None:
    """Put the runtime's files into `folder`, under the names Pyodide looks for."""
    manifest = json.loads((ROOT / "web" / "src" / "generated" / "runtime.json").read_text())
    folder.mkdir(exist_ok=True)
    for name, file in manifest["files"].items():
        # The site calls its scripts .js, which every host knows; Node takes those for CommonJS.
        script = f"{name.removesuffix('.js')}.mjs" if name.endswith(".js") else name
        shutil.copyfile(DIST / manifest["folder"] / file["stored"], folder / script)
