/**
 * The tags of a page, parsed strictly: names in lower case, attributes in double quotes. Anything else is an error, so
 * that a value that escaped from its place is found wherever it went.
 */

export interface Tag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const TAG = /<(?:!doctype html|\/[a-z0-9]+|([a-z][a-z0-9]*)((?:\s+[a-zA-Z-]+(?:="[^"<>]*")?)*)\s*\/?)>/g;
const ATTRIBUTE = /([a-zA-Z-]+)(?:="([^"]*)")?/g;

/** The start tags of a page. */
export function tagsOf(page: string): Tag[] {
  const rest = page.replace(TAG, '');
  if (/[<>]/.test(rest))
    throw new Error(`not a tag: ${rest.slice(Math.max(0, rest.search(/[<>]/) - 40)).slice(0, 120)}`);
  return [...page.matchAll(TAG)].flatMap(([, name, written = '']) => {
    if (name === undefined) return [];
    const pairs = [...written.matchAll(ATTRIBUTE)].map(([, key = '', value = '']) => [key, unescape(value)]);
    if (new Set(pairs.map(([key]) => key)).size < pairs.length)
      throw new Error(`an attribute twice: ${written}`);
    return [{ name, attributes: Object.fromEntries(pairs) }];
  });
}

/** What a reader sees or hears: the text between the tags, and the attributes that screen readers read out. */
export function wordsOf(page: string): string[] {
  const heard = tagsOf(page).flatMap(({ attributes }) =>
    ['aria-label', 'title', 'alt', 'placeholder'].flatMap((name) => attributes[name] ?? []),
  );
  // an isolated word belongs to the sentence around it
  const sentences = page.replaceAll(/<\/?bdi>/g, '').split(/<[^>]*>/);
  return [...sentences.map((text) => unescape(text).trim()), ...heard].filter((text) => text !== '');
}

function unescape(text: string): string {
  const characters: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => characters[name] ?? '');
}
