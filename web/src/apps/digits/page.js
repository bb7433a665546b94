import '../../lab/cr-theme.js';
import './cr-digits.js';
