/** Puts the page together. */
import { mountBar } from './bar.js';
import { mountPanes } from './panes.js';
import { mountRail } from './rail.js';
import { begin, on, state } from './store.js';
import { t } from './strings.js';

document.title = t('title');
document.getElementById('skip').textContent = t('skip');
mountBar(document.getElementById('bar'));
mountRail(document.getElementById('rail'));
mountPanes(document.getElementById('panes'));

const news = document.getElementById('news');
on('trouble', () => { news.textContent = state.trouble ? t('lost') : ''; });
begin();
