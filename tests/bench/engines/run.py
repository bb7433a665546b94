"""Compare our engine with its peers: `run.py [--quick] [node] [chromium] [native]`.

Writes results.md and results.json to the parent folder. Peers and our engine take turns, round by
round; the ratio of a round is the peer's time divided by ours. Slow results are never a failure.
`build/bench` runs this in an environment with all peers.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

import results
from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
PLACES = ("node", "chromium", "native")
MODULES = ("cases.py", "contenders.py", "ours.py", "pure_python.py")
# Pure-Python wheels of the peers that run inside Pyodide, in the versions that bench.txt pins.
PURE = ("mygrad",)

sys.path[:0] = [str(ROOT / "build" / "site"), str(ROOT / "tests" / "pyodide")]


def main() -> int:
    """Measure on the named platforms, or on all."""
    parser = argparse.ArgumentParser(prog="build/bench", description=__doc__)
    parser.add_argument("place", nargs="*", default=[], help=", ".join(PLACES))
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds")
    parser.add_argument(
        "--peer", action="append", default=[], type=Path, metavar="FILE",
        help="a further peer for Node and Chromium: a module that exports its `name` and `make`, "
        "which turns a case's material (see rounds.mjs) into a contender",
    )  # fmt: skip
    chosen = parser.parse_args()
    if wrong := set(chosen.place) - set(PLACES):
        parser.error(f"place: {wrong.pop()!r} is not allowed; allowed: {', '.join(PLACES)}")
    options = {"rounds": 3, "block": 0.1, "warmup": 0.2} if chosen.quick else {
        "rounds": 7, "block": 0.25, "warmup": 0.5,
    }  # fmt: skip
    found, conditions = {}, results.conditions()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _lay_out(folder, chosen.peer)
        for place in chosen.place or PLACES:
            found[place] = MEASURE[place](folder, options)
            wrong = results.disagreements(found[place]["cases"])
            if wrong:
                print("\n".join(wrong), file=sys.stderr)
                return 1
    results.write(HERE.parent, found, {**conditions, **options})
    print((HERE.parent / "results.md").read_text())
    return 0


def _lay_out(folder: Path, peers: list[Path]) -> None:
    """A folder for the browser with the runtime, the modules, the peers and a page."""
    from runtime_files import lay_out

    lay_out(folder / "runtime")
    (folder / "bench").symlink_to(HERE)
    shutil.copyfile(HERE / "chromium.html", folder / "index.html")
    wheels = _wheels(folder)
    library = ROOT / "web" / "node_modules" / "pyodide" / "python_stdlib.zip"
    shutil.copyfile(library, folder / "stdlib.zip")
    for number, peer in enumerate(peers):
        shutil.copyfile(peer, folder / f"peer{number}.mjs")
    files = {
        "peers": [f"peer{number}.mjs" for number in range(len(peers))],
        "modules": [f"bench/{name}" for name in MODULES],
        "wheels": wheels,
        "library": "stdlib.zip",
    }
    (folder / "files.json").write_text(json.dumps(files))


def _wheels(folder: Path) -> list[str]:
    """The wheels of the pure-Python peers."""
    lines = (ROOT / "build" / "site" / "requirements" / "bench.txt").read_text().splitlines()
    wanted = [line for line in lines if line.partition("==")[0] in PURE]
    pip = [sys.executable, "-m", "pip", "download", "-qq", "--no-deps", "--dest", str(folder)]
    subprocess.run([*pip, *wanted], check=True)
    return sorted(path.name for path in folder.glob("*.whl"))


def _node(folder: Path, options: dict[str, Any]) -> dict[str, Any]:
    command = ["node", "--no-warnings", str(HERE / "node.mjs"), str(folder), json.dumps(options)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def _chromium(folder: Path, options: dict[str, Any]) -> dict[str, Any]:
    from server import serve

    server = serve(folder, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    path = os.environ.get("CHAINRULE_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        page = browser.new_page()
        page.on("console", lambda message: print(message.text, file=sys.stderr))
        page.on("pageerror", lambda error: print(error, file=sys.stderr))
        page.goto(f"http://localhost:{server.server_address[1]}/")
        page.wait_for_function("() => 'measureHere' in globalThis")
        found = page.evaluate("(options) => measureHere(options)", options)
        browser.close()
    server.shutdown()
    return found


def _native(_: Path, options: dict[str, Any]) -> dict[str, Any]:
    one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    command = [sys.executable, str(HERE / "native.py"), json.dumps(options)]
    run = functools.partial(subprocess.run, check=True, stdout=subprocess.PIPE)
    return json.loads(run(command, env={**os.environ, **one_thread}).stdout)


MEASURE = {"node": _node, "chromium": _chromium, "native": _native}

if __name__ == "__main__":
    raise SystemExit(main())
