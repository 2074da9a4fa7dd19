/** Operators: the tokens with which their scripts use the JSON API. */

import { dayOf, writeDate, addDays, type Day } from '../kernel/day.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { defineQueries, type NoParams, optionalRow, rowCount, rows } from '../kernel/query.ts';
import { freeTextFault } from '../kernel/free-text.ts';
import { idempotent, read, write } from '../kernel/named-operation.ts';
import { purposeFault } from '../kernel/purpose.ts';
import { refuse, type FieldFault } from '../kernel/refusal.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import {
  mapItems,
  readPage,
  type InPage,
  type Page,
  type PageAsked,
  type PageParams,
} from '../kernel/page.ts';

export const SCOPES = [
  'products:read',
  'products:write',
  'licenses:read',
  'licenses:write',
  'mail:send',
] as const;
export type Scope = (typeof SCOPES)[number];

/** The prefix of every operator token, by which secret scanners find a token that was pasted somewhere. */
export const TOKEN_PREFIX = 'qkop_';
export const TOKEN_DAYS = 365;
export const TOKEN_DAYS_MAX = 730;
/** The maximum number of stored tokens. Expired and revoked ones are stored for 30 days. */
export const TOKENS_MAX = 1_000;
const TOKEN_PATTERN = /^qkop_([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/;

interface OperatorTokenRow {
  id: Id;
  name: string;
  digest: string;
  /** The generation of the secret that keyed the digest of the token. */
  generation: number;
  /** The scopes of the token, as words separated by spaces. */
  scopes: string;
  createdDay: Day;
  /** The last day on which the token is valid. */
  expiresDay: Day;
  revokedDay: Day | null;
  /** The purpose of looks whose request states none. */
  purpose: string | null;
}

export const operatorQueries = defineQueries({
  addOperatorToken: rowCount<OperatorTokenRow>(),
  findOperatorToken: optionalRow<{ id: Id }, OperatorTokenRow>(),
  pageOperatorTokens: rows<PageParams, InPage<OperatorTokenRow>>(),
  countOperatorTokens: optionalRow<NoParams, { held: number }>(),
  revokeOperatorToken: rowCount<{ id: Id; day: Day }>(),
  setTokenPurpose: rowCount<{ id: Id; purpose: string | null }>(),
});

export interface OperatorTokenView {
  operatorToken: Id;
  name: string;
  scopes: Scope[];
  status: 'active' | 'expired' | 'revoked';
  createdOn: string;
  expiresOn: string;
  /** The purpose of looks whose request states none; null: each request must state one. */
  purpose: string | null;
}

interface CreateOperatorToken {
  name: string;
  scopes: Scope[];
  days?: number | undefined;
  purpose?: string | undefined;
}

/** Makes an operator token. `token` is shown only in this answer, since only its digest is stored. */
function* createOperatorToken(
  input: CreateOperatorToken,
  call: Call,
  vault: Vault,
): Operation<OperatorTokenView & { token: string }> {
  const today = dayOf(call.now);
  const { current } = vault;
  const { days = TOKEN_DAYS, scopes } = input;
  const faults: FieldFault[] = [];
  const nameFault = freeTextFault('tokenName', input.name);
  if (nameFault !== undefined) faults.push({ pointer: '/name', message: nameFault });
  faults.push(...faultsOfPurpose(input.purpose));
  if (scopes.length === 0) faults.push({ pointer: '/scopes', message: 'must name at least one scope' });
  if (!Number.isInteger(days) || days < 1 || days > TOKEN_DAYS_MAX) {
    faults.push({ pointer: '/days', message: `must be 1 to ${TOKEN_DAYS_MAX} days` });
  }
  if (faults.length > 0) refuse('request_malformed', { fields: faults });
  const row: OperatorTokenRow = {
    id: call.id,
    name: input.name,
    digest: current.digest('operator token', [call.id, call.random]),
    generation: current.number,
    scopes: SCOPES.filter((scope) => scopes.includes(scope)).join(' '),
    createdDay: today,
    expiresDay: addDays(today, days),
    revokedDay: null,
    purpose: input.purpose ?? null,
  };
  const [stored] = yield* ask(operatorQueries.countOperatorTokens({}));
  if ((stored?.held ?? 0) >= TOKENS_MAX)
    refuse('list_full', { detail: `At most ${TOKENS_MAX} tokens are kept.` });
  yield* ask(operatorQueries.addOperatorToken(row));
  return { ...viewOperatorToken(row, today), token: `${TOKEN_PREFIX}${call.id}.${call.random}` };
}

function* listOperatorTokens(asked: PageAsked, call: Call): Operation<Page<OperatorTokenView>> {
  const page = yield* readPage(asked, {
    query: operatorQueries.pageOperatorTokens,
    placeOf: ({ createdDay, id }) => ({ order: createdDay, id }),
  });
  return mapItems(page, (row) => viewOperatorToken(row, dayOf(call.now)));
}

/** @returns the token, and whether this call revoked it */
function* revokeOperatorToken(
  { operatorToken: id }: { operatorToken: Id },
  call: Call,
): Operation<OperatorTokenView & { changed: boolean }> {
  const today = dayOf(call.now);
  const [revoked] = yield* ask(operatorQueries.revokeOperatorToken({ id, day: today }));
  const [row] = yield* ask(operatorQueries.findOperatorToken({ id }));
  return { ...viewOperatorToken(row ?? refuse('operator_token_unknown'), today), changed: revoked > 0 };
}

/** Sets the purpose of a token's looks, or removes it. */
function* setTokenPurpose(
  { operatorToken: id, purpose }: { operatorToken: Id; purpose: string | null },
  call: Call,
): Operation<OperatorTokenView> {
  const fields = faultsOfPurpose(purpose ?? undefined);
  if (fields.length > 0) refuse('request_malformed', { fields });
  yield* ask(operatorQueries.setTokenPurpose({ id, purpose }));
  const [row] = yield* ask(operatorQueries.findOperatorToken({ id }));
  return viewOperatorToken(row ?? refuse('operator_token_unknown'), dayOf(call.now));
}

function faultsOfPurpose(purpose: string | undefined): FieldFault[] {
  const message = purpose === undefined ? undefined : purposeFault(purpose);
  return message === undefined ? [] : [{ pointer: '/purpose', message }];
}

/** The actor, scopes and purpose of a token. Unknown, expired, revoked and wrong tokens get one and the same refusal. */
function* authenticateOperator(
  input: { token: string },
  call: Call,
  vault: Vault,
): Operation<{ actor: string; scopes: Scope[]; purpose: string | null }> {
  const parts = TOKEN_PATTERN.exec(input.token);
  const [id, secret] = [parts?.[1], parts?.[2]];
  if (id === undefined || secret === undefined) refuse('token_invalid');
  const [row] = yield* ask(operatorQueries.findOperatorToken({ id }));
  const { current, live } = vault;
  const keyedBy = live.find(({ number }) => number === row?.generation) ?? current;
  const holds = vault.same(
    row?.digest ?? keyedBy.digest('operator token', []),
    keyedBy.digest('operator token', [id, secret]),
  );
  if (row === undefined || !holds) refuse('token_invalid');
  const view = viewOperatorToken(row, dayOf(call.now));
  if (view.status !== 'active') refuse('token_invalid');
  return { actor: `operator:${id}`, scopes: view.scopes, purpose: view.purpose };
}

function viewOperatorToken(row: OperatorTokenRow, today: Day): OperatorTokenView {
  const expired = row.expiresDay < today ? 'expired' : 'active';
  return {
    operatorToken: row.id,
    name: row.name,
    scopes: row.scopes
      .split(' ')
      .filter((word): word is Scope => (SCOPES as readonly string[]).includes(word)),
    status: row.revokedDay === null ? expired : 'revoked',
    createdOn: writeDate(row.createdDay),
    expiresOn: writeDate(row.expiresDay),
    purpose: row.purpose,
  };
}

/** The operations on operator tokens, by their names. */
export const tokenOperations = {
  createOperatorToken: write(createOperatorToken),
  listOperatorTokens: read(listOperatorTokens),
  revokeOperatorToken: write(revokeOperatorToken),
  setTokenPurpose: idempotent(setTokenPurpose),
  authenticateOperator: read(authenticateOperator),
};
