import type { Backend } from '$lib/backend/backend';
import type {
  ImportColumn,
  ImportFault,
  ImportPreview,
  ImportProgress,
  ImportReport,
} from '$lib/backend/types';
import { formatCount } from '$lib/format';
import { t } from '$lib/messages/index.svelte';

export type ImportStep = 'pick' | 'mapping' | 'checking' | 'report' | 'running' | 'done';

/** Fields that a column can become, besides those that the file brought along. */
const FIELDS = [
  'first_name',
  'last_name',
  'name',
  'title',
  'organisation',
  'birthday',
  'mobile',
  'phone',
  'phone_home',
  'phone_work',
  'email',
  'email_work',
  'street',
  'house_number',
  'postal_code',
  'city',
  'country',
  'number',
  'labels',
  'note',
];

/** Taking over people from a file: read, match, check, and only then save. */
export class ImportController {
  step = $state<ImportStep>('pick');
  path = $state('');
  preview = $state.raw<ImportPreview | null>(null);
  columns = $state.raw<ImportColumn[]>([]);
  report = $state.raw<ImportReport | null>(null);
  progress = $state.raw<ImportProgress | null>(null);

  constructor(private readonly backend: Backend) {}

  reset(): void {
    this.step = 'pick';
    this.path = '';
    this.preview = null;
    this.columns = [];
    this.report = null;
    this.progress = null;
  }

  async pick(): Promise<void> {
    const path = await this.backend.pickFile();
    if (path !== null) await this.read(path);
  }

  async read(path: string): Promise<void> {
    const preview = await this.backend.previewImport(path);
    this.path = path;
    this.preview = preview;
    this.columns = preview.columns;
    this.step = 'mapping';
  }

  /** The name of the file, without the folders. */
  get fileName(): string {
    return this.path.split(/[\\/]/).at(-1) ?? '';
  }

  get fields(): string[] {
    const found = (this.preview?.columns ?? []).flatMap((one) => one.field ?? []);
    return [...new Set([...FIELDS, ...found])];
  }

  assign(column: string, field: string | null): void {
    this.columns = this.columns.map((one) => {
      if (one.column === column) return { column, field };
      // A field has one column: the newest choice counts.
      return field !== null && one.field === field ? { ...one, field: null } : one;
    });
  }

  /** Field to column; without a field the column is left out. */
  get #map(): [string, string][] {
    const known = new Map(this.preview?.columns.map((one) => [one.column, one.field]));
    const out = this.columns.filter((one) => one.field === null && known.get(one.column));
    return [
      ...out.map((one): [string, string] => ['', one.column]),
      ...this.columns.flatMap((one): [string, string][] =>
        one.field ? [[one.field, one.column]] : [],
      ),
    ];
  }

  /** The dry run: everything is read and judged, nothing is saved. */
  async check(): Promise<void> {
    this.step = 'checking';
    try {
      this.report = await this.#run(true);
      this.step = 'report';
    } catch (error) {
      this.step = 'mapping';
      throw error;
    }
  }

  /** How many contacts the import would make or complete. */
  get toTake(): number {
    return (this.report?.created ?? 0) + (this.report?.updated ?? 0);
  }

  async start(): Promise<void> {
    this.progress = null;
    this.step = 'running';
    const end = this.backend.onImportProgress((progress) => (this.progress = progress));
    try {
      this.report = await this.#run(false);
      this.step = 'done';
    } catch (error) {
      this.step = 'report';
      throw error;
    } finally {
      end();
    }
  }

  async stop(): Promise<void> {
    await this.backend.cancelImport();
  }

  #run(dryRun: boolean): Promise<ImportReport> {
    return this.backend.importContacts({ path: this.path, dryRun, map: this.#map });
  }

  /** `1.240 je Sekunde, noch 8 Sekunden`; empty until the rate is known. */
  get pace(): string {
    const now = this.progress;
    if (!now || now.perSecond === 0) return '';
    const words = t().contacts.importing;
    const seconds = Math.ceil((now.total - now.read) / now.perSecond);
    const left =
      seconds < 90
        ? words.seconds(formatCount(seconds))
        : words.minutes(formatCount(Math.ceil(seconds / 60)));
    return words.rate(formatCount(now.perSecond), left);
  }
}

/** What a field is called: `phone_2` is the second phone. */
export function fieldText(field: string): string {
  const { fields } = t().contacts.importing;
  const [, name, slot] = /^(.*?)(?:_(\d+))?$/.exec(field) ?? [];
  const text = fields[field] ?? fields[name ?? field] ?? field;
  return slot && !fields[field] ? `${text} ${slot}` : text;
}

/** What is wrong with a field, as a sentence. */
export function faultText(fault: ImportFault): string {
  const words = t().contacts.importing;
  const why = words.faults[fault.why];
  if (why === undefined) return `${fieldText(fault.field)}: ${fault.why}`;
  if (fault.value === '' || /^\p{Lu}/u.test(why)) return why;
  return words.fault(fieldText(fault.field), fault.value, why);
}
