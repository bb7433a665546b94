"""Text for users, as keys and values from which each language forms sentences.

`phrases.english` contains the English sentences that Python produces; the terminal, the reports and
the page all take them from there. The page's build converts the catalogue to
`web/src/generated/phrases.js`; the German catalogue is in `web/src/text/de/`.
"""

from __future__ import annotations

from chainrule.phrases.phrase import Phrase, phrase, sentences

__all__ = ["Phrase", "phrase", "sentences"]
