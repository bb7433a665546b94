import './lab/tools/cr-theme.js';
import './microscope/cr-microscope.js';
