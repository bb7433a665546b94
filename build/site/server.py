"""Serve dist/ on localhost, as a plain static host would."""

from __future__ import annotations

import argparse
import http.server
import webbrowser
from functools import partial
from pathlib import Path

from paths import DIST


class Handler(http.server.SimpleHTTPRequestHandler):
    """A static file server that knows the types browsers insist on."""

    extensions_map = {  # noqa: RUF012 (the base class declares it so)
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".wasm": "application/wasm",
        ".mjs": "text/javascript",
        ".js": "text/javascript",
        ".json": "application/json",
        ".whl": "application/octet-stream",
    }

    def end_headers(self) -> None:
        """Say how long a file may be kept."""
        # Names under assets/ and runtime/ carry a hash of the content; others may change.
        hashed = "/assets/" in self.path or "/runtime/" in self.path
        self.send_header("Cache-Control", "max-age=31536000, immutable" if hashed else "no-cache")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the address is what a person needs to see."""


def serve(folder: Path, port: int, tries: int = 20) -> http.server.ThreadingHTTPServer:
    """A server for `folder` on the first free port from `port` on (any, for 0)."""
    for candidate in range(port, port + tries):
        try:
            handler = partial(Handler, directory=str(folder))
            return http.server.ThreadingHTTPServer(("127.0.0.1", candidate), handler)
        except OSError:
            continue
    raise SystemExit(f"No free port from {port} to {port + tries - 1}; choose one with --port.")


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description="Serve dist/ on localhost.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--open", action="store_true")
    options = parser.parse_args()
    server = serve(DIST, options.port)
    address = f"http://localhost:{server.server_address[1]}/"
    print(f"Chainrule is at {address} (stop with Ctrl-C)", flush=True)
    if options.open:
        webbrowser.open(address)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()


if __name__ == "__main__":
    main()
