"""A simulated page for tests of the session."""

import json

import numpy as np
from browser.protocol_shape import ORDERS, parts, received
from chainrule.browser.session import Session

CSV = "a,b,kind\n" + "".join(f"{i},{-i % 7},{'xy'[i % 2]}\n" for i in range(30))
"""A table with two columns of numbers and a class."""

NOTHING_SHOWN = dict.fromkeys(("maps", "weights", "answers", "update"), False) | {
    "hidden": None, "rows": None, "axes": None,
}  # fmt: skip


class Page:
    """A simulated page that numbers revisions and stores the newest frame."""

    def __init__(self) -> None:
        self.session = Session(map_size=8)
        self.revision = 0

    def send(self, kind: str, **fields) -> list[tuple[dict, dict[str, np.ndarray]]]:
        if kind in ORDERS:
            self.revision += 1
            fields["revision"] = self.revision
        if kind == "step":
            fields.setdefault("unit", "batch")
        if kind == "view" and fields:
            fields = {**NOTHING_SHOWN, **fields}
        messages = self.session.receive(json.dumps({"type": kind, **fields}))
        return [part for report in received(messages) for part in parts(report)]

    def frame(self) -> tuple[dict, dict[str, np.ndarray]]:
        return received([self.session.frame()])[0]

    def change(self, **changes):
        return self.send("change", changes=changes)

    def news(self) -> list[tuple[dict, dict[str, np.ndarray]]]:
        """All reports of the instruments until they have finished."""
        reports = []
        while self.session.busy and not self.session.training:
            self.session.advance(10)
            reports += received(self.session.reports())
        return reports

    def train(self, steps: int) -> dict:
        return [self.send("step")[-1][0] for _ in range(steps)][-1]
