"""The losses of 200 steps of the default experiment, in float64: run natively and in Pyodide."""

from chainrule import Experiment


def losses() -> list[float]:
    """The batch loss before each step."""
    run = Experiment(dtype="float64").trainer()
    seen = []
    for _ in range(200):
        run.advance()
        seen.append(run.batch_loss)
    return seen
