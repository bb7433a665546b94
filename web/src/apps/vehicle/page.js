import '../../lab/tools/cr-theme.js';
import './cr-vehicle.js';
