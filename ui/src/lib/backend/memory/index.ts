import type { Backend } from '$lib/backend/backend';
import { accountOf } from './account';
import { administrationOf } from './administration';
import { affiliatesOf } from './affiliates';
import { cardsOf } from './cards';
import { casesOf } from './cases';
import { commissionsOf } from './commissions';
import { contactsOf } from './contacts';
import { creditNotesOf } from './credit-notes';
import { devicesOf } from './devices';
import { importOf } from './import';
import { laptopOf, type OneDesk } from './laptop';
import { invoicingOf } from './invoicing';
import { membershipOf } from './membership';
import { ownLogOf } from './own-log';
import { posOf } from './pos';
import type { MemoryPractice } from './practice';
import { type MemoryOptions } from './practice';
import { receptionOf } from './reception';
import { soldOrdersOf } from './sold-orders';
import { guarded } from './staff';
import { syncOf } from './sync';
import { tillOf } from './till';
import { whatIfOf } from './what-if';

export type { MemoryOptions } from './practice';

/** A desk that lives in memory: for tests, and for looking at the window in a browser. */
export function memoryBackend(options: MemoryOptions = {}): Backend {
  return laptopOf(options, deskOf);
}

function deskOf(practice: MemoryPractice): OneDesk {
  const commands = {
    ...accountOf(practice),
    ...receptionOf(practice),
    ...cardsOf(practice),
    ...contactsOf(practice),
    ...casesOf(practice),
    ...importOf(practice),
    ...posOf(practice),
    ...tillOf(practice),
    ...invoicingOf(practice),
    ...commissionsOf(practice),
    ...whatIfOf(practice),
    ...administrationOf(practice),
    ...creditNotesOf(practice),
    ...affiliatesOf(practice),
    ...membershipOf(practice),
    ...ownLogOf(practice),
    ...soldOrdersOf(practice),
    ...devicesOf(practice),
    ...syncOf(practice),
  };
  const { onImportProgress, ...asked } = commands;
  return {
    ...guarded(practice, asked),
    onImportProgress,
    onChange: (listener) => practice.listen(listener),
  };
}
