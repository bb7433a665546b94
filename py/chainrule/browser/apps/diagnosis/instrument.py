"""The instrument of the application Diagnosis, which assesses the run's test patients at the
current weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chainrule.browser.instrument import Instrument, Message, RunContext

if TYPE_CHECKING:
    from chainrule.apps.diagnosis.course import Course
    from chainrule.apps.diagnosis.study import Study
    from chainrule.experiment.experiment import Experiment


class Diagnose(Instrument):
    """Assesses the risks that the run predicts for its test patients.

    The `Study` and the `Course` are reused until the experiment changes.
    """

    def __init__(self, context: RunContext) -> None:
        super().__init__(context)
        self._experiment: Experiment | None = None
        self._study: Study | None = None
        self._course: Course | None = None

    def on_diagnose(self, message: dict[str, Any]) -> list[Message]:
        """Assess the test patients at the current weights."""
        from chainrule.browser.apps.diagnosis.report import diagnosis  # rarely needed

        study, course = self._studied()
        return [diagnosis(self.context, study, course, message)]

    def _studied(self) -> tuple[Study, Course]:
        from chainrule.apps.diagnosis.course import Course
        from chainrule.apps.diagnosis.study import Study

        experiment = self.context.experiment
        if self._study is None or self._course is None or experiment != self._experiment:
            self._study = Study(experiment)
            self._course = Course(experiment, self._study)
            self._experiment = experiment
        return self._study, self._course
