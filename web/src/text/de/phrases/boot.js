/** Python starten, und was es beendet. */

/** @type {typeof import('../../en/start/boot.js').boot} */
export const boot = {
  'boot.loading': 'Python wird geladen',
  'boot.starting': 'Python wird gestartet',
  'load.failed': '{file} konnte nicht geladen werden: {reason}.',
  'load.corrupt': 'Der Inhalt ist nicht der, mit dem die Seite erstellt wurde',
  'load.wrong_length': 'Der Inhalt ist nicht der, mit dem die Seite erstellt wurde ({came} statt {bytes} Bytes)',
  'load.no_answer': 'Es kam keine Antwort ({error})',
  'load.status': 'Der Server antwortete mit {status}',
  'load.broke_off': 'Die Verbindung brach ab ({error})',
  'load.silence': 'Seit {seconds} Sekunden kommt nichts mehr vom Server',
  'load.too_slow': 'Innerhalb von {seconds} Sekunden kam nichts an',
  'load.not_installed': 'Das Paket ließ sich nicht entpacken',
  'load.not_started': 'Der Start misslang ({error})',
  'load.stopped': 'Python blieb beim Starten stehen',
  'python.not_started': 'Python ist nicht gestartet: {error}',
  'python.failed': 'Fehler in Python: {error}',
  'python.crashed': 'Python ist abgestürzt: {error}',
  'python.ended': 'Python hat sich beendet ({error}).',
  'python.memory': 'Python ist der Speicher ausgegangen.',
  'worker.silent': 'Der Worker, in dem Python läuft, antwortet nicht mehr.',
  'worker.failed': 'Fehler im Worker, in dem Python läuft: {error}',
  'worker.refused': 'Dieser Browser lässt die Seite keinen Worker starten; darin würde Python laufen.',
  'worker.unknown': 'Dieser Browser bietet keine Worker; ohne sie kann Python hier nicht laufen.',
  'worker.no_wasm': 'In diesem Browser ist WebAssembly abgeschaltet oder unbekannt; ohne WebAssembly kann Python hier nicht laufen.',
};
