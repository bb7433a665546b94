/** Die Orte der Seite: Kopfzeile, Listen der Lektionen und Instrumente, und was die Seite ist. */

/** @type {typeof import('../en/places.js').places} */
export const places = {
  places: 'Orte',
  placeNames: { lab: 'Labor', learn: 'Lernen', instruments: 'Instrumente', about: 'Info' },
  article: {
    title: 'Backpropagation, erklärt (englisch)',
    about: 'Ein Artikel in Kapiteln von etwa zehn Minuten. Jede Abbildung ist ein Netz, das beim Lesen trainiert, und die Übungen prüfen sich selbst.',
    all: 'Alle Kapitel',
  },
  lessons: {
    title: 'Lektionen (englisch)',
    about: 'Text mit Teilen zum Ausprobieren: Gehe einen Trainingsschritt in deinem eigenen Tempo durch.',
    hand: {
      title: 'Ein Schritt von Hand',
      line: 'Das klassische Beispiel mit zwei Eingaben, zwei verborgenen Einheiten und zwei Ausgaben, klein genug für Papier und Bleistift.',
    },
    every: {
      title: 'Jede Schicht unter dem Mikroskop',
      line: 'Faltung, Attention, LSTM, GRU und Normalisierung, jede in einem kleinen Netz, das hier läuft.',
    },
  },
  apps: {
    title: 'Anwendungen',
    about: 'Was Backpropagation antreibt, so klein, dass es auf der Seite in Sekunden trainiert. Die Seiten sind auf Englisch.',
  },
  presets: {
    title: 'Experimente für das Mikroskop',
    about: 'Jedes öffnet sich im Labor bei seinem ersten Trainingsschritt, mit dem Mikroskop. Die Zurück-Taste des Browsers führt zu deinem Lauf zurück.',
    lines: {
      by_hand: 'Jede Zahl eines 2-2-2-Netzes, zum Vergleich mit einer gedruckten Rechnung.',
      xor: 'Zwei verborgene Einheiten ziehen die beiden Linien, die das exklusive Oder braucht.',
      softmax: 'Mit Kreuzentropie ist der Gradient nach den Scores eine einzige Subtraktion: Wahrscheinlichkeiten minus Zielwerte.',
      vanishing: 'Sechs Sigmoidschichten: Jede lässt höchstens ein Viertel des Gradienten durch.',
      diverging: 'Bei der Lernrate 3 wird der Verlust unendlich, und die Seite zeigt, wo das begann.',
      convolution: 'Derselbe kleine Kern liest jede Stelle einer Ziffer; sein Gradient ist die Summe über alle Stellen.',
      recurrent: 'Ein GRU liest Klammern nacheinander und lernt, welche Folgen richtig schließen.',
      million: '784 – 1000 – 256 – 10 lernt die Richtung von Streifen; ein Schritt sind 150 Millionen Multiplikationen und Additionen.',
    },
  },
  instrumentsAbout: 'Jedes Instrument betrachtet den Lauf im Labor. Wähle eines, um es dort zu öffnen.',
  instrumentsWait: 'Sie lassen sich öffnen, sobald Python geladen ist.',
  instrumentLines: {
    microscope: 'Der nächste Trainingsschritt, Operation für Operation, mit Formel und allen Zahlen.',
    verdict: 'Was in diesem Lauf gut oder schlecht geht, mit den Zahlen dahinter und einem Vorschlag.',
    sanity: 'Drei kurze Experimente an einer Kopie des Laufs, die häufige Fehler finden.',
    histograms: 'Die Verteilung von Gewichten, Gradienten und Aktivierungen jeder Schicht im Lauf der Zeit.',
    updates: 'Wie groß jeder Schritt ist, verglichen mit den Gewichten, die er ändert.',
    units: 'Einheiten, die kein Beispiel aktiviert, und Einheiten in Sättigung.',
    noise: 'Wie verschieden die Gradienten einzelner Batches sind, und ab welcher Batchgröße das kaum noch zählt.',
    landscape: 'Der Verlust auf einer Ebene durch die Gewichte, als Karte oder Fläche, mit dem Weg des Laufs.',
    compare: 'Läufe, die du behältst: worin sich ihre Einstellungen unterscheiden, ihre Kurven und ihre Ergebnisse.',
    fleet: 'Viele Netze, die zugleich trainieren und sich in Seed, Lernrate oder einer anderen Einstellung unterscheiden.',
    race: 'Die Optimierer nebeneinander bei derselben Aufgabe, jeder mit seiner besten Lernrate.',
  },
  about: {
    what: [
      'Chainrule trainiert kleine neuronale Netze auf deinem Rechner und zeigt Zahl für Zahl, was die Kettenregel tut. Es gibt keinen Server und kein Konto; deine Daten bleiben in diesem Browser.',
      'Jedes Bild und jede Zahl stammt aus dem Lauf selbst. Das Mikroskop spielt dieselben Operationen ab, die das Netz trainieren.',
    ],
    runs: {
      title: 'Was hier läuft',
      text: 'Das Python-Paket chainrule, mit NumPy geschrieben, läuft in dieser Seite durch Pyodide. Die Seite zeichnet nur seine Ergebnisse.',
    },
    reference: {
      title: 'Referenz (englisch)',
      text: 'Das Paket lässt sich auch ohne die Seite benutzen, mit den Namen von PyTorch. Seine Referenz entsteht aus dem Quelltext.',
      links: [
        'Referenz des Pakets',
        'Schichten',
        'Optimierer',
        'Experimente: die Datei, die das Labor speichert',
        'Kommandozeile',
      ],
    },
    install: {
      title: 'Installieren',
      text: 'In einer Kopie des Quelltexts. Der zweite Befehl trainiert das Experiment, das das Labor speichert (Datei, Experiment speichern).',
    },
    sources: {
      title: 'Quellen',
      list: [
        'Das Beispiel der ersten Lektion: M. Mazur, „A Step by Step Backpropagation Example“, 2015.',
        'Iris, Wein, Brustkrebs und Ziffern: UCI Machine Learning Repository (CC BY 4.0), wie scikit-learn sie verteilt.',
        'Pinguine: K. B. Gorman, T. D. Williams, W. R. Fraser, PLoS ONE 9(3), 2014 (CC0), wie in palmerpenguins veröffentlicht.',
        'Die Arbeiten hinter jedem Optimierer, jedem Verlust und jeder Schicht nennt die Referenz.',
      ],
    },
    licence: {
      title: 'Lizenz',
      text: 'MIT. Pyodide, CPython, NumPy und die Bibliotheken der Seite behalten ihre eigenen Lizenzen.',
      link: 'Alle Lizenzen',
    },
  },
};
