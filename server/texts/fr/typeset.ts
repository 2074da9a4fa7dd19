/**
 * French typography: a narrow no-break space before `; : ! ?` and inside guillemets, and "1er" for the first day of a
 * month. The catalogue is written with ordinary spaces, since nobody sees a narrow one in a source.
 */

const NARROW = '\u202F';

/** A catalogue of which all texts, plain ones and those that functions write, are typeset. */
export function typeset<Part>(part: Part): Part {
  return typesetPart(part) as Part;
}

function typesetPart(part: unknown): unknown {
  if (typeof part === 'string') return typesetText(part);
  if (typeof part === 'function') {
    return (...values: unknown[]) => typesetPart((part as (...values: unknown[]) => unknown)(...values));
  }
  if (Array.isArray(part)) return part.map(typesetPart);
  return Object.fromEntries(Object.entries(part as object).map(([key, value]) => [key, typesetPart(value)]));
}

function typesetText(text: string): string {
  return text
    .replaceAll(/ (?=[;:!?»])|(?<=«) /g, NARROW)
    .replaceAll(
      /\b1 (?=janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)/g,
      '1er ',
    );
}
