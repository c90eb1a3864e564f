import type { Backend } from '$lib/backend/backend';
import type { ContractTextView, TaxProfileInput, TaxProfileView } from '$lib/backend/types';
import { isCommandError } from '$lib/errors';
import { locale, type LocaleName } from '$lib/messages/index.svelte';

/** The fields of the form, as the core names them when it refuses one. */
export type Field =
  | 'name'
  | 'street'
  | 'postalCode'
  | 'city'
  | 'country'
  | 'taxNumber'
  | 'vatId'
  | 'iban'
  | 'isBusiness'
  | 'contractVersion';

/** The tax profile while it is being stated. It lies at the platform, so that it needs the network. */
export class TaxProfileForm {
  held = $state.raw<TaxProfileView | null>(null);
  name = $state('');
  street = $state('');
  postalCode = $state('');
  city = $state('');
  country = $state('DE');
  taxNumber = $state('');
  vatId = $state('');
  iban = $state('');
  isBusiness = $state(true);
  isSmallBusiness = $state(false);
  hasAgreed = $state(false);
  /** `distributor 2026-11`; empty while nothing is chosen. */
  contract = $state('');
  contractText = $state.raw<ContractTextView | null>(null);
  /** In which the text is read: at first that of the window. Both have the same content. */
  language = $state<LocaleName>('de');
  tried = $state(false);
  busy = $state(false);
  /** What the core refused at last. */
  #refused = $state.raw<{ field: string; why: string } | null>(null);

  constructor(private readonly backend: Backend) {}

  async load(): Promise<void> {
    this.#show(await this.backend.showTaxProfile());
  }

  #show(view: TaxProfileView): void {
    this.held = view;
    this.tried = false;
    this.#refused = null;
    this.contractText = null;
    this.language = locale.name;
    this.name = view.name;
    this.street = view.street;
    this.postalCode = view.postalCode;
    this.city = view.city;
    this.country = view.country || 'DE';
    this.taxNumber = view.taxNumber;
    this.vatId = view.vatId;
    this.iban = view.iban;
    this.isBusiness = view.isStated ? view.isBusiness : true;
    this.isSmallBusiness = view.isSmallBusiness;
    this.hasAgreed = view.hasAgreed;
    this.contract = this.#proposed(view);
  }

  /** What is agreed to now; empty while nothing is. */
  get agreed(): string {
    const last = this.held?.agreement;
    return last?.hasAgreed ? `${last.kind} ${last.version}` : '';
  }

  /** What was agreed to: nobody agrees to a newer version by changing an address. Else the only one there is. */
  #proposed({ agreement, offers }: TaxProfileView): string {
    if (this.agreed) return this.agreed;
    const of = offers.filter((one) => !agreement || one.kind === agreement.kind);
    return of.length === 1 ? `${of[0]!.kind} ${of[0]!.version}` : '';
  }

  /** Why a field cannot be, as a code of the core; null while it can. Looked at after the first try. */
  problem(field: Field): string | null {
    if (!this.tried) return null;
    if (this.#refused?.field === field) return this.#refused.why;
    return this.#localProblem(field);
  }

  #localProblem(field: Field): string | null {
    if (field === 'country') return isCountry(this.country) ? null : 'not_a_country';
    if (field === 'vatId') return isVatId(this.vatId) ? null : 'not_a_vat_id';
    if (!this.hasAgreed) return null;
    switch (field) {
      case 'name':
      case 'street':
      case 'postalCode':
      case 'city':
        return this[field].trim() === '' ? 'missing' : null;
      case 'taxNumber':
        return this.taxNumber.trim() || this.vatId.trim() ? null : 'missing_number';
      case 'isBusiness':
        return this.isBusiness ? null : 'not_a_business';
      case 'contractVersion':
        return this.contract || this.held?.agreement?.hasAgreed ? null : 'no_contract';
      default:
        return null;
    }
  }

  get hasProblems(): boolean {
    return FIELDS.some((field) => this.#localProblem(field) !== null);
  }

  get input(): TaxProfileInput {
    // Without a name the agreement stays as it is.
    const isNamed = this.hasAgreed && this.contract !== this.agreed;
    const [contractKind = '', contractVersion = ''] = this.contract.split(' ');
    return {
      name: this.name,
      street: this.street,
      postalCode: this.postalCode,
      city: this.city,
      country: this.country,
      taxNumber: this.taxNumber,
      vatId: this.vatId,
      iban: this.iban,
      isBusiness: this.isBusiness,
      isSmallBusiness: this.isSmallBusiness,
      hasAgreed: this.hasAgreed,
      contractKind: isNamed ? contractKind : '',
      contractVersion: isNamed ? contractVersion : '',
      version: this.held?.version ?? null,
    };
  }

  /** True when it was kept. What the core refuses about a field is said beside it; the rest is thrown. */
  async save(): Promise<boolean> {
    this.tried = true;
    this.#refused = null;
    if (this.busy || this.hasProblems) return false;
    this.busy = true;
    try {
      this.#show(await this.backend.saveTaxProfile(this.input));
      return true;
    } catch (error) {
      if (!isCommandError(error) || error.code !== 'tax_profile_refused') throw error;
      this.#refused = { field: error.values['field'] ?? '', why: error.values['why'] ?? '' };
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** Shows what is agreed to, in the version and the language that are chosen. */
  async readContract(): Promise<void> {
    const { contract: chosen, language } = this;
    const [kind, version] = chosen.split(' ');
    if (!kind || !version) return;
    const isMeant = () => this.contract === chosen && this.language === language;
    try {
      const text = await this.backend.showContract(kind, version, language);
      if (isMeant()) this.contractText = text;
    } catch (error) {
      // What stands there is in the language that it has.
      if (isMeant() && this.read) this.language = this.read.language === 'en' ? 'en' : 'de';
      throw error;
    }
  }

  /** The text that was read, while it is the one that is chosen: nobody agrees to another than stands there. */
  get read(): ContractTextView | null {
    const read = this.contractText;
    return read && `${read.kind} ${read.version}` === this.contract ? read : null;
  }
}

const FIELDS: Field[] = [
  'name',
  'street',
  'postalCode',
  'city',
  'country',
  'taxNumber',
  'vatId',
  'iban',
  'isBusiness',
  'contractVersion',
];

const isCountry = (text: string) => /^[A-Za-z]{2}$/.test(text.trim());

/** As the core reads it: blanks, dots and dashes are forgiven, a German one has nine digits. */
function isVatId(text: string): boolean {
  const id = text.replace(/[\s.-]/g, '').toUpperCase();
  if (id === '') return true;
  return id.startsWith('DE') ? /^DE\d{9}$/.test(id) : /^[A-Z]{2}[0-9A-Z]{2,13}$/.test(id);
}
