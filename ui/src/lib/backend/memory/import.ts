import type { Commands } from '$lib/backend/backend';
import type {
  ImportProgress,
  ImportReport,
  ImportRequest,
  RejectedRecord,
} from '$lib/backend/types';
import { Chance } from './chance';
import { write } from './contacts';
import { FIRST_NAMES, LAST_NAMES } from './names';
import type { MemoryPractice } from './practice';
import { refuse } from './refuse';
import { receivedInvoice } from './received';
import { takeLine } from './sync';

type Names =
  | 'previewImport'
  | 'importContacts'
  | 'cancelImport'
  | 'checkReceivedInvoice'
  | 'pickFile'
  | 'saveDocument';
type Listener = (progress: ImportProgress) => void;

interface ImportCommands extends Commands<Names> {
  onImportProgress: (listener: Listener) => () => void;
}

const COLUMNS: [column: string, field: string | null][] = [
  ['Vorname', 'first_name'],
  ['Nachname', 'last_name'],
  ['Geburtstag', 'birthday'],
  ['Mobil', 'phone'],
  ['E-Mail', 'email'],
  ['Ort', 'city'],
  ['Kundennr.', null],
];
const RECORDS = 1240;
const AT_ONCE = 80;

/** A file with people, as an old program would have written it: some known, some broken. */
function recordsOf(): string[][] {
  const chance = new Chance(4711);
  return Array.from({ length: RECORDS }, (_, n) => {
    const first = chance.of(FIRST_NAMES);
    const last = chance.of(LAST_NAMES);
    const born =
      n % 311 === 17
        ? '31.02.1980'
        : `0${1 + chance.upTo(9)}.0${1 + chance.upTo(9)}.19${50 + chance.upTo(49)}`;
    const mail =
      n % 407 === 21 ? `${n}(at)example.org` : `import${n % 400 === 3 ? 3 : n}@example.org`;
    const name = n % 620 === 95 ? ['', ''] : [first, last];
    return [...name, born, `0160 ${1_000_000 + n}`, mail, 'Auenfeld', `D-${1000 + n}`];
  });
}

/** Importing, and what only a shell has: choosing and saving files. */
export function importOf(practice: MemoryPractice): ImportCommands {
  const listeners = new Set<Listener>();
  let cancelled = false;
  return {
    pickFile: async () => 'kontakte-export.csv',
    checkReceivedInvoice: async () => receivedInvoice(),
    saveDocument: async (document) => {
      download(document.fileName, document.mediaType, document.base64);
      return document.fileName;
    },
    previewImport: async (path) => {
      if (!/\.(csv|vcf)$/i.test(path)) throw refuse('unreadable_file');
      return {
        format: 'csv',
        encoding: 'windows-1252',
        delimiter: ';',
        columns: COLUMNS.map(([column, field]) => ({ column, field })),
        ignoredColumns: COLUMNS.filter(([, field]) => field === null).map(([column]) => column),
        sample: recordsOf().slice(0, 4),
        records: RECORDS,
      };
    },
    cancelImport: async () => {
      cancelled = true;
    },
    importContacts: async (request) => {
      cancelled = false;
      const tell = (progress: ImportProgress) =>
        listeners.forEach((listener) => listener(progress));
      return run(practice, request, tell, () => cancelled);
    },
    onImportProgress: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

async function run(
  practice: MemoryPractice,
  request: ImportRequest,
  tell: Listener,
  isCancelled: () => boolean,
): Promise<ImportReport> {
  const report: ImportReport = {
    read: 0,
    created: 0,
    updated: 0,
    duplicates: 0,
    withOpenEntries: 0,
    rejected: [],
    ignoredColumns: COLUMNS.map(([column]) => column).filter(
      (column) => !request.map.some(([field, named]) => field !== '' && named === column),
    ),
    cancelled: false,
  };
  const known = new Set(practice.contacts.map((one) => one.email));
  const records = recordsOf();
  const started = Date.now();
  for (let at = 0; at < records.length && !report.cancelled; at += AT_ONCE) {
    for (const record of records.slice(at, at + AT_ONCE))
      take(practice, request, record, report, known);
    if (request.dryRun) continue;
    const seconds = Math.max(0.05, (Date.now() - started) / 1000);
    tell(progressOf(report, records.length, seconds));
    await new Promise((go) => setTimeout(go, 20));
    report.cancelled = isCancelled();
  }
  if (!request.dryRun) {
    practice.record('import_contacts', 'contact', request.path);
    takeLine(practice, 'contacts');
  }
  return report;
}

function progressOf(report: ImportReport, total: number, seconds: number): ImportProgress {
  const { read, created, updated, duplicates, cancelled } = report;
  const perSecond = Math.round(read / seconds);
  const rejected = report.rejected.length;
  const done = read === total;
  return { read, total, created, updated, duplicates, rejected, perSecond, done, cancelled };
}

function take(
  practice: MemoryPractice,
  request: ImportRequest,
  record: string[],
  report: ImportReport,
  known: Set<string>,
): void {
  const at = (field: string) => {
    const column = request.map.find(([name]) => name === field)?.[1];
    return record[COLUMNS.findIndex(([name]) => name === column)] ?? '';
  };
  report.read++;
  const faults: RejectedRecord['faults'] = [];
  const [day, month, year] = at('birthday').split('.');
  if (month === '02' && Number(day) > 29)
    faults.push({ field: 'birthday', why: 'not_a_date', value: at('birthday') });
  if (at('email') && !at('email').includes('@'))
    faults.push({ field: 'email', why: 'not_an_email', value: at('email') });
  if (!at('first_name') && !at('last_name'))
    faults.push({ field: 'name', why: 'no_name', value: '' });
  const name = `${at('first_name')} ${at('last_name')}`.trim();
  if (faults.length > 0) report.rejected.push({ line: report.read + 1, name, faults });
  else if (known.has(at('email'))) report.duplicates++;
  else {
    known.add(at('email'));
    report.created++;
    if (request.dryRun) return;
    const who = {
      contactId: practice.id('contact'),
      ...{ name, firstName: '', lastName: '', city: '', email: '', phone: '' },
      ...{ birthday: null, openCents: 0, lastVisit: null, folded: '', roles: [] },
    };
    write(practice, who, {
      title: '',
      firstName: at('first_name'),
      lastName: at('last_name'),
      organisation: '',
      vatId: '',
      birthday: year ? `${year}-${month}-${day}` : null,
      note: '',
      roles: ['customer'],
      tags: [],
      phones: at('phone') ? [{ id: '', label: 'mobile', number: at('phone') }] : [],
      emails: at('email') ? [{ id: '', label: 'home', address: at('email') }] : [],
      addresses: [],
      consents: [],
    });
    practice.contacts.push(who);
  }
}

/** In a browser a document is saved by a link; under test there is none. */
function download(fileName: string, mediaType: string, base64: string): void {
  if (typeof URL.createObjectURL !== 'function') return;
  const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([bytes], { type: mediaType }));
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(link.href);
}
