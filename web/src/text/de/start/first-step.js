/** Der erste Bildschirm: ein Schritt eines winzigen Netzes in Bildern. Wörter zwischen ` sind Zeichen der Formeln. */

/** @type {typeof import('../../en/start/first-step.js').firstStep} */
export const firstStep = {
  firstStep: {
    title: 'Sieh einem neuronalen Netz beim Lernen zu, Zahl für Zahl.',
    paragraphs: [
      'Dieses Netz rät, misst seinen Fehler und schickt ihn durch sich selbst zurück. So findet es heraus, wie sich jedes Gewicht ändern soll.',
      'Das Zurückschicken heißt Backpropagation. Hier läuft sie auf deinem Gerät, in Python, und du kannst jede Zahl öffnen und prüfen.',
    ],
    watch: 'Einen Schritt ansehen',
    watchAgain: 'Noch einmal ansehen',
    pause: 'Pause',
    goOn: 'Weiter',
    back: 'Zurück',
    next: 'Vor',
    skip: 'Direkt ins Labor',
    again: 'Noch einmal',
    nowYou: 'Jetzt du',
    toLab: 'Ins Labor',
    thisInLab: 'Dieses Netz im Labor öffnen',
    offered: 'Ein Schritt eines winzigen Netzes, langsam, in acht Bildern.',
    region: 'Ein Schritt eines winzigen Netzes',
    diagram: 'Ein Netz mit zwei Eingaben, zwei verborgenen Einheiten und einer Ausgabe',
    rail: 'Die Teile des Schritts',
    parts: { forward: 'vorwärts', loss: 'Verlust', back: 'rückwärts', change: 'Änderung', again: 'erneut' },
    loss: 'Verlust',
    answer: 'Antwort',
    wanted: 'soll',
    before: 'vorher',
    keyHint: '← → blättern, Leertaste hält an, Escape führt ins Labor.',
    ready: 'Python ist bereit.',
    failed: 'Python läuft nicht. Ansehen kannst du den Schritt trotzdem.',
    starting: 'Python startet. Ansehen kannst du den Schritt schon jetzt.',
    loading: (share) => `Python wird geladen${share && ` … ${share}`}. Ansehen kannst du den Schritt schon jetzt.`,
    output: (wanted) => `ŷ, soll ${wanted}`,
    place: (at, of) => `${at} von ${of}`,
    rounded: 'Die Zahlen sind gerundet; die letzte Stelle kann um eins abweichen.',
    captions: {
      intro: 'Ein Trainingsschritt in acht Bildern. Er dauert eine Minute.',
      example: (wanted) => `Das Netz sieht ein Beispiel: zwei Zahlen. Die richtige Antwort wäre hier ${wanted}.`,
      hidden: 'Die Zahlen fließen vorwärts: Jede verborgene Einheit addiert ihre Eingaben mal deren Gewichte, und tanh biegt die Summe zwischen −1 und 1.',
      output: (answer) => `Die Ausgabe addiert genauso. Die Antwort des Netzes ist ${answer}.`,
      loss: (loss) => `Wie falsch ist das? Der Unterschied zum Quadrat ist der Verlust: ${loss}. Training macht ihn kleiner.`,
      off: (side, by) =>
        ({
          below: `Die Antwort war um ${by} zu klein.`,
          above: `Die Antwort war um ${by} zu groß.`,
          none: 'Die Antwort war richtig.',
        })[side],
      weight: (side, by) =>
        ({
          below: `Der Fehler läuft diese Verbindung zurück: Etwas mehr \`w\` würde den Verlust senken, um ${by} je Einheit.`,
          above: `Der Fehler läuft diese Verbindung zurück: Etwas weniger \`w\` würde den Verlust senken, um ${by} je Einheit.`,
          none: 'Hier läuft kein Fehler zurück: Etwas mehr oder weniger `w` würde den Verlust nicht ändern.',
        })[side],
      others: 'Er läuft weiter zu den Verbindungen davor, mal Gewichte und Steigungen auf seinem Weg: die Kettenregel. Nun hat jedes Gewicht seinen Gradienten.',
      change: (side, from, to, rate) =>
        side === 'none' ? `Der Gradient ist 0, also bleibt \`w\` bei ${to}.` : `Ein Gewicht ändert sich: \`w\` geht einen Schritt gegen seinen Gradienten, von ${from} auf ${to}. Die Lernrate, ${rate}, bestimmt die Größe des Schritts.`,
      again: (answer, from, to) =>
        from === to
          ? `Noch einmal dasselbe Beispiel. Die Antwort ist ${answer}, der Verlust bleibt ${to}.`
          : `Noch einmal dasselbe Beispiel: Die Antwort ist jetzt ${answer}, und der Verlust sank von ${from} auf ${to}. Training macht das mit allen Gewichten, Schritt für Schritt.`,
    },
    you: {
      title: 'Jetzt du',
      text: 'Ändere das Gewicht oder die Antwort, die das Netz geben soll, und sieh dir den Schritt noch einmal an.',
      weight: 'Gewicht `w`',
      target: 'Gewünschte Antwort `y`',
      result: (answer, loss, next) => `Mit diesen Zahlen antwortet das Netz ${answer}, und sein Verlust ist ${loss}. Nach einem Schritt von \`w\` ist der Verlust ${next}.`,
    },
  },
};
