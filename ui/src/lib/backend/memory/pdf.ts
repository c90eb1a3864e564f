/** A plain page of text as PDF in base64, so that the window has something real to draw. */
export function pdfOf(title: string, lines: string[]): string {
  const content = [
    text(56, 770, 18, title),
    ...lines.map((line, at) => text(56, 730 - at * 17, 10.5, line)),
  ].join('\n');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
  ];
  let file = '%PDF-1.4\n';
  const starts = objects.map((object, at) => {
    const start = file.length;
    file += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return start;
  });
  const table = starts.map((start) => `${String(start).padStart(10, '0')} 00000 n \n`).join('');
  const count = objects.length + 1;
  const end = `xref\n0 ${count}\n0000000000 65535 f \n${table}trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  return btoa(file + end);
}

function text(x: number, y: number, size: number, words: string): string {
  return `BT /F1 ${size} Tf ${x} ${y} Td (${winAnsi(words)}) Tj ET`;
}

const SIGNS: Record<string, string> = {
  '€': '\x80',
  '„': '\x84',
  '“': '\x93',
  '–': '\x96',
  '−': '-',
};

function winAnsi(words: string): string {
  const plain = [...words].map((sign) => SIGNS[sign] ?? (sign.charCodeAt(0) < 256 ? sign : '?'));
  return plain.join('').replace(/[\\()]/g, (sign) => `\\${sign}`);
}

/** `1.234,56 €`, for the twin's own papers. */
export function euro(cents: number): string {
  const form = new Intl.NumberFormat('de-DE', { style: 'currency', currency: 'EUR' });
  return form.format(cents / 100).replace(/\u00a0/g, ' ');
}
