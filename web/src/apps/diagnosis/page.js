import '../../lab/cr-theme.js';
import './cr-diagnosis.js';
