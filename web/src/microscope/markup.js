import { inLocale } from '../text/format.js';

/**
 * KaTeX's MathML, corrected for browsers that render it natively, with numbers in the page's format.
 *
 * @param {string} mathml
 */
export function readable(mathml) {
  return (
    mathml
      // KaTeX treats a comma between digits as a separator, so numbers are converted afterwards.
      .replace(/<mn>[\d.]+(?=<)/g, inLocale)
      // If no mathematical font is installed, a bar that is an accent overlaps the letter.
      .replaceAll('<mover accent="true">', '<mover>')
      // The invisible operator for function application has no width, so ln x would look like lnx.
      .replace(/<mo>\u2061<\/mo>(?!<mo[^>]*>[([])/g, '<mspace width="0.17em"></mspace>')
  );
}
