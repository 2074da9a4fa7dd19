/**
 * Templates of HTML. A template tagged `html` escapes every string that is inserted, so text from a customer or a vendor
 * is never markup. The results of other templates are inserted as they are. No function marks a string as safe.
 * Attributes use double quotes, and tag names never come from a value.
 */

const MARKUP = Symbol('markup');

/** HTML that only the template tag `html` creates: no string and no parsed JSON has this type. */
export interface Html {
  readonly [MARKUP]: string;
}

/**
 * A value that can be inserted in an HTML template. `undefined` and `false` are written as nothing, for `${isNew &&
 * html`…`}`. The parts of a list are concatenated.
 */
export type Part = Html | string | number | false | undefined | readonly Part[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** The template tag that makes HTML and escapes every inserted string. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { [MARKUP]: texts.map((text, index) => text + write(parts[index])).join('') };
}

/** Writes HTML as text. */
export function write(part: Part): string {
  if (part === undefined || part === false) return '';
  if (typeof part === 'string') return part.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
  if (typeof part === 'number') return String(part);
  return MARKUP in part ? part[MARKUP] : part.map(write).join('');
}
