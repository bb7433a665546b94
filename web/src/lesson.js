import './lab/cr-theme.js';
import './microscope/cr-microscope.js';
