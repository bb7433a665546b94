/** Plausibilitätsprüfungen: was sie ergaben. */
export const sanity = {
  'sanity.impossible': 'Diese Prüfung ist nicht möglich: {error}',
  'sanity.overfit.diverged': 'Das Training divergierte in Schritt {step}: Eine kleinere Lernrate hilft.',
  'sanity.overfit.known':
    'Auf {count} {count|Beispiel|Beispielen} beträgt der Verlust bereits {loss}: Sie sind auswendig gelernt.',
  'sanity.overfit.took':
    'Auf {count} {count|Beispiel|Beispielen} ging der Verlust in {steps:,} Schritten von {start:~loss} auf {loss:~start}',
  'sanity.overfit.passed': '{took}, praktisch 0: Dieses Netz kann sie auswendig lernen.',
  'sanity.overfit.conflict':
    '{took}. Er kann 0 nicht erreichen: Beispiele mit gleichen Eingaben haben verschiedene Zielwerte.',
  'sanity.overfit.falls': '{took} und fällt noch: Mit einer höheren Lernrate käme die Antwort früher.',
  'sanity.overfit.rose': '{took}: Er ist nicht gefallen. Eine kleinere Lernrate kann helfen.',
  'sanity.overfit.failed':
    '{took} und nicht tiefer. Was {count} {count|Beispiel|Beispiele} nicht auswendig lernt, lernt auch nicht alle: Achte auf eingefrorene Schichten, tote oder zu wenige Einheiten und eine zu kleine oder zu große Lernrate.',
  'sanity.ignore.training':
    'In {steps:,} Schritten ab den Anfangsgewichten erreicht der Trainingsverlust {inputs} mit den Eingaben und {zeros} mit Nullen an ihrer Stelle',
  'sanity.ignore.test':
    'In {steps:,} Schritten ab den Anfangsgewichten erreicht der Testverlust {inputs} mit den Eingaben und {zeros} mit Nullen an ihrer Stelle',
  'sanity.ignore.passed': '{reached}: Das Netz lernt aus seinen Eingaben.',
  'sanity.ignore.chance': '{reached}: niedriger, aber nicht mehr als bei so wenigen Beispielen durch Zufall.',
  'sanity.ignore.no_better':
    '{reached}, also nicht besser. Entweder sagen die Eingaben nichts über die Zielwerte aus, oder das Netz lernt nichts aus ihnen: Prüfe die Daten und die Lernrate.',
  'sanity.ignore.no_difference':
    '{reached}, also kein klarer Unterschied. Entweder sagen die Eingaben nichts über die Zielwerte aus, oder das Netz lernt nichts aus ihnen: Prüfe die Daten und die Lernrate.',
  'sanity.ignore.constant':
    '{reached}, aber eine konstante Antwort erreicht {same}. Entweder sagen die Eingaben nichts über die Zielwerte aus, oder das Netz lernt nichts aus ihnen: Prüfe die Daten und die Lernrate.',
  'sanity.leaks.not_finite': 'Ein Gradient ist nicht endlich, daher ist keine Aussage möglich.',
  'sanity.leaks.all_zero':
    'Alle Gradienten nach den Eingaben sind 0, auch nach der eigenen: Die Ausgaben hängen nicht von den Eingaben ab, daher ist keine Aussage möglich.',
  'sanity.leaks.passed':
    'Von {count} Beispielen beeinflusst keines die Ausgabe eines anderen: Alle {pairs} Gradienten sind exakt 0; nach der eigenen Eingabe betragen sie bis zu {own}.',
  'sanity.leaks.pair':
    'die Ausgabe von Beispiel {i} hat einen Gradienten von {other} nach der Eingabe von Beispiel {j} (nach der eigenen: {own})',
  'sanity.leaks.batch_norm':
    'Batch Norm ist die Ausnahme: Im Training gilt: {pair}, weil sie jedes Beispiel mit Mittelwert und Varianz seines Batches standardisiert. Bei der Vorhersage beeinflusst keines ein anderes.',
  'sanity.leaks.failed':
    'Beispiele beeinflussen einander: {pair}. Eine Operation mischt die Achse der Beispiele, etwa ein Reshape, eine Transposition oder ein Mittelwert über die falsche Achse.',
};
