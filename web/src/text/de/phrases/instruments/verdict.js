/** Diagnose: Namen und Bedingungen der Regeln, Befunde und vorgeschlagene Änderungen. */
export const verdict = {
  'verdict.sentence': '{name}: {found}',
  'layer.number': 'Schicht {number}',
  'layer.name.output': 'Ausgabe',
  'layer.output': 'Schicht „Ausgabe“',
  'unless.learned': 'außer wenn der Trainingsverlust höchstens {learned:.0%} des Zufallsniveaus beträgt',
  'rule.diverging': 'Divergenz',
  'rule.diverging.condition': 'ein Gewicht, Gradient oder Verlust ist nicht endlich',
  'rule.stalled': 'Stillstand',
  'rule.stalled.condition':
    'alle Gradienten sind 0; oder der Trainingsverlust bleibt ab {fewest} Epochen, ohne zu oszillieren, auf seinem Anfangswert oder dem Wert der besten konstanten Antwort stehen; {unless}',
  'rule.kept': 'Beste Gewichte behalten',
  'rule.kept.condition':
    'der Lauf hielt an und kehrte zu den Gewichten seines besten Testverlusts zurück; ein Problem, wenn das bei mindestens {tests} Testbeispielen die Anfangsgewichte sind (und nicht vorgegeben waren) oder sie nicht besser sind als die beste konstante Antwort',
  'rule.exploding': 'Explodierende Gradienten',
  'rule.exploding.condition':
    'der Gradient der ersten Schicht ist mehr als {ratio:g}-mal so groß wie der der letzten, {unless}; oder der gesamte Gradient ist mehr als {ratio:g}-mal so groß wie zu Beginn',
  'rule.vanishing': 'Verschwindende Gradienten',
  'rule.vanishing.condition':
    'der Gradient der ersten Schicht beträgt weniger als das {ratio:g}-Fache des Gradienten der letzten, {unless}; oder eine nicht eingefrorene Schicht erhält keinen, eine andere aber schon',
  'rule.oscillation': 'Oszillation',
  'rule.oscillation.condition':
    'ab {fewest} Epochen: der Trainingsverlust springt von Epoche zu Epoche typischerweise um mehr als {jump:.0%} seines Werts und {felt:.0%} des Zufallsniveaus, gleich oft nach oben wie nach unten, und sinkt nicht',
  'rule.overfitting': 'Überanpassung',
  'rule.overfitting.condition':
    'ab {fewest} Epochen und {tests} Testbeispielen: der Testverlust liegt {rise:.0%} über seinem besten Wert, und das deutlicher als sein Rauschen, oder sein gleitender Median beim {clear:g}-Fachen seines besten Werts, während der Trainingsverlust fiel; oder er ist mindestens doppelt so hoch wie der Trainingsverlust und liegt um {gap:.0%} des Zufallsniveaus darüber',
  'rule.dead': 'Tote Einheiten',
  'rule.dead.condition':
    'Einheiten, deren Ausgabe bei allen Trainingsbeispielen 0 ist; ein Problem ab {share:.0%} einer Schicht, {unless}',
  'rule.saturated': 'Gesättigte Einheiten',
  'rule.saturated.condition':
    'Einheiten, die bei {flat:.0%} der Trainingsbeispiele gesättigt sind; ein Problem ab {share:.0%} einer Schicht, {unless}',
  'rule.initial_loss': 'Anfangsverlust',
  'rule.initial_loss.condition':
    'der anfängliche Trainingsverlust ist mehr als {factor:g}-mal so hoch wie bei Ausgaben der Varianz 1, bei unskalierten Eingaben, einer Anfangsskala ab {scale:g} oder vorgegebenen Gewichten; als Hinweis: weniger als ein Drittel des Zufallsniveaus bei vorgegebenen Gewichten',
  'rule.unscaled': 'Unskalierte Eingaben',
  'rule.unscaled.condition':
    'eine Eingabe mit einem Betrag über {large:g}, oder Wertebereiche, die sich um das {unequal:g}-Fache unterscheiden',
  'rule.imbalance': 'Unausgewogene Klassen',
  'rule.imbalance.condition':
    '{ratio:g} oder mehr Beispiele einer Klasse auf eines einer anderen; ein Problem, wenn das Netz ohne Klassengewichte nicht öfter richtig liegt als die Antwort „häufigste Klasse“ oder nur um höchstens {beyond:.0%} der übrigen Beispiele öfter',
  'rule.fast': 'Große Schritte',
  'rule.fast.condition':
    'nach dem ersten Schritt: ein Update von mehr als dem {share:g}-Fachen der Gewichte einer Schicht; bei einem Netz ohne verborgene Schichten nur ein Hinweis',
  'rule.slow': 'Kleine Schritte',
  'rule.slow.condition':
    'als Hinweis, nach dem ersten Schritt: ein Update von weniger als dem {share:g}-Fachen der Gewichte einer Schicht, aber nicht von 0, {unless}',
  'rule.plateau': 'Plateau',
  'rule.plateau.condition':
    'als Hinweis, ab {fewest} Epochen: ein Trainingsverlust über {learned:.0%} des Zufallsniveaus, der zwischen den Hälften des letzten Drittels der Epochen um weniger als {still:.0%} oder weniger als sein Rauschen fiel; außer bei Stillstand oder Oszillation',
  'rule.flat': 'Flach',
  'rule.flat.condition':
    'als Hinweis: der Gradient beträgt weniger als das {share:g}-Fache seines Anfangswerts, {unless}',
  'rule.sound': 'Kein Problem gefunden',
  'rule.sound.condition': 'keine der anderen Regeln trifft zu',
  'verdict.line.diverging': 'Divergenz',
  'verdict.line.stalled': 'Es wird nichts gelernt',
  'verdict.line.kept': 'Beste Gewichte behalten',
  'verdict.line.exploding': 'Gradienten explodieren',
  'verdict.line.vanishing': 'Gradienten verschwinden',
  'verdict.line.oscillation': 'Verlust oszilliert',
  'verdict.line.overfitting': 'Überanpassung',
  'verdict.line.dead': 'Tote Einheiten',
  'verdict.line.saturated': 'Gesättigte Einheiten',
  'verdict.line.initial_loss': 'Auffälliger Start',
  'verdict.line.unscaled': 'Unskalierte Eingaben',
  'verdict.line.imbalance': 'Ungleiche Klassen',
  'verdict.line.fast': 'Zu große Schritte',
  'verdict.line.slow': 'Kleine Schritte',
  'verdict.line.plateau': 'Plateau',
  'verdict.line.flat': 'Gradienten fast 0',
  'verdict.line.sound': 'Kein Problem gefunden',
  'verdict.line.early': 'Zu früh für ein Urteil',
  'verdict.line.trained': 'Bereits trainiert',
  'found.initial_loss.trained':
    'der Trainingsverlust beginnt bei {start}; eine konstante Antwort erreicht {chance}. Die Anfangsgewichte sind bereits trainiert.',
  'found.initial_loss':
    'der Trainingsverlust beginnt bei {start}; üblich sind {usual}, und eine konstante Antwort erreicht {chance}. Die ersten Schritte machen nur selbstsichere Fehler rückgängig: kleinere Anfangsgewichte oder skalierte Eingaben helfen.',
  'found.overfitting.rising':
    'seit Epoche {since} ist der Testverlust von {low:~now} auf {now:~low} gestiegen, während der Trainingsverlust von {before:~after} auf {after:~before} ging. Das Netz lernt seine Trainingsbeispiele auswendig: Anhalten bei Epoche {since}, mehr Beispiele oder eine Strafe auf die Gewichte helfen.',
  'found.overfitting.from_start':
    'seit Epoche {since} ist der Testverlust von {low:~now} auf {now:~low} gestiegen, während der Trainingsverlust von {before:~after} auf {after:~before} ging. Das Netz lernt seine Trainingsbeispiele auswendig: Mehr Beispiele oder eine Strafe auf die Gewichte helfen.',
  'found.overfitting.apart':
    'der Testverlust ({test}) ist {ratio}-mal so hoch wie der Trainingsverlust ({training}) und seit Epoche {since} mehr als doppelt so hoch. Mehr Beispiele, ein kleineres Netz oder eine Strafe auf die Gewichte helfen.',
  'found.oscillation':
    'der Trainingsverlust springt zwischen {low:~high} und {high:~low}, von Epoche zu Epoche typischerweise um {jump}, und sinkt nicht. Die Schritte schießen über das Ziel hinaus: eine kleinere Lernrate oder ein größerer Batch hilft.',
  'found.stalled.start': 'nach {epoch} Epochen beträgt der Trainingsverlust {now}; er begann bei {start}. {why}',
  'found.stalled.chance':
    'der Trainingsverlust steht bei {now} und ist damit nicht besser als eine konstante Antwort ({chance}). {why}',
  'found.stalled.zero': 'alle Gradienten sind 0: Kein Gewicht bewegt sich.',
  'found.stalled.zero_at': 'alle Gradienten sind 0, bei einem Trainingsverlust von {now}: Kein Gewicht bewegt sich.',
  'why.still': 'Die Gewichte bewegen sich nicht.',
  'why.penalty': 'Die Strafe hält die Gewichte von dem fern, was die Zielwerte brauchen.',
  'why.small_steps': 'Die Schritte sind zu klein: Ein Update bewegt höchstens das {share}-Fache der Gewichte.',
  'why.not_learned': 'Die Gewichte bewegen sich, aber aus den Eingaben lassen sich die Zielwerte so nicht lernen.',
  'found.plateau':
    'der Trainingsverlust steht etwa seit Epoche {since} bei {now}. Entweder kann das Netz auf diesen Beispielen nicht besser werden, oder es durchquert einen flachen Bereich: Mehr Einheiten, andere Eingaben oder eine andere Lernrate zeigen, was zutrifft.',
  'found.flat.unknown':
    'der Gradient fiel {time}: Das Training ist am Ziel oder auf einem Plateau; der Verlust zeigt, was zutrifft.',
  'found.flat':
    'der Gradient fiel {time}: Die Gewichte bewegen sich kaum noch, bei einem Trainingsverlust von {now}.',
  'curves.level': '{now}',
  'curves.median': '{now} (Median seit Epoche {since})',
  'curves.learned': '{curves}. Die Trainingsbeispiele sind gelernt',
  'found.kept':
    'der Testverlust war bei Epoche {epoch} am niedrigsten, daher endet der Lauf mit deren Gewichten: Testverlust {test}, Trainingsverlust {training}.',
  'found.kept.blank':
    'die Gewichte mit dem besten Testverlust sind die von Epoche {epoch}: {test}, während eine konstante Antwort {chance} erreicht. Gelernt wurde nichts, was für die Testdaten gilt.',
  'found.kept.initial':
    'die Gewichte mit dem besten Testverlust sind die Anfangsgewichte: {test}, während eine konstante Antwort {chance} erreicht. Gelernt wurde nichts, was für die Testdaten gilt.',
  'kept.way': 'Bei Epoche {epoch} betrug der Trainingsverlust {training} und der Testverlust {test}.',
  'curves.now': 'der Trainingsverlust beträgt {now}',
  'curves.fell': 'der Trainingsverlust fiel von {start:~now} auf {now:~start}',
  'curves.rose': 'der Trainingsverlust stieg von {start:~now} auf {now:~start}',
  'curves.with_test': '{curve}, der Testverlust beträgt {test}',
  'reservation.early': 'Für ein Urteil über die Verlustkurven ist es zu früh: Dazu braucht es {fewest} Epochen.',
  'reservation.trained': 'Die Gewichte wurden bereits trainiert, und ihre Verlustkurven sind unbekannt; neue zu beurteilen braucht {fewest} Epochen.',
  'reservation.no_test': 'Überanpassung lässt sich nicht beurteilen: Es gibt zu wenige Testbeispiele.',
  'found.diverging.next':
    'ab Epoche {epoch} trifft schon der nächste Schritt auf eine Zahl, die nicht endlich ist. Eine kleinere Lernrate oder eine Begrenzung des Gradienten hilft.',
  'found.diverging.soon':
    'ab Epoche {epoch} traf das Training innerhalb der nächsten Epochen auf eine Zahl, die nicht endlich ist. Eine kleinere Lernrate oder eine Begrenzung des Gradienten hilft.',
  'gradient.ratio': 'der Gradient von {first} ({first_norm}) ist {ratio}-mal so groß wie der von {last} ({last_norm})',
  'found.vanishing':
    '{ratio}. Die ersten Schichten lernen kaum: Aktivierungen mit Steigung 1, Layer Norm oder weniger Schichten helfen.',
  'found.vanishing.penalty':
    '{ratio}. Die ersten Schichten lernen kaum: Die Strafe lässt nur kleine Gewichte übrig, daher hilft eine kleinere.',
  'found.vanishing.steps':
    '{ratio}. Die ersten Schichten lernen kaum: Große Schritte bringen Einheiten dorthin, wo ihre Aktivierung flach ist, daher helfen kleinere.',
  'found.vanishing.cut_off':
    'der Gradient von {layers} ist 0, der von {last} {norm}. Schichten, die keinen Gradienten erhalten, können nicht lernen. Das geschieht, wenn die Gewichte einer späteren Schicht alle 0 sind oder ihre Einheiten alle tot.',
  'found.exploding':
    '{ratio}. Die ersten Schichten werden hin- und hergeworfen: Kleinere Anfangsgewichte oder eine Begrenzung der Gradientennorm helfen.',
  'found.exploding.time': 'der Gradient wuchs {time}.',
  'gradient.time': 'von anfangs {start:~now} auf {now:~start}, das {ratio}-Fache',
  'found.steps': 'ein Update bewegt {each} der Gewichte; üblich ist etwa das {usual}-Fache.',
  'found.step': '{layer} um das {ratio}-Fache',
  'found.dead': '{each}: die Ausgabe ist bei allen Trainingsbeispielen 0, sodass kein Gradient hindurchgeht.',
  'found.saturated': '{each}: die Aktivierung ist dort flach, sodass kaum ein Gradient hindurchgeht.',
  'found.units': '{count} von {total} in {layer}',
  'flow.ratio': 'der von {first} ist {ratio}-mal so groß wie der von {last}',
  'flow.updates': 'Updates betragen das {low}- bis {high}-Fache der Gewichte',
  'flow.update': 'Updates betragen das {share}-Fache der Gewichte',
  'flow.norm': 'der von {layer} ist {norm}',
  'found.sound.curves': '{curves}.',
  'found.sound.flow': 'der Gradient fließt: {flow:; }.',
  'found.sound': '{curves}. Der Gradient fließt: {flow:; }.',
  'data.classes':
    '{most_count} Trainingsbeispiele gehören zur Klasse {most} und {rarest_count} zur Klasse {rarest}: Wer immer {most} antwortet, liegt zu {share:.0%} richtig',
  'found.imbalance': '{classes}.',
  'found.imbalance.ignored': '{classes}; das Netz liegt zu {right:.0%} richtig, also nicht öfter.',
  'found.imbalance.weighted':
    '{classes}; das Netz liegt zu {right:.0%} richtig. Klassengewichte tauschen solche Antworten gegen richtige bei {rarest}, beurteile daher jede Klasse für sich.',
  'found.imbalance.learned': '{classes}; das Netz liegt zu {right:.0%} richtig, beurteile daher jede Klasse für sich.',
  'found.unscaled.large':
    '{each} (Beträge). Anfangsgewichte sind für Eingaben um 1 gedacht: Standardisiere die Eingaben.',
  'found.unscaled.more':
    '{each} und {more} weitere (Beträge). Anfangsgewichte sind für Eingaben um 1 gedacht: Standardisiere die Eingaben.',
  'data.input': '{name} bis {value}',
  'found.unscaled.ranges':
    'der Wertebereich von {wide} ist {ratio}-mal so groß wie der von {narrow}. Eine Lernrate passt nicht für beide: Standardisiere die Eingaben.',
  'number.update': 'Update {layer}',
  'number.start': 'Anfang',
  'number.usual': 'üblich',
  'number.chance': 'Zufallsniveau',
  'number.since': 'seit',
  'number.best test loss': 'bester Testverlust',
  'number.training loss then': 'Trainingsverlust damals',
  'number.test loss': 'Testverlust',
  'number.training loss': 'Trainingsverlust',
  'number.jump': 'Sprung',
  'number.low': 'unten',
  'number.high': 'oben',
  'number.turns': 'Wendepunkte',
  'number.progress': 'Fortschritt',
  'number.now': 'jetzt',
  'number.epoch': 'Epoche',
  'number.first': 'erste',
  'number.last': 'letzte',
  'number.ratio': 'Verhältnis',
  'number.share': 'Anteil',
  'number.accuracy': 'Genauigkeit',
  trial: '{label} {after} (jetzt {before})',
  'trial.advice': 'Versuch: {trial}.',
  'value.none': 'keine',
  'value.on': 'ein',
  'value.off': 'aus',
  'value.layer': '{width} {activation}{norm}{dropout}',
  'value.layer.norm': ' mit Layer Norm',
  'value.layer.dropout': ' mit Dropout {share:g}',
  'value.number': '{number:.10g}',
  'value.weights.none': 'keine',
  'value.weights.balanced': 'ausgeglichen',
  'value.short': '{number:g}',
  'value.exact': '{number:.17g}',
  'value.digits': '{number:.4g}',
  'count.points': '{count} {count|Punkt|Punkte}',
};
