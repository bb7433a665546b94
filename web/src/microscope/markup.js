import { inLocale } from '../text/format.js';

/**
 * KaTeX's markup, mended for browsers that set it themselves, with numbers as the page's language has them.
 *
 * @param {string} mathml
 */
export function readable(mathml) {
  return (
    mathml
      // KaTeX reads a comma between digits as a separator, so that numbers change after it.
      .replace(/<mn>[\d.]+(?=<)/g, inLocale)
      // As an accent a bar lies on the letter wherever no mathematical font is installed.
      .replaceAll('<mover accent="true">', '<mover>')
      // The sign for "function of" has no width: ln x would read lnx.
      .replace(/<mo>\u2061<\/mo>(?!<mo[^>]*>[([])/g, '<mspace width="0.17em"></mspace>')
  );
}
