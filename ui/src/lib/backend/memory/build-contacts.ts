import { fold } from '$lib/components/highlight';
import type { Chance } from './chance';
import { CITIES, FIRST_NAMES, LAST_NAMES } from './names';

export interface MemoryContact {
  contactId: string;
  name: string;
  firstName: string;
  lastName: string;
  city: string;
  roles: string[];
  email: string;
  phone: string;
  birthday: string | null;
  /** Unpaid, in cents. */
  openCents: number;
  lastVisit: string | null;
  /** What the search looks at. */
  folded: string;
}

const ROLES = [
  ['customer'],
  ['customer'],
  ['patient'],
  ['customer', 'patient'],
  ['lead'],
  ['partner'],
];

/** The people of the demo practice: the first ones by name, the rest by chance. */
export function buildContacts(count: number, chance: Chance): MemoryContact[] {
  const list: MemoryContact[] = [];
  for (let n = 0; n < count; n++) {
    const known = n < 21;
    const firstName = known ? FIRST_NAMES[n]! : chance.of(FIRST_NAMES);
    const lastName = known ? LAST_NAMES[n]! : chance.of(LAST_NAMES);
    list.push(contact(n, firstName, lastName, chance));
  }
  return list;
}

function contact(n: number, firstName: string, lastName: string, chance: Chance): MemoryContact {
  const name = `${firstName} ${lastName}`;
  const email = `${fold(firstName)}.${fold(lastName).replace(/\s/g, '')}${n > 20 ? n : ''}@example.org`;
  const phone = `0151 ${String(2_000_000 + chance.upTo(7_900_000))}`;
  const year = 1945 + chance.upTo(60);
  const two = (value: number) => String(value + 1).padStart(2, '0');
  return {
    contactId: `contact-${n + 1}`,
    name,
    firstName,
    lastName,
    city: chance.of(CITIES),
    roles: chance.of(ROLES),
    email,
    phone,
    birthday: `${year}-${two(chance.upTo(12))}-${two(chance.upTo(28))}`,
    openCents: n === 19 ? 1800 : 0,
    lastVisit: null,
    folded: `${fold(name)} ${phone.replace(/\D/g, '')} ${email}`,
  };
}
