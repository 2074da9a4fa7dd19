/**
 * Reads submitted forms of the portal: urlencoded text in UTF-8 with exactly the fields of the form. Unknown, missing
 * and duplicate fields are refused. A NUL character is also refused. No two parsers can therefore read a form
 * differently. A value without a name is dropped. The operations check the values. A form with a file is multipart, as
 * browsers without script send files; it is read in memory, by the parser of Node's fetch, and no name of a file is used.
 */

import type { IncomingMessage } from 'node:http';
import { refuse } from '../domain/kernel/refusal.ts';
import { collectBody, hasBody } from './read-bytes.ts';
import { pointerOf } from './json-pointer.ts';

/**
 * How often a field of a form is sent. `text`: once and not empty. `free`: once, and may be empty. `chosen`: at most
 * once, and an absent field is read as empty; for a button, or a checkbox with a value. `tick`: a checkbox. `many`: any
 * number of checkboxes with one name. `file`: a file of ASCII text; without a file, the empty text.
 */
type Field = 'text' | 'free' | 'chosen' | 'tick' | 'many' | 'file';
export type Fields = Readonly<Record<string, Field>>;

interface Values {
  text: string;
  free: string;
  chosen: string;
  tick: boolean;
  many: readonly string[];
  file: string;
}

/** The values of a form, typed by the fields of the form. */
export type FormOf<Form extends Fields> = {
  readonly [Name in keyof Form]: Values[Form[Name]];
};

/** The value that a ticked checkbox of the portal sends. */
const TICKED = 'yes';
const FORM_IN_UTF_8 = /^application\/x-www-form-urlencoded(?:[ \t]*;[ \t]*charset=(?:utf-8|"utf-8"))?$/i;
const FORM_WITH_FILE = /^multipart\/form-data[ \t]*;/i;
const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads the body of a request as a form with the given fields.
 * @throws Refusal `media_type_unsupported`, `body_too_large`, or `request_malformed` with the field
 */
export async function readForm<Form extends Fields>(
  request: IncomingMessage,
  fields: Form,
): Promise<FormOf<Form>> {
  const type = request.headers['content-type'] ?? '';
  const hasFile = FORM_WITH_FILE.test(type) && Object.values(fields).includes('file');
  if (hasBody(request) && !hasFile && !FORM_IN_UTF_8.test(type)) refuse('media_type_unsupported');
  const body = await collectBody(request);
  const sent = hasFile ? await sentParts(body, type) : sentFields(decode(body));
  for (const name of sent.keys()) if (!Object.hasOwn(fields, name)) malformed(name, 'is not a known field');
  const read = Object.entries(fields).map(([name, field]) => [name, readField(name, field, sent.get(name))]);
  return Object.fromEntries(read) as FormOf<Form>;
}

/**
 * Reads the query of a URL as form fields. Unknown parameters are ignored, because other sites add parameters to links.
 */
export function readQuery<Form extends Fields>(search: string, fields: Form): FormOf<Form> {
  const sent = new URLSearchParams(search);
  const read = Object.entries(fields).map(([name, field]) => {
    const [first = ''] = sent.getAll(name);
    return [name, field === 'many' ? sent.getAll(name) : field === 'tick' ? first === TICKED : first];
  });
  return Object.fromEntries(read) as FormOf<Form>;
}

function readField(name: string, field: Field, values: readonly string[] = []): FormOf<Fields>[string] {
  if (field === 'many') return values;
  if (values.length > 1) malformed(name, 'is a duplicate key');
  const [value] = values;
  if (field === 'tick')
    return value === undefined ? false : value === TICKED || malformed(name, 'is not a checkbox value');
  return value ?? (field === 'chosen' || field === 'file' ? '' : malformed(name, 'is missing'));
}

/** The required fields of a form that are empty. */
export function emptyFields(fields: Fields, typed: FormOf<Fields>): string[] {
  return Object.keys(fields).filter((name) => fields[name] === 'text' && typed[name] === '');
}

/** Refuses fields in which nothing was typed. @throws Refusal `request_malformed` with the fields */
export function refuseEmpty(names: readonly string[]): void {
  const faults = names.map((name) => ({ pointer: pointerOf([name]), message: 'is missing' }));
  if (faults.length > 0) refuse('request_malformed', { fields: faults });
}

/** The values that were sent for each field name, in the order in which they were sent. */
function sentFields(text: string): Map<string, string[]> {
  const sent = new Map<string, string[]>();
  for (const pair of text === '' ? [] : text.split('&')) {
    const [name = '', ...rest] = pair.split('=').map(percentDecode);
    // text browsers also send the control without a name, which the pages have for password managers
    if (name === '' && rest.length === 1) continue;
    const values = sent.get(name) ?? [];
    sent.set(name, [
      ...values,
      rest.length === 1 ? (rest[0] ?? '') : malformed(name, 'does not have exactly one value'),
    ]);
  }
  return sent;
}

/** The values of a multipart form. A file is read as text, of which every byte is a character. */
async function sentParts(body: Buffer, type: string): Promise<Map<string, string[]>> {
  const sent = new Map<string, string[]>();
  for (const [name, part] of await partsOf(body, type)) {
    const text = typeof part === 'string' ? part : Buffer.from(await part.arrayBuffer()).toString('latin1');
    // some editors write UTF-16, in which ASCII text differs only by zero bytes
    const value = typeof part === 'string' ? requireNoNul(text) : text.replaceAll('\0', '');
    sent.set(name, [...(sent.get(name) ?? []), value]);
  }
  return sent;
}

async function partsOf(body: Buffer, type: string): Promise<FormData> {
  try {
    return await new Response(body, { headers: { 'content-type': type } }).formData();
  } catch {
    return malformed('', 'is not a multipart form');
  }
}

function requireNoNul(text: string): string {
  return text.includes('\0') ? malformed('', 'contains NUL') : text;
}

/** Decodes percent-encoding. @throws Refusal if the result is not UTF-8 */
function percentDecode(encoded: string): string {
  return requireNoNul(orRefuse(() => decodeURIComponent(encoded.replaceAll('+', ' '))));
}

function decode(bytes: Buffer): string {
  return orRefuse(() => UTF_8.decode(bytes));
}

function orRefuse(act: () => string): string {
  try {
    return act();
  } catch {
    return malformed('', 'is not UTF-8');
  }
}

function malformed(name: string, message: string): never {
  return refuse('request_malformed', {
    fields: [{ pointer: name === '' ? '' : pointerOf([name]), message }],
  });
}
