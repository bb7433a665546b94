import '../../lab/cr-theme.js';
import './cr-names.js';
