import './app/fonts.css';
import './app/base.css';
import { mount } from 'svelte';
import App from './app/App.svelte';
import { AREA_OF } from './app/areas';
import { openArea, useLanguage } from './i18n/i18n.svelte';
import { page } from './state/page.svelte';

const target = document.getElementById('app');
if (target === null) throw new Error('index.html has no element #app');

page.start();
await openArea(AREA_OF[page.state.route]);
await useLanguage(page.lang);
mount(App, { target });
