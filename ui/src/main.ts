import './lib/styles/tokens.css';
import './lib/styles/base.css';
import { isTauri } from '@tauri-apps/api/core';
import { mount } from 'svelte';
import type { Backend } from '$lib/backend/backend';
import { loadScreen } from '$screens/registry';
import App from './App.svelte';

/** Inside the shell the core answers; in a plain browser a demo practice in memory does. */
async function openBackend(): Promise<Backend> {
  if (isTauri()) return (await import('$lib/backend/tauri')).tauriBackend();
  return (await import('$lib/backend/memory/from-address')).memoryFromAddress(location.search);
}

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');
const [backend] = await Promise.all([openBackend(), loadScreen('reception')]);
mount(App, { target, props: { backend } });
