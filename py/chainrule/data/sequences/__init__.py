"""Tasks on sequences, by the names of their data sets."""

from chainrule.data.sequences.generated import BRACKETS, MARK, adding, brackets, marked
from chainrule.data.sequences.letters import LETTERS, name_of_example, names
from chainrule.data.sequences.task import SHORTEST, SequenceTask
from chainrule.data.sequences.whereabouts import ANSWERS, MOST_STEPS, SYMBOLS, who_where
from chainrule.phrases import phrase

__all__ = [
    "BRACKETS", "MARK", "SEQUENCES", "SHORTEST", "SequenceTask", "adding", "brackets", "names",
    "who_where",
]  # fmt: skip

SEQUENCES: dict[str, SequenceTask] = {
    "brackets": SequenceTask(
        brackets,
        "tokens",
        symbols=BRACKETS,
        classes=(phrase("class.unbalanced"), phrase("class.balanced")),
        is_even=True,
    ),
    "adding": SequenceTask(
        adding,
        "numbers",
        features=(phrase("feature.number"), phrase("feature.mark")),
        step_text=marked,
    ),
    "who_where": SequenceTask(who_where, "tokens", SYMBOLS, classes=ANSWERS, most=MOST_STEPS),
    "names": SequenceTask(
        names,
        "tokens",
        symbols=LETTERS,
        classes=(phrase("class.end"), *LETTERS[1:]),
        group=name_of_example,
        fewest=1,
    ),
}
"""The tasks, by the names of their data sets."""
