/** Normen, Histogramme, Updates, Einheiten, Rauschen und die Diagnose. */

import { formatDigits, formatWhole } from '../../format.js';

/** @type {typeof import('../../en/instruments/gradients.js').gradients} */
export const gradients = {
  layerChartSummary: 'Eine Kurve je Schicht; Pfeiltasten lesen die Werte, + und − ändern den Ausschnitt',
  of: 'von',
  norms: {
    choose: 'Wovon die Normen sind',
    kinds: { gradients: 'Gradienten', weights: 'Gewichte', activations: 'Aktivierungen' },
    titles: { gradients: 'Gradientennormen', weights: 'Gewichtsnormen', activations: 'Aktivierungsgrößen' },
    about: {
      gradients: 'geglättet; Rohwerte blass',
      weights: 'je Schicht, mit Bias',
      activations: 'quadratisches Mittel der Ausgaben jeder Schicht, nächster Batch',
    },
  },
  verdict: {
    title: 'Diagnose',
    about: 'was Verluste, Gradienten und Daten aussagen',
    looking: 'Der Lauf wird untersucht …',
    others: (count) => `und ${count} weitere`,
    open: 'Die Diagnose mit ihren Zahlen zeigen',
    trial: (words) => `Ausprobieren: ${words}`,
    trialHint: 'Ändert diese Einstellung; „Rückgängig“ nimmt es zurück',
    why: 'Regel und Zahlen',
    rule: (condition) => `Regel: ${condition}.`,
  },
  histograms: {
    title: 'Histogramme',
    chooseKind: 'Was gezählt wird',
    chooseLayer: 'Schicht',
    kinds: { weights: 'Gewichte', gradients: 'Gradienten', activations: 'Aktivierungen' },
    about: {
      weights: 'der Gewichte und Bias der Schicht, auf einer Skala von Zehnerpotenzen',
      gradients: 'des Gradienten der Schicht, nächster Batch, auf einer Skala von Zehnerpotenzen',
      activations: 'der Ausgaben der Schicht, nächster Batch, auf einer Skala von Zehnerpotenzen',
    },
    scale: 'Anzahl je Klasse; eine Linie am Rand markiert, was keine Klasse fasst',
    outside: ['unter allen Klassen', 'über allen Klassen', 'keine Zahl'],
  },
  updates: {
    title: 'Updates',
    about: 'Änderung einer Schicht im nächsten Schritt, bezogen auf ihre Gewichte, ‖Δθ‖ / ‖θ‖',
    usual: 'üblich: 10⁻³',
  },
  units: {
    title: 'Tote und gesättigte Einheiten',
    about: 'Anteil an den Einheiten einer Schicht',
    none: 'Die Aktivierungen dieses Netzes werden nirgends flach: Keine Einheit kann absterben oder sättigen.',
    meaning:
      'Über die Trainingsdaten. Tot: 0 bei jedem Beispiel. Gesättigt: Bei 95 % der Beispiele liegt die Steigung unter einem Zwanzigstel ihres größten Werts.',
    states: ['aktiv', 'tot', 'gesättigt', 'keine Zahl'],
    flat: 'flach bei',
  },
  noise: {
    title: 'Gradientenrauschen',
    choose: 'Was vom Rauschen gezeigt wird',
    kinds: { signal_to_noise: 'Signal-Rausch-Verhältnis', cosines: 'Kosinus' },
    about: {
      signal_to_noise: 'Quadrat des mittleren Gradienten durch seine Varianz über die Beispiele des Batches, logarithmisch',
      cosines: 'des Winkels zwischen den Gradienten aufeinanderfolgender Schritte',
    },
    even: 'Rauschen = Signal',
    rightAngle: '90°',
  },
  histogramSummary: (kind, layer) =>
    `Histogramme über den Lauf: ${kind} von ${layer}. Pfeiltasten lesen die Klassen: links und rechts entlang des Laufs, auf und ab entlang der Werte`,
  binInWords: (low, high) => `von ${low} bis ${high}`,
  outsideInWords(outside) {
    const parts = gradients.histograms.outside.flatMap((words, index) => (outside[index] ? [`${outside[index]} ${words}`] : []));
    return parts.length ? `; ${parts.join(', ')}` : '';
  },
  unitsInWords(layer, states) {
    const parts = gradients.units.states.flatMap((word, state) => {
      const units = states.flatMap((other, unit) => (other === state ? [unit + 1] : []));
      return state > 0 && units.length ? [`${word}: ${units.join(', ')}`] : [];
    });
    return `${layer}: ${states.length} Einheit${states.length === 1 ? '' : 'en'}, ${parts.join('; ') || 'alle aktiv'}`;
  },
  unitState: (state, share) =>
    `${gradients.units.states[state] ?? ''}${state === 3 ? '' : `, ${gradients.units.flat} ${share}`}`,
  noiseScale(scale, batch) {
    if (scale === undefined) return '';
    if (scale === null) return 'Ein einzelnes Beispiel oder ein Gradient von 0 sagt nichts über das Rauschen aus.';
    const examples = scale >= 1e6 ? formatDigits(scale, 2) : formatWhole(Math.max(1, Math.round(scale)));
    return (
      `Einfache Rauschskala jetzt: ${examples} Beispiel${examples === '1' ? '' : 'e'}; Batches von ${batch}. Größere Batches ` +
      'verbessern die Schritte, bis die Batchgröße etwa die Rauschskala erreicht; darüber bringen sie wenig (McCandlish et al. 2018).'
    );
  },
};
