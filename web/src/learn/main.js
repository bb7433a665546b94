import '../lab/tools/cr-theme.js';
import { preparePrinting } from '../lab/printing.js';
import './cr-code.js';
import './cr-exercise.js';
import './cr-figure.js';
import './cr-measure.js';
import './cr-predict.js';
import './cr-progress.js';
import { startPython } from './page.js';

if (document.querySelector('cr-figure')) startPython();

/** The microscope consists of text, which adapts to the width; at this width, the longest op fits on a page. */
const MICROSCOPE = { width: 800, height: 0 };

preparePrinting(document, '.lesson-figure', (figure) => (figure.querySelector('cr-microscope') ? MICROSCOPE : figure.getBoundingClientRect()));
