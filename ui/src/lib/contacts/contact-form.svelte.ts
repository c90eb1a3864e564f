import type { Backend } from '$lib/backend/backend';
import type {
  AddressView,
  ConsentView,
  ContactInput,
  ContactView,
  DuplicateHint,
  EmailView,
  PhoneView,
} from '$lib/backend/types';

const CHECK_AFTER_MS = 220;
export const CONSENT_KINDS = ['reminders', 'newsletter'];
export const ROLES = ['customer', 'patient', 'lead', 'partner'];

/** A contact while it is being entered: new, or one that stands already. */
export class ContactForm {
  contactId = $state<string | null>(null);
  /** The name that stood before, for the heading. */
  before = $state('');
  title = $state('');
  firstName = $state('');
  lastName = $state('');
  organisation = $state('');
  vatId = $state('');
  birthday = $state<string | null>(null);
  note = $state('');
  tags = $state('');
  roles = $state<string[]>([]);
  phones = $state<PhoneView[]>([]);
  emails = $state<EmailView[]>([]);
  addresses = $state<AddressView[]>([]);
  consents = $state<ConsentView[]>([]);
  duplicates = $state.raw<DuplicateHint[]>([]);
  tried = $state(false);
  busy = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;
  /** What stood here when the editing began: only what differs from it is written. */
  #seen: ContactInput | null = null;

  constructor(
    private readonly backend: Backend,
    private readonly country: () => string = () => 'DE',
  ) {}

  /** Starts with nothing but a name as it was typed somewhere else. */
  startNew(name = ''): void {
    const words = name.trim().split(/\s+/).filter(Boolean);
    const isMail = words.length === 1 && words[0]!.includes('@');
    this.#fill(null, {
      firstName: isMail ? '' : words.slice(0, -1).join(' ') || (words[0] ?? ''),
      lastName: words.length > 1 ? words.at(-1)! : '',
      emails: [{ id: '', label: 'home', address: isMail ? words[0]! : '' }],
      phones: [{ id: '', label: 'mobile', number: '' }],
      roles: ['customer'],
    });
    this.before = '';
    this.check();
  }

  startEdit(view: ContactView): void {
    this.#fill(view.contactId, view);
    this.before = view.name;
    this.#seen = this.input;
  }

  #fill(contactId: string | null, from: Partial<ContactInput>): void {
    this.contactId = contactId;
    this.title = from.title ?? '';
    this.firstName = from.firstName ?? '';
    this.lastName = from.lastName ?? '';
    this.organisation = from.organisation ?? '';
    this.vatId = from.vatId ?? '';
    this.birthday = from.birthday ?? null;
    this.note = from.note ?? '';
    this.tags = (from.tags ?? []).join(', ');
    this.roles = [...(from.roles ?? [])];
    this.phones = (from.phones ?? []).map((one) => ({ ...one }));
    this.emails = (from.emails ?? []).map((one) => ({ ...one }));
    this.addresses = (from.addresses ?? []).map((one) => ({ ...one }));
    const known = from.consents ?? [];
    const missing = CONSENT_KINDS.filter((kind) => !known.some((one) => one.kind === kind));
    const empty = missing.map((kind) => ({ kind, given: false, on: null }));
    this.consents = [...known.map((one) => ({ ...one })), ...empty];
    this.duplicates = [];
    this.tried = false;
  }

  addPhone(): void {
    this.phones.push({ id: '', label: 'mobile', number: '' });
  }

  addEmail(): void {
    this.emails.push({ id: '', label: 'home', address: '' });
  }

  addAddress(): void {
    const none = { street: '', postalCode: '', city: '' };
    this.addresses.push({ id: '', label: 'home', ...none, country: this.country() });
  }

  toggleRole(role: string): void {
    this.roles = this.roles.includes(role)
      ? this.roles.filter((one) => one !== role)
      : [...this.roles, role];
  }

  /** Gives or withdraws a consent today. */
  setConsent(kind: string, given: boolean, day: string): void {
    this.consents = this.consents.map((one) =>
      one.kind === kind ? { kind, given, on: day } : one,
    );
  }

  get hasName(): boolean {
    return [this.firstName, this.lastName, this.organisation].some((one) => one.trim() !== '');
  }

  isBadEmail(address: string): boolean {
    return address.trim() !== '' && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(address.trim());
  }

  get isComplete(): boolean {
    return this.hasName && !this.emails.some((one) => this.isBadEmail(one.address));
  }

  /** What was entered, without rows that were left empty. */
  get input(): ContactInput {
    return {
      title: this.title.trim(),
      firstName: this.firstName.trim(),
      lastName: this.lastName.trim(),
      organisation: this.organisation.trim(),
      vatId: this.vatId.trim(),
      birthday: this.birthday,
      note: this.note.trim(),
      roles: [...this.roles],
      tags: this.tags
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean),
      phones: this.phones.filter((one) => one.number.trim()).map((one) => ({ ...one })),
      emails: this.emails
        .filter((one) => one.address.trim())
        .map((one) => ({ ...one, address: one.address.trim() })),
      addresses: this.addresses
        .filter((one) => (one.street + one.postalCode + one.city).trim())
        .map((one) => ({ ...one })),
      consents: this.consents
        .filter((one) => one.given || one.on !== null)
        .map((one) => ({ ...one })),
    };
  }

  /** Looks for the same person a moment after the last key. */
  check(): void {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    this.#timer = setTimeout(() => {
      this.#ask(turn).catch(() => (this.duplicates = []));
    }, CHECK_AFTER_MS);
  }

  async #ask(turn: number): Promise<void> {
    if (!this.hasName && this.input.emails.length === 0 && this.input.phones.length === 0) {
      this.duplicates = [];
      return;
    }
    const hints = await this.backend.findDuplicates(this.input);
    if (turn !== this.#turn) return;
    this.duplicates = hints.filter((one) => one.contactId !== this.contactId);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#turn++;
  }

  /** Null when something is still to be mended. */
  async save(): Promise<ContactView | null> {
    this.tried = true;
    if (!this.isComplete || this.busy) return null;
    this.busy = true;
    this.stop();
    try {
      return this.contactId
        ? await this.backend.editContactFrom(this.contactId, this.#seen ?? this.input, this.input)
        : await this.backend.createContact(this.input);
    } finally {
      this.busy = false;
    }
  }
}
