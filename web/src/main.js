import './elements/cr-theme.js';
import './elements/cr-lab.js';
