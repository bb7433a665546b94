"""The builder: the entry point of `build/serve`, `build/test` and `build/bench`.

This runs under any Python 3; everything that needs packages is started in the site's environment.
"""

from __future__ import annotations

import argparse
import subprocess
import sys

import environment
import stages
from paths import ROOT


def main() -> int:
    """Run the command; return the exit code."""
    options = _parser().parse_args()
    try:
        if options.command == "test":
            return stages.test(options.stage)
        return stages.bench(options) if options.command == "bench" else _serve(options)
    except environment.MissingTool as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="build")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="build the site if anything changed, and serve it")
    serve.add_argument("--open", action="store_true", help="open it in a browser")
    serve.add_argument("--port", type=int, default=8000, help="default: 8000, or the next free")
    serve.add_argument("--build-only", action="store_true", help="build dist/ and stop")
    bench = commands.add_parser("bench", help="measure the engine and its peers")
    bench.add_argument(
        "place", nargs="*", help="only these: node, chromium, native; or data, for training on "
        "real data", metavar="PLACE",
    )  # fmt: skip
    bench.add_argument("--quick", action="store_true", help="fewer and shorter rounds")
    bench.add_argument(
        "--peer", action="append", default=[], metavar="FILE", help="another peer: a module that "
        "exports its `name` and `make`; see tests/bench/engines/run.py",
    )  # fmt: skip
    test = commands.add_parser("test", help="run every test")
    names = ", ".join(stages.STAGES)
    test.add_argument("stage", nargs="*", help=f"only these: {names}", metavar="STAGE")
    return parser


def _serve(options: argparse.Namespace) -> int:
    stages.build()
    if options.build_only:
        return 0
    command = [str(environment.site_python()), str(ROOT / "build" / "site" / "server.py")]
    command += ["--port", str(options.port), *(["--open"] if options.open else [])]
    return subprocess.run(command).returncode


if __name__ == "__main__":
    raise SystemExit(main())
