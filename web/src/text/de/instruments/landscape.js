/** Verlustlandschaft und Krümmung. */

import { endsOf, formatApart, formatDigits, formatFixed, formatWhole, inLocale } from '../../format.js';

/** @type {typeof import('../../en/instruments/landscape.js').landscape} */
export const landscape = {
  landscape: 'Verlustlandschaft',
  landscapeView: 'Darstellung',
  landscapeViews: { contour: 'Höhenlinien', surface: 'Fläche' },
  landscapeMap:
    'Karte des Verlusts; Pfeiltasten bewegen das Fadenkreuz, mit Umschalt schneller, Enter lädt die Gewichte dort',
  landscapeSurface:
    'Fläche des Verlusts; Pfeiltasten oder Ziehen drehen sie, Pos1 dreht sie zurück, ein Klick lädt die Gewichte dort',
  directions: 'Richtungen',
  directionKinds: { random: 'zufällige Richtungen', path: 'der Weg des Laufs' },
  otherDirections: 'Andere Richtungen',
  heightIs: 'Höhe',
  heightKinds: { training: 'Trainingsverlust', test: 'Testverlust', objective: 'Verlust und Strafe', penalty: 'Strafe' },
  nodes: 'Knoten',
  zoom: 'Ausschnitt',
  zoomIn: 'Vergrößern',
  zoomOut: 'Verkleinern',
  updateLandscape: 'Aktualisieren',
  landscapeKeys: {
    contour:
      'Ein Ring markiert den Anfang des Wegs, ein blauer den in einem Diagramm gewählten Zeitpunkt, eine Raute den jetzigen Stand (hohl: nicht in dieser Ebene), ein Kreuz den tiefsten Punkt; ein Klick lädt die Gewichte eines Punkts.',
    surface:
      'Ein Ring markiert den Anfang des Wegs, ein blauer den in einem Diagramm gewählten Zeitpunkt, ein großer Punkt den jetzigen Stand (oder den nächsten Punkt dieser Ebene), ein kleiner Punkt den tiefsten; ein Klick lädt die Gewichte eines Punkts, Ziehen dreht.',
  },
  weightsLoaded: 'Die Gewichte dieses Punkts sind geladen; „Rückgängig“ nimmt es zurück.',
  notFinite: 'nicht endlich',
  curvature: 'Krümmung',
  atStep: 'bei Schritt',
  readingCurvature: 'Die Krümmung wird bestimmt …',
  sharpness: 'Schärfe λ, die größte',
  alongGradient: 'entlang des Gradienten',
  scaledSharpness: 'λ mit den Schrittweiten des Optimierers',
  rateInForce: 'Lernrate η',
  stepLimit: 'größtes stabiles η',
  sharpnessChart: 'Schärfe im Verlauf und die Schwelle, die die Lernrate setzt',
  sharpnessCurve: 'Schärfe',
  thresholdCurve: 'Schwelle',
  landscapeAside(map, now) {
    if (!map) return 'wird berechnet …';
    const when = `um die Gewichte von Schritt ${map.step}${now === undefined ? '' : `; der Lauf ist bei Schritt ${now}`}`;
    return map.is_complete || map.refusal ? when : `${when}; wird feiner …`;
  },
  axisNames(explained) {
    const share = (/** @type {number} */ part) => `${formatDigits(100 * part, 3)} % der Varianz`;
    return /** @type {[string, string]} */ (
      explained ? explained.map((part, k) => `Komponente ${k + 1}: ${share(part)}`) : ['Zufallsrichtung 1', 'Zufallsrichtung 2']
    );
  },
  landscapeSummary({ lowest, highest, not_finite: bad }, path) {
    const at = (/** @type {number} */ a, /** @type {number} */ b, decimals = 2) =>
      `(${formatFixed(a, decimals)}; ${formatFixed(b, decimals)})`.replaceAll('-', '−');
    if (!lowest || !highest) return 'Der Verlust ist in diesem Bereich nirgends endlich.';
    const [low, high] = formatApart(lowest.loss, highest.loss, 4);
    const parts = [`Der Verlust reicht von ${low} bei ${at(lowest.a, lowest.b)} bis ${high}`];
    if (path && path.length > 2) {
      const [from, to] = endsOf(path, at);
      parts.push(`der Lauf ging von ${from} nach ${to}`);
    }
    if (bad) parts.push(`an ${formatWhole(bad)} schraffierten Knoten ist er nicht endlich`);
    return `${parts.join('; ')}.`;
  },
  pathShare: (share) =>
    `Von den quadrierten Abständen des Wegs liegen ${formatDigits(100 * share, 3)} % in dieser Ebene.`,
  pathsBeside(labels) {
    const named = labels.filter(Boolean);
    const many = labels.length - named.length;
    return `Daneben: ${[...named, ...(many ? [`${many} Netze der Flotte, dünn`] : [])].join(', ')}.`;
  },
  pointTold: (a, b, value, height) =>
    `${{ loss: 'Verlust', penalty: 'Strafe', objective: 'Verlust und Strafe' }[height]} ${value} bei ${a}; ${b}`,
  rateAgainstLimit: (share) =>
    `η ist das ${share >= 10 ? Math.round(share) : formatDigits(share, 2)}-Fache des größten stabilen Werts`,
  curvatureNote(isKnown, factor, isScaled) {
    if (factor === null) {
      return isKnown
        ? 'Dieser Optimierer richtet seine Schrittweiten nach den Gradienten: vor dem ersten Schritt keine Grenze.'
        : 'Für diesen Optimierer ist keine Grenze bekannt.';
    }
    const bound = inLocale(String(Number(factor.toPrecision(3))));
    const rule = `Auf einer quadratischen Funktion mit ganzem Datensatz sind Schritte stabil, solange η < ${bound}/λ`;
    return isScaled
      ? `${rule}, λ mit der Schrittweite des Optimierers für jedes Gewicht (Cohen et al. 2022).`
      : `${rule}; Netze trainieren oft an dieser Grenze (Cohen et al. 2021).`;
  },
};
