import { afterAll, afterEach, vi } from 'vitest';
import { cleanup, configure } from '@testing-library/svelte';

// A busy machine is no fault of the page: what must appear may take its time.
configure({ asyncUtilTimeout: 20_000 });

afterEach(() => cleanup());

// Screens are loaded as they are needed; one still on its way must not outlive its test page.
afterAll(() => vi.dynamicImportSettled());

// The test page knows no layout: what observes sizes is told nothing.
globalThis.ResizeObserver ??= class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
};
Element.prototype.scrollIntoView ??= () => {};
