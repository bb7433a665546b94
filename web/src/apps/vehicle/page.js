import '../../lab/cr-theme.js';
import './cr-vehicle.js';
