/**
 * A search of every file in a folder for given values in every form in which a program might have left them: as typed,
 * in other letter case, as raw bytes, hex, base64 and base64url at any alignment, UTF-16, reversed. It is meant to be
 * run when no process has the database open.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Needle {
  /** What is looked for, in words; printed instead of the value. */
  name: string;
  text: string;
  /** The same as bytes, where it has a binary form: an address, a MAC. */
  bytes?: Uint8Array;
}

interface Finding {
  name: string;
  form: string;
  file: string;
}

export interface Search {
  files: number;
  bytes: number;
  findings: Finding[];
}

/** Fewer characters of base64 than this are found in random text by chance. */
const BASE64_CHARACTERS_MIN = 6;

export function searchFolder(folder: string, needles: readonly Needle[]): Search {
  const forms = needles.flatMap((needle) => formsOf(needle));
  const search: Search = { files: 0, bytes: 0, findings: [] };
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const content = readFileSync(file);
    search.files += 1;
    search.bytes += content.length;
    for (const { name, form, bytes } of forms) {
      if (content.includes(bytes)) search.findings.push({ name, form, file });
    }
  }
  return search;
}

/** Every form of a needle, none twice. */
export function formsOf({ name, text, bytes }: Needle): { name: string; form: string; bytes: Buffer }[] {
  const texts = new Set([text, text.toLowerCase(), text.toUpperCase()]);
  const forms = [...texts].flatMap((one) => [
    { form: 'text', bytes: Buffer.from(one) },
    { form: 'utf-16', bytes: Buffer.from(one, 'utf16le') },
    { form: 'reversed', bytes: Buffer.from(one).toReversed() },
    ...encodings('text', Buffer.from(one)),
  ]);
  if (bytes !== undefined) forms.push({ form: 'raw', bytes: Buffer.from(bytes) }, ...encodings('raw', bytes));
  const distinct = new Map(forms.map((form) => [Buffer.from(form.bytes).toString('latin1'), form]));
  return [...distinct.values()].map((form) => ({ name, form: form.form, bytes: Buffer.from(form.bytes) }));
}

function encodings(of: string, value: Uint8Array): { form: string; bytes: Buffer }[] {
  const hex = Buffer.from(value).toString('hex');
  return [
    { form: `hex of ${of}`, bytes: Buffer.from(hex) },
    { form: `hex of ${of}`, bytes: Buffer.from(hex.toUpperCase()) },
    ...[0, 1, 2].flatMap((shift) => base64At(of, value, shift)),
  ];
}

/** The characters of base64 that depend on the value alone when it begins `shift` bytes into a group of three. */
function base64At(of: string, value: Uint8Array, shift: number): { form: string; bytes: Buffer }[] {
  const encoded = Buffer.concat([Buffer.alloc(shift), value])
    .toString('base64')
    .replaceAll('=', '');
  const whole = Math.floor(((shift + value.length) * 8) / 6);
  const stable = encoded.slice(shift === 0 ? 0 : shift + 1, whole);
  if (stable.length < BASE64_CHARACTERS_MIN) return [];
  return [
    { form: `base64 of ${of}`, bytes: Buffer.from(stable) },
    { form: `base64url of ${of}`, bytes: Buffer.from(stable.replaceAll('+', '-').replaceAll('/', '_')) },
  ];
}
