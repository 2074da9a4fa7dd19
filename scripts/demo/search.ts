/**
 * Searches all files of a folder for values in every form in which a program might have stored them: as typed, in other
 * letter case, as raw bytes, hex, base64 and base64url at any alignment, UTF-16, and reversed. No process should have
 * the database open during the search.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Needle {
  /** A description of the searched value, which is printed instead of the value. */
  name: string;
  text: string;
  /** The searched value in binary, if it has a binary form, such as an IP address or a MAC address. */
  bytes?: Uint8Array;
}

interface Hit {
  name: string;
  form: string;
  file: string;
}

export interface Search {
  files: number;
  bytes: number;
  hits: Hit[];
}

/** The shortest base64 text that is searched for. Shorter texts are found by chance in random text. */
const BASE64_CHARACTERS_MIN = 6;

export function searchFolder(folder: string, needles: readonly Needle[]): Search {
  const finder = finderOf(needles.flatMap((needle) => formsOf(needle)));
  const search: Search = { files: 0, bytes: 0, hits: [] };
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const content = readFileSync(file);
    search.files += 1;
    search.bytes += content.length;
    for (const { name, form } of finder(content)) search.hits.push({ name, form, file });
  }
  return search;
}

/** So many first bytes tell most places of a content apart from what is searched for. */
const BEGINNING_BYTES = 3;
const BYTE_BITS = 8;

/** Finds which of many byte strings a content has, in one pass for all of them. */
export function finderOf<Searched extends { readonly bytes: Buffer }>(
  all: readonly Searched[],
): (content: Buffer) => Searched[] {
  const isShort = ({ bytes }: Searched): boolean => bytes.length < BEGINNING_BYTES;
  const byBeginning = new Map<number, Searched[]>();
  const begins = new Uint8Array(2 ** (BYTE_BITS * BEGINNING_BYTES));
  for (const searched of all) {
    if (isShort(searched)) continue;
    const beginning = searched.bytes.readUIntBE(0, BEGINNING_BYTES);
    const others = byBeginning.get(beginning);
    if (others === undefined) byBeginning.set(beginning, [searched]);
    else others.push(searched);
    begins[beginning] = 1;
  }
  return (content) => {
    const found = new Set(all.filter((searched) => isShort(searched) && content.includes(searched.bytes)));
    let last = 0;
    for (let index = 0; index < content.length; index++) {
      last = ((last << BYTE_BITS) | (content[index] ?? 0)) & (begins.length - 1);
      const from = index + 1 - BEGINNING_BYTES;
      if (begins[last] !== 1 || from < 0) continue;
      for (const searched of byBeginning.get(last) ?? []) {
        const { bytes } = searched;
        if (
          content.length - from >= bytes.length &&
          content.compare(bytes, 0, bytes.length, from, from + bytes.length) === 0
        )
          found.add(searched);
      }
    }
    return all.filter((searched) => found.has(searched));
  };
}

/** The distinct forms in which a program might have stored a searched value. */
export function formsOf({ name, text, bytes }: Needle): { name: string; form: string; bytes: Buffer }[] {
  const texts = new Set([text, text.toLowerCase(), text.toUpperCase()]);
  const forms = [...texts].flatMap((variant) => [
    { form: 'text', bytes: Buffer.from(variant) },
    { form: 'utf-16', bytes: Buffer.from(variant, 'utf16le') },
    { form: 'reversed', bytes: Buffer.from(variant).toReversed() },
    ...encodings('text', Buffer.from(variant)),
  ]);
  if (bytes !== undefined) forms.push({ form: 'raw', bytes: Buffer.from(bytes) }, ...encodings('raw', bytes));
  const distinct = new Map(forms.map((form) => [Buffer.from(form.bytes).toString('latin1'), form]));
  return [...distinct.values()].map((form) => ({ name, form: form.form, bytes: Buffer.from(form.bytes) }));
}

function encodings(source: string, value: Uint8Array): { form: string; bytes: Buffer }[] {
  const hex = Buffer.from(value).toString('hex');
  return [
    { form: `hex of ${source}`, bytes: Buffer.from(hex) },
    { form: `hex of ${source}`, bytes: Buffer.from(hex.toUpperCase()) },
    ...[0, 1, 2].flatMap((shift) => base64At(source, value, shift)),
  ];
}

/**
 * The base64 characters that depend only on the searched value, if the value begins `shift` bytes into a group of
 * three.
 */
function base64At(source: string, value: Uint8Array, shift: number): { form: string; bytes: Buffer }[] {
  const encoded = Buffer.concat([Buffer.alloc(shift), value])
    .toString('base64')
    .replaceAll('=', '');
  const whole = Math.floor(((shift + value.length) * 8) / 6);
  const stable = encoded.slice(shift === 0 ? 0 : shift + 1, whole);
  if (stable.length < BASE64_CHARACTERS_MIN) return [];
  return [
    { form: `base64 of ${source}`, bytes: Buffer.from(stable) },
    { form: `base64url of ${source}`, bytes: Buffer.from(stable.replaceAll('+', '-').replaceAll('/', '_')) },
  ];
}
