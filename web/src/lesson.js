import './elements/cr-theme.js';
import './elements/cr-microscope.js';
