import '../../lab/tools/cr-theme.js';
import './cr-digits.js';
