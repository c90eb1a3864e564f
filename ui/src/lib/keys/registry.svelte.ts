import { untrack } from 'svelte';
import { splitCombo } from './labels';
import { BURST_GAP_MS, ScannerDetector, scanKind, type ScanKind } from './scanner';

export interface Binding {
  combo: string;
  /** What it does, for the list of all keys. */
  label: () => string;
  /** Heading in that list. */
  group: () => string;
  run: (event: KeyboardEvent) => void;
  /** Counts only while this holds. */
  when?: () => boolean;
  /** Counts in front of a dialog too. */
  always?: boolean;
  /** Left out of the list, e.g. a second spelling of the same key. */
  silent?: boolean;
}
interface Registered extends Binding {
  layer: number;
}

export interface Scan {
  code: string;
  kind: ScanKind;
}

/** What a field held before a scanner typed into it. */
interface FieldBefore {
  field: HTMLInputElement | HTMLTextAreaElement;
  value: string;
}

/** Every key of the window, in one place. Keys of a dialog hide those below it. */
export class Keys {
  #bindings: Registered[] = [];
  #version = $state(0);
  #layers: number[] = [];
  #nextLayer = 1;
  #scanner = new ScannerDetector();
  #inBurst = false;
  #pending: ReturnType<typeof setTimeout> | undefined;
  #fieldBefore: FieldBefore | null = null;
  /** Gets what a scanner read, wherever the focus was. */
  onscan: ((scan: Scan) => void) | null = null;

  /** Adds keys to the layer that is open now; call the result to take them away again. */
  register(...bindings: Binding[]): () => void {
    const added = bindings.map((binding) => ({ ...binding, layer: this.#top }));
    this.#set([...this.#bindings, ...added]);
    return () => this.#drop(added);
  }

  /**
   * Adds the keys of the window itself. They are registered anew whenever the screens change, also behind a dialog, and
   * stay below what a screen and a dialog add.
   */
  registerWindow(...bindings: Binding[]): () => void {
    const added = bindings.map((binding) => ({ ...binding, layer: 0 }));
    this.#set([...added, ...this.#bindings]);
    return () => this.#drop(added);
  }

  #drop(gone: Registered[]): void {
    this.#set(this.#bindings.filter((one) => !gone.includes(one)));
  }

  /** Registering happens in effects, which must not run again because of it. */
  #set(bindings: Registered[]): void {
    this.#bindings = bindings;
    untrack(() => (this.#version += 1));
  }

  /** Opens a layer: until the result is called, only keys registered from now on count. */
  openLayer(): () => void {
    const layer = this.#nextLayer++;
    this.#layers.push(layer);
    return () => {
      this.#layers = this.#layers.filter((one) => one !== layer);
    };
  }

  get #top(): number {
    return this.#layers.at(-1) ?? 0;
  }

  /** What counts now, for the list of all keys. */
  list(layer = 0): Binding[] {
    // Read, so that a list on the screen follows what is registered.
    void this.#version;
    return this.#bindings.filter((one) => one.layer === layer && !one.silent);
  }

  /** Listens in the capture phase, before any field: a scan wins wherever the focus is. */
  watchScanner(event: KeyboardEvent): void {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (!isSecret(event.target)) this.#feedScanner(event);
  }

  /** Listens in the bubble phase: a field that used the key has said so by then. */
  handle(event: KeyboardEvent): void {
    if (event.isComposing || event.defaultPrevented) return;
    const found = this.#find(event);
    if (!found) return;
    if (isBare(found.combo)) {
      if (this.#inBurst) return;
      // A scanner wins over bare keys: wait whether a second sign follows at its speed.
      event.preventDefault();
      clearTimeout(this.#pending);
      this.#pending = setTimeout(() => found.run(event), BURST_GAP_MS + 5);
      return;
    }
    event.preventDefault();
    found.run(event);
  }

  #find(event: KeyboardEvent): Registered | undefined {
    const inField = isField(event.target);
    return this.#bindings.findLast(
      (one) =>
        (one.layer === this.#top || one.always) &&
        matches(one.combo, event) &&
        !(inField && isBare(one.combo)) &&
        !(one.combo === 'Enter' && hasOwnEnter(event.target)) &&
        (one.when?.() ?? true),
    );
  }

  #feedScanner(event: KeyboardEvent): void {
    const before = this.#fieldValue(event.target);
    const fed = this.#scanner.feed(event.key, event.timeStamp);
    if (fed.kind === 'ordinary') {
      this.#fieldBefore = before;
      this.#inBurst = false;
      return;
    }
    clearTimeout(this.#pending);
    this.#inBurst = fed.kind === 'burst';
    if (fed.kind === 'burst') return;
    const kind = scanKind(fed.code);
    if (!kind || this.#top !== 0 || !this.onscan) return;
    event.preventDefault();
    event.stopPropagation();
    this.#restoreField();
    this.onscan({ code: fed.code.toUpperCase(), kind });
  }

  #fieldValue(target: EventTarget | null): FieldBefore | null {
    const isText = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
    return isText ? { field: target, value: target.value } : null;
  }

  /** What the scanner typed into the field that had the focus is taken out of it again. */
  #restoreField(): void {
    const before = this.#fieldBefore;
    this.#fieldBefore = null;
    if (!before || before.field.value === before.value) return;
    before.field.value = before.value;
    before.field.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

function matches(combo: string, event: KeyboardEvent): boolean {
  const parts = splitCombo(combo);
  const key = parts.at(-1)!;
  const wants = (part: string) => parts.slice(0, -1).includes(part);
  if (wants('Ctrl') !== (event.ctrlKey || event.metaKey)) return false;
  if (wants('Alt') !== event.altKey) return false;
  const isLetter = /^[a-z]$/i.test(key);
  if ((isLetter || key.length > 1) && wants('Shift') !== event.shiftKey) return false;
  return key.length === 1 ? event.key.toLowerCase() === key.toLowerCase() : event.key === key;
}

/** A bare letter or digit: a key only where no field has the focus. */
function isBare(combo: string): boolean {
  return combo.length === 1;
}

function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'button'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target.isContentEditable;
}

/** A button, a link or a list does something of its own with Enter. */
function hasOwnEnter(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.matches('button, a, select, textarea, [role=grid]')
  );
}

/** A secret is typed as fast as a scan by a password manager, and is nobody's card. */
function isSecret(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.type === 'password';
}

export const keys = new Keys();
