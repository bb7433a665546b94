import '../lab/cr-theme.js';
import { preparePrinting } from '../lab/printing.js';
import './cr-code.js';
import './cr-exercise.js';
import './cr-figure.js';
import './cr-measure.js';
import './cr-predict.js';
import './cr-progress.js';

preparePrinting(document, '.lesson-figure', (figure) => figure.getBoundingClientRect());
