import './lab/cr-theme.js';
import './lab/cr-lab.js';
