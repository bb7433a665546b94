"""Texts for users, as keys and values that each language converts to sentences.

`phrases.english` is the home of the English sentences that Python makes: the terminal, the reports
and the page all take them from there. The page's build turns the catalogue into
`web/src/generated/phrases.js`, beside which `web/src/text/de/` has the German one.
"""

from __future__ import annotations

from chainrule.phrases.phrase import Phrase, phrase, sentences

__all__ = ["Phrase", "phrase", "sentences"]
