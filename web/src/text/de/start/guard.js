/** Die Meldungen des Skripts, das vor allen anderen läuft und in jeder Seite steht. */
/** @type {typeof import('../../en/start/guard.js').guardEnglish} */
export const guardGerman = {
  partMissing: (file) => `${file} konnte nicht geladen werden. Ohne diese Datei funktioniert die Seite nicht.`,
  loadAgain: 'Erneut versuchen',
};
