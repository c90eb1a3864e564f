import type { CommandError, Severity } from '$lib/backend/types';
import { t } from '$lib/messages/index.svelte';
import { sentence } from '$lib/rights.svelte';

export interface Explained {
  severity: Severity;
  /** What happened. */
  title: string;
  /** What is safe, and what to do next. */
  text: string;
  code: string;
}

type ErrorTexts = Omit<ReturnType<typeof t>['errors'], 'code'>;
type KnownCode = keyof ErrorTexts;

/** Codes of the core that mean the same to the person at the desk. */
const SAME_AS: Record<string, KnownCode> = {
  unauthorized: 'not_signed_in',
  signed_out: 'not_signed_in',
  invalid_credentials: 'wrong_password',
  network: 'offline',
  unreachable: 'offline',
  timeout: 'offline',
  internal: 'server_error',
  busy: 'database_busy',
  newer_database: 'database_newer',
  disk_full: 'storage_full',
  invalid: 'invalid_input',
  passphrase_unreadable: 'wrong_passphrase',
  line_refused: 'invalid_input',
  other_currency: 'invalid_input',
  unreadable_field: 'invalid_input',
  unknown_field: 'invalid_input',
  unknown_column: 'invalid_input',
  not_a_month: 'invalid_input',
  not_a_currency: 'invalid_input',
  several_currencies: 'invalid_input',
  not_a_card: 'invalid_input',
  forbidden: 'read_only',
  not_compared_now: 'offline',
  unfit_answer: 'server_error',
  not_a_day: 'invalid_input',
};

/** True when the value is the error that the core sends. */
export function isCommandError(error: unknown): error is CommandError {
  return typeof error === 'object' && error !== null && 'code' in error && 'severity' in error;
}

/** Says in words what went wrong: what happened, what is safe, what to do next. */
export function explain(error: unknown): Explained {
  const texts: ErrorTexts = t().errors;
  if (!isCommandError(error)) return { severity: 'fault', code: 'window', ...withCode('window') };
  if (error.code === 'not_allowed') return { severity: error.severity, ...notAllowed(error) };
  if (error.code === 'administration_refused') {
    return { severity: error.severity, ...refusedByPlatform(error) };
  }
  // Whatever was asked of it: the platform has no room, and says nothing else.
  const code = error.values['code'] === 'platform_full' ? 'platform_full' : error.code;
  const known = knownCode(code, texts);
  if (known && known !== 'unknown') return { severity: error.severity, code, ...texts[known] };
  return { severity: error.severity, code: error.code, ...withCode(error.code) };
}

/** The row of the table; whatever is unknown by name (`unknown_card`, ...) is something not found. */
function knownCode(code: string, texts: ErrorTexts): KnownCode | undefined {
  if (code in texts) return code as KnownCode;
  return SAME_AS[code] ?? (code.startsWith('unknown_') ? 'not_found' : undefined);
}

/** Who may do it instead. */
function notAllowed({ code, values }: CommandError): Omit<Explained, 'severity'> {
  const who = (values.who ?? '').split(',').filter(Boolean);
  const { title, text } = t().errors.not_allowed;
  return { code, title, text: `${text} ${sentence(who, values.by === 'account')}` };
}

/** Refusals of the platform whose words name what ours cannot: days, fields, payouts. */
const NAMED_BY_PLATFORM = [
  'account_refused',
  'no_banking_day',
  'not_the_banks_day',
  'not_releasable',
  'not_returnable',
  'nothing_to_pay',
];

/** What the platform refused, in our words where we have them, else in its own. */
function refusedByPlatform({ code, values }: CommandError): Omit<Explained, 'severity'> {
  const { title, text } = t().errors.administration_refused;
  const { refusals, words } = t().administration;
  const refused = values.code ?? '';
  const known = refusals[refused];
  if (known === undefined) {
    return { code, title, text: `${text} ${words(values.words || refused)}` };
  }
  const isNamed = NAMED_BY_PLATFORM.includes(refused) && Boolean(values.words);
  return { code, title, text: isNamed ? `${known} ${words(values.words ?? '')}` : known };
}

function withCode(code: string): { title: string; text: string } {
  const { unknown, code: coded } = t().errors;
  return { title: unknown.title, text: `${unknown.text} ${coded(code)}` };
}
