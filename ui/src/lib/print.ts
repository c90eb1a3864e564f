/** A sheet of paper that only the printer sees. */
export class PrintSheet {
  #sheet: HTMLElement | null = null;

  /** Prints these paragraphs and nothing else of the window; the first is the heading. */
  print(heading: string, paragraphs: { text: string; large?: boolean }[]): void {
    this.remove();
    const sheet = document.createElement('article');
    sheet.className = 'paper';
    sheet.append(element('h1', heading));
    for (const one of paragraphs) sheet.append(element('p', one.text, one.large ? 'large' : ''));
    document.body.append(sheet);
    this.#sheet = sheet;
    window.print();
  }

  /** Takes it away again. The printing may still be going on when `print` returns. */
  remove(): void {
    this.#sheet?.remove();
    this.#sheet = null;
  }
}

function element(name: string, text: string, className = ''): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}
