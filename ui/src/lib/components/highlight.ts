/** Folds a letter as the search does: case, umlauts and accents do not count. */
function foldLetter(letter: string): string {
  const bare = letter
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace('ß', 'ss')
    .replace('ł', 'l')
    .replace('ı', 'i')
    .replace('ø', 'o');
  return bare;
}

/** Folds a text and keeps, for every folded letter, where it stood. */
function foldWithPlaces(text: string): { folded: string; places: number[] } {
  let folded = '';
  const places: number[] = [];
  let at = 0;
  for (const letter of text) {
    const bare = foldLetter(letter);
    for (let n = 0; n < bare.length; n++) places.push(at);
    folded += bare;
    at += letter.length;
  }
  places.push(at);
  return { folded, places };
}

/** Folds a text for comparing. */
export function fold(text: string): string {
  return foldWithPlaces(text).folded;
}

/** The first part of `text` that answers the first word of `query`, at the start of a word first. */
export function matchRange(text: string, query: string): [number, number] | null {
  const { folded, places } = foldWithPlaces(text);
  for (const word of fold(query).split(/\s+/).filter(Boolean)) {
    const start = new RegExp(`(^|[^\\p{L}\\p{N}])${escapeRegExp(word)}`, 'u').exec(folded);
    const at = start ? start.index + start[1]!.length : folded.indexOf(word);
    if (at >= 0) return [places[at]!, places[at + word.length]!];
  }
  return null;
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
