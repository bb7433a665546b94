/** Das Mikroskop. */

import { formatApart, formatDigits, formatWhole, inLocale } from '../../format.js';

/** @param {number | null} value eine Zahl, die nicht endlich ist, ist null */
const checkedNumber = (value) =>
  value === null ? 'nicht endlich' : inLocale(String(Number(value.toPrecision(3)))).replaceAll('-', '−');

/** @type {typeof import('../../en/instruments/microscope.js').microscope} */
export const microscope = {
  katexMissing: 'Der Formelsatz konnte nicht geladen werden; Formeln stehen da, wie sie geschrieben sind.',
  microscope: 'Mikroskop',
  microscopeHint: 'Den nächsten Schritt Operation für Operation ansehen',
  pauseToLook: 'Anhalten, um den nächsten Schritt anzusehen',
  checkAll: 'Alle Gradienten prüfen',
  stopCheck: 'Prüfung anhalten',
  checkStopped: 'Die Prüfung wurde angehalten.',
  takeStepAway: 'Den Schritt mitnehmen',
  takeAway: 'Mitnehmen',
  copyStepLink: 'Link zu diesem Schritt kopieren',
  allNumbers: 'Alle Zahlen (CSV)',
  asLatex: 'Text mit LaTeX',
  picture: 'Bild dieser Operation (PNG)',
  drawing: 'Zeichnung dieser Operation (SVG)',
  walkThrough: 'Durch den Schritt gehen',
  previousOp: 'Vorige Operation',
  nextOp: 'Nächste Operation',
  walkAlone: 'Start: den Schritt abspielen',
  walkPace: 'Tempo',
  walkPaces: { langsam: 2500, mittel: 1100, schnell: 400 },
  watch: 'Was verfolgt wird',
  wholeBatch: (count) => `Alle ${count} des Batches`,
  wholeBatchOnly: (count) => `Alle ${count} des Batches: Batch Norm braucht mehrere Beispiele`,
  toFirstBad: 'Dorthin',
  leavePath: 'Ganzes Netz',
  follow: 'Verfolgen',
  madeOf: 'Woraus sich der Eintrag ergibt',
  stopWalk: 'Pause: den Schritt anhalten',
  opOfStep: 'Operation des Schritts',
  goingBack: 'auf dem Rückweg',
  stepNetwork: 'Das Netz mit den Gewichten w₁, w₂ … und den Zahlen dieser Operation',
  escapeKey: 'Esc',
  closeMicroscope: 'Das Mikroskop schließen',
  valuesAre: 'Werte',
  gradientsAre: 'Gradienten',
  barMeans: 'ā ist ∂L/∂a; δ ist ∂L/∂z.',
  inNumbers: 'Der Eintrag in Zahlen',
  chooseEntry: 'Wähle einen Eintrag eines Ergebnisses, um zu sehen, wie er sich ergibt.',
  isItRight: 'Stimmt er?',
  noPaths:
    'Pfade zum Verlust lassen sich auflisten, wenn alle folgenden Schichten dicht oder Faltungen sind. Durch rekurrente Schichten und Attention wirkt ein Eintrag über alle Schritte zugleich auf den Verlust.',
  alongPaths: 'Entlang aller Wege',
  paths: 'Der Gradient entlang aller Wege zum Verlust',
  lossAbove: 'Verlust mit erhöhtem Gewicht',
  lossBelow: 'und mit verringertem',
  quotient: 'Grenzwert des Differenzenquotienten für immer kleinere Störungen (extrapoliert)',
  engineGradient: 'Backpropagation, in float64',
  trainedGradient: 'der Gradient des Trainings, in',
  relativeError: 'relativer Fehler',
  apart: 'Differenz',
  allowed: 'erlaubt',
  passes: 'Durchläufe',
  operations: 'Rechenoperationen',
  milliseconds: 'ms',
  byNudging: 'durch Störung, vorwärts',
  byBackward: 'durch einen Rückwärtsdurchlauf',
  oneEach: '1 + 1',
  nudge: 'Störung ε',
  rounding: 'Rundung',
  truncation: 'Abbruchfehler',
  ofParameters: 'Parameter',
  timesTheOperations: 'Vielfaches der Operationen',
  thisNetwork: 'dieses Netz',
  growthPlot:
    'Wie viele Male die Operationen eines Rückwärtsdurchlaufs die Störung braucht, wenn das Netz auf eine Million Parameter wächst',
  noStepLink: 'Kein Link: geändert oder divergiert',
  sections: {
    forward: 'vorwärts', loss: 'Verlust', backward: 'rückwärts', penalty: 'Strafe', clip: 'Begrenzung', update: 'Update',
  },
  exhibit: 'Netz',
  exhibits: {
    convolution: 'Faltung',
    attention: 'Embedding und Attention',
    lstm: 'LSTM',
    gru: 'GRU',
    norms: 'Normen und Dropout',
  },
  exhibitNotes: {
    convolution: 'Steht der Balken im Bild oder liegt er? Ein Fenster von 3 × 3 gleitet zweimal über 6 × 6 Pixel.',
    attention: 'Kam das letzte von vier Tokens vorher schon vor? Ein Embedding und ein kausaler Transformer-Block mit zwei Köpfen.',
    lstm: 'Welcher Anteil von drei Bits ist 1? Ein Speicher aus zwei Zellen liest sie der Reihe nach.',
    gru: 'Welcher Anteil von drei Bits ist 1? Zwei Einheiten mit Gattern lesen sie der Reihe nach.',
    norms: 'Das Produkt zweier Eingaben, gelernt von Schichten mit Batch Norm, Dropout und RMS Norm dazwischen.',
  },
  errorPlot:
    'Relativer Fehler eines einzelnen Differenzenquotienten über der Größe der Störung: rechts Abbruchfehler, links Rundung',
  windowOf: 'Ausschnitt:',
  earlierRows: 'Frühere Zeilen',
  laterRows: 'Spätere Zeilen',
  earlierColumns: 'Frühere Spalten',
  laterColumns: 'Spätere Spalten',
  effectOf({ loss_before: before, loss_after: after, predicted_change: predicted, rows }) {
    const loss = `Der Verlust dieses ${rows.length > 1 ? 'Batches' : 'Beispiels'}`;
    if (before === null || after === null || predicted === null) return `${loss} bleibt nicht endlich.`;
    const change = `${predicted < 0 ? '−' : '+'}${formatDigits(Math.abs(predicted), 4)}`;
    const [from, to] = formatApart(before, after, 9);
    return (
      `${loss} geht von ${from} auf ${to}; Gradient mal Schritt, ` +
      `ohne die Krümmung, sagt eine Änderung von ${change} voraus.`
    );
  },
  pathsSummary({ example, examples, paths, count, of_example: part, gradient }) {
    const shown = paths.length < count ? `die ${paths.length} größten von ${count} Wegen` : `${count} Weg${count === 1 ? '' : 'e'}`;
    return (
      `Beispiel ${example + 1} von ${examples}: ${shown}; zusammen ${formatDigits(part, 4)}. Über den Batch summieren sich ` +
      `die Beispiele zum berechneten Gradienten, ${formatDigits(gradient, 4)}.`
    );
  },
  stepShown: (step) => `Schritt ${step}, auf dem nächsten Batch; nichts wird geändert`,
  stepDiverged: (step) => `Schritt ${step}, in dem das Training divergierte; nichts wird geändert`,
  firstBad: (title, name, row, column) =>
    `Die erste Zahl, die nicht endlich ist, entstand hier: ${title}, ${name} bei ${row}, ${column}.`,
  followingPath: (at, length) => `Auf einem Weg, Halt ${at} von ${length}`,
  followPath: (index) => `Weg ${index} verfolgen`,
  exampleAlone: (example, at, count) => `Beispiel ${example}, ${at} von ${count} im nächsten Batch`,
  exampleHere: (example) => `Beispiel ${example}`,
  exampleAnswer: (example, target, value, prediction, residual) =>
    `Beispiel ${example}: ${target} ${value}, Vorhersage ${prediction}, Residuum ${residual}`,
  exampleOfBatch: (at, count) => `Beispiel ${at} von ${count}`,
  rowOfBatch: (example, row) => (row ? `Beispiel ${example} ist Zeile ${row}` : `Beispiel ${example} ist nicht in diesem Batch`),
  matrixSummary: (name, rows, columns) =>
    `${name}, ${rows} mal ${columns}; ↑ und ↓ führen zu den Einträgen, Pfeiltasten lesen sie, Enter erklärt einen`,
  checkedSoFar: ({ done, of, stopped }) =>
    `${stopped ? 'Angehalten: ' : ''}${formatWhole(done)} von ${formatWhole(of)} Gradienten geprüft`,
  costOfChecking({ parameters, passes, times, growth }) {
    const whole = (/** @type {number} */ value) => formatWhole(Math.round(value));
    return (
      `${whole(parameters)} Gradienten durch Störung brauchen ${whole(passes)} Vorwärtsdurchläufe, das ${whole(times)}-Fache der ` +
      `Operationen des einen Rückwärtsdurchlaufs, der sie alle liefert. Bei einer Million Parametern wäre es etwa das ` +
      `${whole(growth.at(-1)?.[1] ?? 0)}-Fache: Deshalb gibt es Backpropagation.`
    );
  },
  checkAnswer({ answer, gradient, quotient, digits, difference, allowed, left, right, precision, ...found }) {
    const number = checkedNumber;
    switch (answer) {
      case 'yes':
        return `Ja: ${number(gradient)} und ${number(quotient)} stimmen auf ${digits} Stellen überein.`;
      case 'zero':
        if (gradient === 0 && quotient === 0) return 'Ja: Beide sind 0. Der Verlust hängt hier nicht von diesem Gewicht ab.';
        return `Ja: Beide sind bis auf Rundung 0 (${number(gradient)} und ${number(quotient)}; ${number(allowed)} erlaubt).`;
      case 'kink':
        return (
          `Knick: Die Steigung ist unter diesem Wert ${number(left)} und darüber ${number(right)}. Backpropagation stimmt auf ` +
          `beiden Seiten; am Knick selbst liefert sie ${number(gradient)}.`
        );
      case 'overflow':
        return `Nicht endlich: ${precision} läuft in diesem Schritt über. In float64 beträgt der Gradient ${number(gradient)}.`;
      case 'no': {
        const { trained, trained_difference: apart, trained_allowed: most } = found;
        if (apart === null || (most !== null && apart > most)) {
          return `Nein: Der Gradient des Trainings ist ${number(trained)} in ${precision}, aber ${number(gradient)} in float64; Rundung erklärt ${number(most)}.`;
        }
        return `Nein: ${number(gradient)} und ${number(quotient)} unterscheiden sich um ${number(difference)}; ${number(allowed)} erlaubt.`;
      }
    }
  },
  allAnswer({ answer, counts, parameters, frozen, name, worst }) {
    const { zero = 0, kink = 0, no = 0, overflow = 0 } = counts;
    const are = (/** @type {number} */ count) => `${formatWhole(count)} ${count === 1 ? 'ist' : 'sind'}`;
    const head = {
      no: `${formatWhole(no)} von ${formatWhole(parameters)} stimmen nicht ✗`,
      overflow: `${formatWhole(overflow)} von ${formatWhole(parameters)} laufen in ${worst.precision} über ✗`,
    };
    const all = parameters === 1 ? 'Der einzige stimmt ✓' : `Alle ${formatWhole(parameters)} stimmen ✓`;
    const parts = [
      zero && `${are(zero)} 0: Der Verlust hängt hier nicht von ${zero === 1 ? 'diesem Gewicht' : 'diesen Gewichten'} ab, oder weniger als die Rundung.`,
      kink && `${formatWhole(kink)} ${kink === 1 ? 'liegt' : 'liegen'} an einem Knick und stimmen auf beiden Seiten.`,
      frozen && `${are(frozen)} eingefroren und nicht geprüft.`,
    ];
    const numbers = worst.answer === 'yes' ? microscope.checkAnswer(worst).replace('Ja: ', '') : microscope.checkAnswer(worst);
    const closest = `Die größte Differenz im Verhältnis zu ihrer Toleranz ist bei ${name}: ${numbers}`;
    return {
      head: answer === 'no' || answer === 'overflow' ? head[answer] : all,
      details: [...parts.filter(Boolean), closest].join(' '),
    };
  },
  opOf: (at, length) => `${at} von ${length}`,
};
