"""Serves dist/ on localhost, as a plain static host does."""

from __future__ import annotations

import argparse
import contextlib
import http.server
import re
import webbrowser
from functools import partial
from pathlib import Path

from paths import DIST

HASHED = re.compile(r"/(assets/[^/?#]+-[\w-]{8}\.\w+|runtime/[0-9a-f]{12}/[^?#]+)$")
"""URLs that contain a hash of the file's content."""


class Handler(http.server.SimpleHTTPRequestHandler):
    """A plain static file server."""

    extensions_map = {  # noqa: RUF012 (the base class declares it so)
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript",  # the system's table may differ
    }
    status = 0

    def send_response(self, code: int, message: str | None = None) -> None:
        """Start a response, and store its status."""
        self.status = code
        super().send_response(code, message)

    def end_headers(self) -> None:
        """Set the cache headers: files with a hash in their URL are cached indefinitely, others
        until they change, and errors are not cached."""
        if self.status >= 400:
            keep = "no-store"
        else:
            keep = "max-age=31536000, immutable" if HASHED.search(self.path) else "no-cache"
        self.send_header("Cache-Control", keep)
        super().end_headers()

    def handle(self) -> None:
        """Handle requests without printing a traceback if the browser disconnects."""
        with contextlib.suppress(ConnectionError):
            super().handle()

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing, so that the URL of the site stays visible."""


def serve(folder: Path, port: int, tries: int = 20) -> http.server.ThreadingHTTPServer:
    """A server for `folder` on the first free port from `port` on, or on any free port if `port` is
    0."""
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
