import '../../lab/tools/cr-theme.js';
import './cr-names.js';
