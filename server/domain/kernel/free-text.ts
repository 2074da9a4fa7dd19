/**
 * The texts that a person or a program may choose freely, with the columns that store each text as it is. All of them
 * are checked here: their length, that every character is visible, and that nothing looks like data that Quietkey
 * promises not to store. A column of plain text that is neither in this table nor limited to a closed list fails
 * `test/rules/free-text.test.ts`.
 */

import { personalIn, type PersonalKind, type Writing } from './personal-pattern.ts';
import { unseenIn } from './printable.ts';
import { refuse } from './refusal.ts';

interface FreeTextRow {
  /** The columns that store the text, each as `table.column`. */
  readonly columns: readonly string[];
  readonly writing: Writing;
  /** The maximum length in UTF-16 units. */
  readonly charactersMax: number;
  /** Set if a text with any @ is refused, since people may copy an address into it. */
  readonly noAt?: true;
}

export const FREE_TEXTS = {
  productId: { columns: ['products.id'], writing: 'reference', charactersMax: 32 },
  productName: { columns: ['products.name'], writing: 'prose', charactersMax: 80 },
  entitlement: {
    columns: ['products.entitlements', 'licenses.entitlements'],
    writing: 'reference',
    charactersMax: 32,
  },
  order: { columns: ['orders.reference'], writing: 'reference', charactersMax: 100, noAt: true },
  reason: { columns: ['operator_actions.reason'], writing: 'prose', charactersMax: 200, noAt: true },
  purpose: {
    columns: ['operator_actions.purpose', 'operator_tokens.purpose'],
    writing: 'prose',
    charactersMax: 80,
    noAt: true,
  },
  actor: { columns: ['operator_actions.actor'], writing: 'reference', charactersMax: 64, noAt: true },
  tokenName: { columns: ['operator_tokens.name'], writing: 'prose', charactersMax: 80, noAt: true },
  authority: { columns: ['holds.authority'], writing: 'prose', charactersMax: 120, noAt: true },
  recipient: { columns: ['disclosures.recipient'], writing: 'prose', charactersMax: 120, noAt: true },
  /** Counted in code points, after normalisation: `server/domain/ownership/nickname.ts`. */
  nickname: { columns: ['nicknames.nickname', 'sign_ins.nickname'], writing: 'prose', charactersMax: 40 },
  username: {
    columns: ['accounts.username', 'activations.username'],
    writing: 'reference',
    charactersMax: 32,
    noAt: true,
  },
} as const satisfies Readonly<Record<string, FreeTextRow>>;

export type FreeText = keyof typeof FREE_TEXTS;

const KINDS: Readonly<Record<PersonalKind, string>> = {
  mac: 'the hardware address of a network adapter',
  ip: 'an IP address',
  email: 'an email address',
  phone: 'a telephone number',
  card: 'a payment card number',
};
const REMEDIES: Readonly<Record<Writing, string>> = {
  prose: 'leave it out',
  reference: 'if it is not one, write letters directly before it, such as order1234',
};

/** What is wrong with a text, as a message that follows its name; undefined: it can be stored. */
export function freeTextFault(kind: FreeText, text: string): string | undefined {
  const { charactersMax } = FREE_TEXTS[kind];
  if (text.trim() === '' || text.length > charactersMax) return `must have 1 to ${charactersMax} characters`;
  return contentFault(kind, text);
}

/** What is wrong with the content of a text, whatever its length. */
export function contentFault(kind: FreeText, text: string): string | undefined {
  const unseen = unseenIn(text);
  if (unseen !== undefined) return `must not contain ${unseen}`;
  const { writing, noAt }: FreeTextRow = FREE_TEXTS[kind];
  const personal = noAt && text.includes('@') ? 'email' : personalIn(text, writing);
  if (personal === undefined) return undefined;
  const remedy = personal === 'email' ? 'leave it out' : REMEDIES[writing];
  return `must not contain what looks like ${KINDS[personal]}: ${remedy}`;
}

/** Refuses a text that must not be stored. */
export function requireFreeText(kind: FreeText, text: string, pointer: string): void {
  const message = freeTextFault(kind, text);
  if (message !== undefined) refuse('request_malformed', { fields: [{ pointer, message }] });
}
