"""Checks that controls have enough room beside each other."""

from __future__ import annotations

OVERLAPPING = """() => {
    const parts = ".transport-row button:not(.menu-button), .readout, .training > .field, " +
        ".tools > *, .places a";
    const boxes = [...document.querySelectorAll(parts)]
        .filter((e) => e.checkVisibility())
        .map((e) => ({ words: e.textContent.trim(), ...e.getBoundingClientRect().toJSON() }));
    const meet = (a, b) => a.left < b.right - 1 && a.top < b.bottom - 1;
    return boxes.flatMap((a, i) => boxes.slice(i + 1)
        .filter((b) => meet(a, b) && meet(b, a))
        .map((b) => `${a.words} on ${b.words}`));
}"""
