/**
 * HTML as a value. A template tagged `html` escapes every string that is put into it, so that what a customer or a
 * vendor typed can only ever be read; what another such template made is taken as it is. There is no way to mark a
 * string as safe. Attributes are written in double quotes, and tags never come from a value.
 */

const MARKUP = Symbol('markup');

/** Made by `html` alone: no string and no parsed JSON can pass for it. */
export interface Html {
  readonly [MARKUP]: string;
}

/** `undefined` and `false` write nothing, so that `${isNew && html`…`}` reads well; a list is written one by one. */
export type Part = Html | string | number | false | undefined | readonly Part[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** The tag of a template. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { [MARKUP]: texts.map((text, at) => text + write(parts[at])).join('') };
}

/** The text of a page. */
export function write(part: Part): string {
  if (part === undefined || part === false) return '';
  if (typeof part === 'string') return part.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
  if (typeof part === 'number') return String(part);
  return MARKUP in part ? part[MARKUP] : part.map(write).join('');
}
