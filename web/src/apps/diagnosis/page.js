import '../../lab/tools/cr-theme.js';
import './cr-diagnosis.js';
