/** Voreinstellungen für das Mikroskop, und was dort zu sehen ist; die Anwendungen. */
export const presets = {
  'app.vehicle': 'Fahrzeug',
  'app.vehicle.line': 'Ein Netz lernt ein Auto zu lenken, verunglückt und lernt aus Korrekturen.',
  'app.diagnosis': 'Diagnose',
  'app.diagnosis.line': 'Ein Netz schätzt Krankheitsrisiken; sieh, ob man ihnen trauen kann.',
  'app.digits': 'Bilder',
  'app.digits.line': 'Ein Faltungsnetz liest die Ziffer, die du zeichnest.',
  'app.names': 'Sprache',
  'app.names.line': 'Vier Netze sagen Vornamen Buchstabe für Buchstabe voraus.',
  'preset.by_hand': 'Von Hand gerechnet: 2 – 2 – 2',
  'preset.by_hand.note':
    'Das klassische Beispiel zum Nachrechnen (M. Mazur, A Step by Step Backpropagation Example, 2015): Eingaben 0,05 und 0,10, Zielwerte 0,01 und 0,99, Lernrate 0,5, Biases fest. Der Mittelwert zweier quadrierter Fehler ist ihre halbe Summe. Gedruckt steht dort: Gesamtfehler 0,298371109, w5 wird 0,35891648, w1 wird 0,149780716, und der Fehler nach dem Schritt 0,291027924, was aus gerundeten Zwischenwerten stammt: Genau gerechnet sind es 0,291027774.',
  'preset.xor': 'Exklusives Oder mit zwei verborgenen Einheiten',
  'preset.xor.note':
    'Das kleinste Netz, das die beiden Klassen trennen kann: Verfolge den Gradienten eines Gewichts entlang seiner Wege.',
  'preset.softmax': 'Softmax und Kreuzentropie',
  'preset.softmax.note':
    'Beim Verlust ist der ganze Rückweg eine einzige Subtraktion, Anteile minus Zielwerte: p − y.',
  'preset.vanishing': 'Ein Gradient, der verschwindet',
  'preset.vanishing.note':
    'Die Steigung der Sigmoidfunktion beträgt höchstens ¼: Auf dem Rückweg durch sechs Schichten schrumpfen die Fehler.',
  'preset.diverging': 'Ein zu großer Schritt',
  'preset.diverging.note':
    'Bei dieser Lernrate divergiert das Training nach wenigen Schritten; das Mikroskop öffnet sich dann dort, wo das erste Unendlich entstand.',
  'preset.convolution': 'Ein Faltungsnetz für Ziffern',
  'preset.convolution.note':
    'Zwei Faltungen mit Pooling, dann eine dichte Schicht: Jeder Kern ist an allen Stellen des Bildes derselbe, also ist sein Gradient eine Summe über alle Stellen.',
  'preset.recurrent': 'Ein GRU, das Klammern prüft',
  'preset.recurrent.note':
    'Zwölf Zeichen ändern nacheinander einen Zustand aus acht Zahlen. Die Fehler laufen bei jedem Schritt durch dieselben Gewichte zurück, und deren Gradienten summieren sich.',
  'preset.million': 'Eine Million Parameter',
  'preset.million.note':
    '784 – 1000 – 256 – 10 lernt die Richtung von Streifen in Bildern aus 28 × 28 Pixeln. Ein Schritt braucht rund 150 Millionen Multiplikationen und Additionen.',
};
