/**
 * The faults of a refused form, in the catalogue's words: which field is wrong, and what to correct. The table of
 * refusal codes names the field, and the catalogue has the text. If a refusal has no text, the page says that the form
 * arrived incomplete.
 */

import { PASSWORD_FAULTS, type PasswordFault } from '../../domain/account/password.ts';
import type { FieldFault, Refusal, RefusalCode, RefusalParts } from '../../domain/kernel/refusal.ts';
import { rowOfCode } from '../../domain/kernel/refusal-table.ts';
import type { Fault } from '../../web/field-fault.ts';
import type { Texts } from '../../texts/texts.ts';

type Sentences = Texts['faults'];
type ByField = Readonly<Record<string, string>>;

interface Refused {
  readonly refusal: Refusal;
  /** The fields of the form, as the customer typed them. */
  readonly typed: object;
}

/**
 * The faults that the refusal of a form describes, one for each field, in the order of the form. The list is empty if the form was not refused.
 */
export function faultsIn(returned: Refused | undefined, { faults: sentences }: Texts): Fault[] {
  if (returned === undefined) return [];
  const { refusal, typed } = returned;
  const all = [refusal.parts, ...(refusal.parts.others ?? [])];
  const faults = all.flatMap((parts) => faultsOf({ parts, typed }, sentences));
  const shown = faults.filter(
    ({ field }, nth) => field === undefined || faults.findIndex((fault) => fault.field === field) === nth,
  );
  if (shown.length === 0) return [{ message: sentences.malformed }];
  // faults that are about no field come first, then the others in the order of the form
  const order = Object.keys(typed);
  return shown.toSorted(({ field: a = '' }, { field: b = '' }) => order.indexOf(a) - order.indexOf(b));
}

/** The refusal of a form, or one of several refusals of the same form. */
interface Part {
  readonly parts: RefusalParts;
  readonly typed: object;
}

function faultsOf(part: Part, sentences: Sentences): Fault[] {
  const field = fieldOf(part);
  const text = textOf(part.parts, field, sentences);
  if (text !== undefined) return [{ field, message: text }];
  return (part.parts.fields ?? []).flatMap((fault) => ofField(fault, sentences.ofField));
}

/**
 * The form field that a refusal is about: the field that the refusal names or, if the form does not have that field,
 * the first of the refusal code's fields that the form has.
 */
function fieldOf({ parts, typed }: Part): string | undefined {
  const named = parts.fields?.[0]?.pointer.slice(1);
  const fields = [...(named === undefined ? [] : [named]), ...(rowOfCode(parts.code).fields ?? [])];
  return fields.find((field) => Object.hasOwn(typed, field));
}

function textOf(parts: RefusalParts, field: string | undefined, sentences: Sentences): string | undefined {
  const ofCode: Readonly<Partial<Record<RefusalCode, string>>> = sentences.ofCode;
  const ofCodeAt: Readonly<Partial<Record<RefusalCode, ByField>>> = sentences.ofCodeAt;
  const { code } = parts;
  if (code === 'password_refused') return sentences.passwordRefused[passwordFaultIn(parts)];
  if (code === 'too_many_requests') return sentences.wait(parts.retryAfter ?? 1);
  return (field === undefined ? undefined : ofCodeAt[code]?.[field]) ?? ofCode[code];
}

function ofField({ pointer }: FieldFault, texts: ByField): Fault[] {
  const field = pointer.slice(1);
  // an unknown field may have the name of a method of every object, such as `toString`
  const message = Object.hasOwn(texts, field) ? texts[field] : undefined;
  return message === undefined ? [] : [{ field, message }];
}

function passwordFaultIn({ fields }: RefusalParts): PasswordFault {
  const message = fields?.[0]?.message;
  const faults = Object.keys(PASSWORD_FAULTS) as PasswordFault[];
  return faults.find((fault) => PASSWORD_FAULTS[fault] === message) ?? 'guessed';
}
