/** Plausibilitätsprüfungen. */

/** @type {typeof import('../../en/instruments/sanity.js').sanity} */
export const sanity = {
  sanity: {
    title: 'Plausibilitätsprüfungen',
    about: 'drei Versuche an einer Kopie des Laufs',
    stop: 'Anhalten',
    checks: {
      overfit: {
        label: 'Einen Batch auswendig lernen',
        before: 'Trainiert ab den jetzigen Gewichten nur auf dem nächsten Batch: Der Verlust muss auf 0 sinken.',
      },
      ignore: {
        label: 'Die Eingaben ignorieren',
        before: 'Trainiert ab den Anfangsgewichten mit 0 statt jeder Eingabe: Das muss schlechter sein.',
      },
      leaks: {
        label: 'Beeinflussen Beispiele einander?',
        before: 'Schickt jede Ausgabe einzeln zurück: Ihr Gradient nach jedem anderen Beispiel muss 0 sein.',
      },
    },
    verdicts: { passed: 'Bestanden.', failed: 'Nicht bestanden.', unclear: 'Unklar.' },
    of: (epoch) => `(bei Epoche ${epoch})`,
  },
};
