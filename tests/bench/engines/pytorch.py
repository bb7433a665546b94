"""PyTorch in eager mode, on one thread."""

from __future__ import annotations

import torch
from cases import RATE, Case, data, weights
from torch import nn


class _Lstm(nn.LSTM):
    """Return only the LSTM's outputs."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:  # pyright: ignore[reportIncompatibleMethodOverride]
        return super().forward(x)[0]


_LAYERS = {
    "linear": nn.Linear,
    "conv": lambda before, after: nn.Conv2d(before, after, 3, padding=1),
    "pool": lambda: nn.MaxPool2d(2),
    "flatten": lambda *_: nn.Flatten(),
    "tanh": nn.Tanh,
    "lstm": lambda before, after: _Lstm(before, after, batch_first=True),
    "block": lambda width, heads, hidden: nn.TransformerEncoderLayer(
        width, heads, hidden, dropout=0, batch_first=True, norm_first=True
    ),
}


class Peer:
    """The case's network in PyTorch."""

    def __init__(self, case: Case, batches: int) -> None:
        torch.set_num_threads(1)
        self.net = nn.Sequential(*(_LAYERS[kind](*sizes) for kind, *sizes in case.layers))
        with torch.no_grad():
            for value, initial in zip(self.net.parameters(), weights(case), strict=True):
                value.copy_(torch.from_numpy(initial))
        self.loss = nn.MSELoss() if case.outputs == 1 else nn.CrossEntropyLoss()
        # One fused call for all parameters is faster than PyTorch's default, which is a loop.
        self.optimizer = torch.optim.SGD(self.net.parameters(), lr=RATE, fused=True)
        x, y = (torch.from_numpy(array).split(case.batch) for array in data(case, batches))
        self.batches, self.next = list(zip(x, y, strict=True)), 0

    def steps(self, n: int) -> float:
        """See `contenders.Contender`."""
        loss = torch.tensor(0.0)
        for _ in range(n):
            x, y = self.batches[self.next]
            self.next = (self.next + 1) % len(self.batches)
            self.optimizer.zero_grad()
            loss = self.loss(self.net(x), y)
            loss.backward()
            self.optimizer.step()
        return loss.item()
