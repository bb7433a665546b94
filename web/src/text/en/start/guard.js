/** The messages of the script that runs before all others, which the builder writes into every page. */
export const guardEnglish = {
  /** @param {string} file */
  partMissing: (file) => `${file} could not be loaded. The page can't work without it.`,
  loadAgain: 'Retry',
};
