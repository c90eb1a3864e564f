import type * as Reader from 'pdfjs-dist';
import type { PDFDocumentProxy } from 'pdfjs-dist';

let loading: Promise<typeof Reader> | undefined;

/** The reader is fetched with the first document; its worker is a file of our own. */
function loadReader(): Promise<typeof Reader> {
  loading ??= (async () => {
    const [reader, { default: PdfWorker }] = await Promise.all([
      import('pdfjs-dist/legacy/build/pdf.mjs') as Promise<typeof Reader>,
      import('pdfjs-dist/legacy/build/pdf.worker.mjs?worker'),
    ]);
    reader.GlobalWorkerOptions.workerPort = new PdfWorker();
    return reader;
  })();
  return loading;
}

/** Opens a document that came as base64. */
export async function openPdf(base64: string): Promise<PDFDocumentProxy> {
  const reader = await loadReader();
  const data = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  return reader.getDocument({ data, isEvalSupported: false, useSystemFonts: true }).promise;
}

/** Draws every page, `width` pixels wide on the screen and as sharp as the screen is. */
export async function drawPages(
  pdf: PDFDocumentProxy,
  width: number,
): Promise<HTMLCanvasElement[]> {
  const canvases: HTMLCanvasElement[] = [];
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number);
    const density = globalThis.devicePixelRatio || 1;
    const scale = width / page.getViewport({ scale: 1 }).width;
    const viewport = page.getViewport({ scale: scale * density });
    const canvas = document.createElement('canvas');
    canvas.width = Math.floor(viewport.width);
    canvas.height = Math.floor(viewport.height);
    await page.render({ canvas, viewport }).promise;
    canvases.push(canvas);
  }
  return canvases;
}
