import { percentText } from '$lib/percent';
import { moneyText } from '$lib/format';
import { t } from '$lib/messages/index.svelte';
import { kindWord, stateWord } from '$lib/platform-words';

/** What was done; of what only a newer platform knows it says that. */
export const actionWord = (action: string): string => {
  const { actions, otherAction } = t().administration.log;
  return actions[action] ?? `${otherAction} (${action})`;
};

/** The details of an entry of the log, a line each; nothing where there are none. */
export function detailsText(json: string): string | null {
  const { labels } = t().administration.log;
  const found = readObject(json);
  const lines = Object.entries(found).map(([name, value]) => {
    return `${labels[name] ?? name}: ${valueText(name, value)}`;
  });
  return lines.length > 0 ? lines.join('\n') : null;
}

/** What was before and what is now are told field by field. */
function valueText(name: string, value: unknown): string {
  if (typeof value === 'string') return codeWord(name, value);
  const isSide = (name === 'from' || name === 'to') && typeof value === 'object' && value !== null;
  if (!isSide) return plainText(name, value);
  const { labels } = t().administration.log;
  const fields = Object.entries<unknown>({ ...value }).map(
    ([field, of]) => `${labels[field] ?? field} ${plainText(field, of)}`,
  );
  return fields.join(', ');
}

/** A value as people write it: amounts and rates as numbers, yes or no, a dash for what was emptied. */
function plainText(name: string, value: unknown): string {
  const { accounts, none } = t().administration;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && name.endsWith('_cents')) return moneyText(value);
  if (typeof value === 'number' && name.endsWith('_bp')) return percentText(String(value / 100));
  if (typeof value === 'boolean') return value ? accounts.yes : accounts.no;
  if (Array.isArray(value))
    return value.map((one: unknown) => plainText(name, one)).join(', ') || none;
  return value === null ? none : JSON.stringify(value);
}

function codeWord(name: string, value: string): string {
  if (name === 'by') return t().administration.customers.by[value] ?? value;
  if (name === 'outcome' || name === 'state') return stateWord(value);
  if (name === 'kind' || name === 'contract') return kindWord(value);
  // A change of role is told as from one to the other; what else is told so is no role.
  if (name === 'role' || name === 'from' || name === 'to') return t().account.roles[value] ?? value;
  return value;
}

function readObject(json: string): Record<string, unknown> {
  try {
    const found: unknown = JSON.parse(json);
    return typeof found === 'object' && found !== null ? { ...found } : {};
  } catch {
    // What is no JSON is shown as it is.
    return { details: json };
  }
}
