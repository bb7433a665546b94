"""Loading of data files that the site stores outside the package's archive."""

from __future__ import annotations

from chainrule.data.files import fetch_with


def fetch_from(folder: str) -> None:
    """Load each data file from this folder of the site when it is first needed."""
    import js  # pyright: ignore[reportMissingImports]
    from pyodide.ffi import JsException  # pyright: ignore[reportMissingImports]

    def fetch(name: str) -> bytes | None:
        request = js.XMLHttpRequest.new()
        # Hosts compress binary files only if they have this extension; see the builder's
        # `stored_name`.
        stored = f"{name}.wasm" if name.endswith(".bin") else name
        try:
            request.open("GET", f"{folder}/{stored}", False)  # Python cannot wait for a promise
            request.responseType = "arraybuffer"
            request.send()
        except JsException:
            return None
        return request.response.to_bytes() if request.status == 200 else None

    fetch_with(fetch)
