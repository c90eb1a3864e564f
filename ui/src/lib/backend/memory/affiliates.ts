import type { Commands } from '$lib/backend/backend';
import type { AffiliateCodeRow } from '$lib/backend/types';
import { pdfOf } from './pdf';
import type { MemoryPractice } from './practice';
import { refuse } from './refuse';

type Names =
  | 'listAffiliateCodes'
  | 'createAffiliateCode'
  | 'editAffiliateCode'
  | 'affiliateFlyerPdf'
  | 'affiliateFlyerPng';

/** Looks like a QR code, and leads nowhere. */
const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAB0AAAAdAQAAAAB+6FqiAAAAaklEQVR42mP4DwQMaMQHAYd6hu934+sZvkQGAol4EB' +
  'ETCBK7X8/wQQwo+/8rUN3nL9JAxWWf/jP87L38n+E3x+z/DD98gaz/v+8A1Un7/Gf4fu0RUG9QKZAICAASoUCJ7zf4' +
  'QHbwY9gLIgCzlVezRG6C4QAAAABJRU5ErkJggg==';

/** The affiliate codes of the twin. Its platform makes and changes them while the line is online. */
export function affiliatesOf(practice: MemoryPractice): Commands<Names> {
  const isLocal = practice.line === 'local_only';
  let codes = practice.options.contacts === 0 || isLocal ? [] : buildCodes();
  const ask = () => {
    if (isLocal) throw refuse('signed_out');
    if (practice.line !== 'online') throw refuse('needs_network');
  };
  const find = (code: string): AffiliateCodeRow => {
    const row = codes.find((one) => one.code === code.trim().toUpperCase());
    if (!row) throw refuse('unknown_affiliate_code');
    return row;
  };
  const live = (code: string): AffiliateCodeRow => {
    const row = find(code);
    if (row.retiredAt !== null) throw refuse('affiliate_code_retired');
    return row;
  };
  return {
    listAffiliateCodes: async () => ({
      codes: codes.map((row) => ({ ...row })),
      untold: 0,
      isTold: !isLocal,
      isLocal,
      asOf: practice.lastSync?.toISOString() ?? null,
    }),
    createAffiliateCode: async ({ stem, label }) => {
      const wish = stem.trim().toUpperCase();
      if (wish && !/^[0-9A-Z]+$/.test(wish))
        throw refuse('affiliate_code_refused', { why: 'characters' });
      if (wish && (wish.length < 3 || wish.length > 20))
        throw refuse('affiliate_code_refused', { why: 'length' });
      ask();
      const code = wish ? `${wish}X` : `K7Q2M${codes.length}X`;
      if (codes.some((row) => row.code === code)) throw refuse('affiliate_code_taken');
      const made = codeRow(code, label.trim(), practice.now().toISOString());
      codes = [made, ...codes];
      practice.changed('commissions');
      return { ...made };
    },
    editAffiliateCode: async ({ code, label, retired }) => {
      ask();
      const row = find(code);
      if (label !== null) row.label = label.trim();
      if (retired !== null) row.retiredAt = retired ? practice.now().toISOString() : null;
      practice.changed('commissions');
      return { ...row };
    },
    affiliateFlyerPdf: async (code, language) => {
      const row = live(code);
      const base64 = pdfOf(language === 'de' ? 'Empfehlungscode' : 'Referral code', [row.link]);
      return { fileName: `flyer-${row.code}.pdf`, mediaType: 'application/pdf', base64 };
    },
    affiliateFlyerPng: async (code) => {
      const row = live(code);
      return { fileName: `flyer-${row.code}.png`, mediaType: 'image/png', base64: PICTURE };
    },
  };
}

function codeRow(code: string, label: string, createdAt: string): AffiliateCodeRow {
  const link = `https://mojo.example/r/${code}`;
  return { code, label, link, createdAt, retiredAt: null, clicks: 0, recruited: 0 };
}

/** One for the leaflet, one for the page, and one that is retired. */
function buildCodes(): AffiliateCodeRow[] {
  const flyer = codeRow('BIRKE26R', 'Flyer Herbst', '2026-09-14T08:12:00.000Z');
  const page = codeRow('BIRKENHAINV', 'Homepage', '2025-03-03T10:30:00.000Z');
  const fair = codeRow('MESSE25K', 'Gesundheitsmesse 2025', '2025-02-10T07:45:00.000Z');
  return [
    { ...flyer, clicks: 214, recruited: 9 },
    { ...page, clicks: 1_873, recruited: 41 },
    { ...fair, clicks: 96, recruited: 4, retiredAt: '2025-06-30T16:00:00.000Z' },
  ];
}
