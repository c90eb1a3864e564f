/** How many rows are drawn at once. */
const PORTION = 200;

/**
 * A long list in a dialog: the first rows are drawn, and the next ones when somebody asks for them.
 * What is counted and saved is always the whole list.
 */
export class Portion<Row> {
  #drawn = $state(PORTION);

  constructor(private readonly all: () => Row[]) {}

  get shown(): Row[] {
    return this.all().slice(0, this.#drawn);
  }

  /** How many rows are not drawn yet. */
  get left(): number {
    return Math.max(0, this.all().length - this.#drawn);
  }

  more(): void {
    this.#drawn += PORTION;
  }

  /** Another list begins at its first rows. */
  restart(): void {
    this.#drawn = PORTION;
  }
}
