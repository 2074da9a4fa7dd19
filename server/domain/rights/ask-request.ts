/**
 * A request from outside of the portal. A form takes an address and gets one answer, whatever is known of the address: a
 * mail with a link goes to it. Nothing is stored until the link comes back with the same address, which proves that its
 * reader receives that mail. The request is then about every license and account of the address, and about the license of
 * a key that is shown with its owner's username. No document and no free text is taken.
 */

import { readLicenseKey } from '../../../client-sdk/typescript/contract/license-key.ts';
import { foldUsername } from '../../../client-sdk/typescript/contract/username.ts';
import { accountQueries } from '../account/account.ts';
import { accountsOfEmail } from '../account/email.ts';
import { dayOf, daysBetween, toDay, type Day } from '../kernel/day.ts';
import type { Generation } from '../kernel/generation.ts';
import type { MailInLanguage } from '../kernel/letter.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Asker, RequestKind } from '../kernel/rights.ts';
import { licensesOfEmail } from '../licensing/email-index.ts';
import { requireEmail } from '../licensing/issue.ts';
import { licenseQueries } from '../licensing/license.ts';
import { postMail, usefulUntil } from '../mail/outbox.ts';
import { dueDay } from './clocks.ts';
import { requestQueries, type RequestRow, type SubjectRow } from './request.ts';

/** The days after the day of the mail on which its link makes a request. */
export const LINK_DAYS = 3;
/** The maximum number of open requests. Each has a mailbox of its own, so this many are an attack. */
const OPEN_MAX = 10_000;
const TOKEN = /^(\d{1,7})\.([\w-]{22})$/;

export interface AskRequest extends MailInLanguage {
  email: string;
  /** What the person chose, which the page of the link offers again. */
  kind: RequestKind;
  /** The page that the mailed link opens: a URL without a slash at the end. */
  pageUrl: string;
}

/** Mails the link that makes a request. Known and unknown addresses get the same text. */
export function* askRequest(
  { kind, pageUrl, language, ...input }: AskRequest,
  call: Call,
  vault: Vault,
): Operation<Record<never, never>> {
  const email = requireEmail(input.email, vault);
  const token = tokenOf(email, dayOf(call.now), vault.current);
  const letter = { kind: 'request', link: `${pageUrl}/${token}?kind=${kind}` } as const;
  yield* ask(postMail({ to: { email }, until: usefulUntil(call), letter, language }, call, vault));
  return {};
}

/** Whether a link has the form and age of one that was mailed. Whose it is shows when the address is typed. */
export function isRequestLinkOpen(token: string, today: Day): boolean {
  return readToken(token, today) !== undefined;
}

export interface ConfirmRequest extends MailInLanguage {
  token: string;
  kind: RequestKind;
  asker: Asker;
  /** The address, typed again: it is stored nowhere. */
  email: string;
  /** A license key and the username of the account that owns its license; both or neither is empty. */
  licenseKey: string;
  username: string;
}

export interface RequestMade {
  request: Id;
  dueDay: Day;
}

/**
 * Makes a request. The same link and kind make it once while it is open.
 * @throws Refusal `link_unknown`, `rights_proof_wrong`, `server_unavailable`
 */
export function* confirmRequest(
  { language, ...input }: ConfirmRequest,
  call: Call,
  vault: Vault,
): Operation<RequestMade> {
  const { kind, asker, token } = input;
  const email = requireEmail(input.email, vault);
  const receivedDay = requireToken(token, email, call, vault);
  const link = vault.codeDigest(['request', token, kind]);
  const acknowledgedDay = dayOf(call.now);
  const [before, { held }] = yield* ask(
    requestQueries.findRequestByLink({ link }),
    requestQueries.countOpenRequests({ today: acknowledgedDay, near: acknowledgedDay }),
  );
  if (before !== undefined) return { request: before.id, dueDay: before.dueDay };
  if (held >= OPEN_MAX) refuse('server_unavailable');
  const subjects = yield* subjectsOf(email, input, call, vault);
  const row: RequestRow = {
    id: call.id,
    kind,
    asker,
    receivedDay,
    acknowledgedDay,
    dueDay: dueDay(kind, receivedDay),
    extension: null,
    closedDay: null,
    outcome: null,
    reason: null,
    link,
    address: vault.sealAddress({ email, language }) ?? refuse('mail_absent'),
    answer: null,
    answerEndsDay: null,
  };
  const [added] = yield* ask(requestQueries.addRequest(row));
  if (added === 0) return yield* madeMeanwhile(link);
  yield* ask(...subjects.map((subject) => requestQueries.addSubject(subject)));
  return { request: row.id, dueDay: row.dueDay };
}

/** The request that the same form has made while this one was read. */
function* madeMeanwhile(link: string): Operation<RequestMade> {
  const [row] = yield* ask(requestQueries.findRequestByLink({ link }));
  return row === undefined ? refuse('link_unknown') : { request: row.id, dueDay: row.dueDay };
}

/** The licenses and accounts of an address, and the license that a key and a username prove. */
function* subjectsOf(
  email: string,
  proof: Pick<ConfirmRequest, 'licenseKey' | 'username'>,
  call: Call,
  vault: Vault,
): Operation<SubjectRow[]> {
  const byKey = proof.licenseKey === '' ? [] : [yield* requireLicenseOf(proof, vault)];
  const licenses = new Set([...(yield* licensesOfEmail(email, vault)), ...byKey]);
  const accounts = yield* accountsOfEmail(email, vault);
  const subjects = [
    ...[...licenses].map((license) => ({ license, account: null })),
    ...accounts.map(({ id: account }) => ({ license: null, account })),
  ];
  return subjects.map((subject, nth) => ({
    id: vault.current.digest('subject of a request', [call.random, String(nth)]),
    request: call.id,
    ...subject,
    endsDay: null,
  }));
}

function* requireLicenseOf(
  { licenseKey, username }: Pick<ConfirmRequest, 'licenseKey' | 'username'>,
  { live }: Vault,
): Operation<Id> {
  const key = readLicenseKey(licenseKey);
  const verifiers = key.ok ? live.map((generation) => generation.keyVerifier(key.canonical)) : [];
  const found = yield* ask(...verifiers.map((verifier) => licenseQueries.findLicenseByKey({ verifier })));
  const license = found.find((row) => row !== undefined)?.id ?? '';
  const [owner] = yield* ask(accountQueries.findOwner({ license }));
  const [account] = yield* ask(accountQueries.findAccount({ account: owner?.account ?? '' }));
  return account?.username === foldUsername(username) ? license : refuse('rights_proof_wrong');
}

function requireToken(token: string, email: string, call: Call, vault: Vault): Day {
  const day = readToken(token, dayOf(call.now));
  if (day === undefined) return refuse('link_unknown');
  if (vault.live.some((generation) => vault.same(token, tokenOf(email, day, generation)))) return day;
  const message = 'is not the address to which this link was mailed';
  return refuse('link_unknown', { fields: [{ pointer: '/email', message }] });
}

/** The token of a link proves the address by a digest, so that nothing is stored of a link that nobody follows. */
function tokenOf(email: string, day: Day, generation: Generation): string {
  return `${day}.${generation.digest('request link', [email, String(day)])}`;
}

/** The day on which a link was mailed; undefined: the link is malformed or too old. */
function readToken(token: string, today: Day): Day | undefined {
  const [, day] = TOKEN.exec(token) ?? [];
  if (day === undefined) return undefined;
  const age = daysBetween(toDay(Number(day)), today);
  return age >= 0 && age <= LINK_DAYS ? toDay(Number(day)) : undefined;
}
