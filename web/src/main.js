import './lab/tools/cr-theme.js';
import './lab/cr-lab.js';
