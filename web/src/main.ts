import './app/fonts.css';
import './app/base.css';
import { mount } from 'svelte';
import App from './app/App.svelte';
import { useLanguage } from './i18n/i18n.svelte';
import { page } from './state/page.svelte';

const target = document.getElementById('app');
if (target === null) throw new Error('index.html has no element #app');

page.start();
await useLanguage(page.lang);
mount(App, { target });
