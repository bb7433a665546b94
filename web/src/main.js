import './lab/cr-theme.js';
import './lab/cr-lab.js';
import { text } from './text/index.js';

document.title = text.pageTitle;
document.querySelector('.tagline')?.replaceChildren(text.tagline);
