/**
 * Changes the email of an account's licenses. The change is proved by codes that are mailed to the old and the new
 * address, or by a code to the new address and the license key. The key is enough only for an owner who has proved the old
 * address before, or where there is none: otherwise the holder of a leaked key could take the license from its buyer. The key for the new address is derived with the
 * license's nonce and added; the old key stays valid for running apps. Until the proof, the link stores keyed digests
 * of the change and the sealed mail with the new keys, but not the new address itself. Typing the old address counts as
 * a guess, like typing an email to show a key.
 */

import { readLicenseKey } from '../../../client-sdk/typescript/contract/license-key.ts';
import { countLoginTry, resetLoginThrottle } from '../account/login-throttle.ts';
import { dayOf, addSeconds } from '../kernel/day.ts';
import { currentIndex, formsOf, type StoredIndex } from '../licensing/email-index.ts';
import { keysMail } from '../mail/key-mail.ts';
import { derivedFor, requireIssueGeneration } from '../licensing/derived-key.ts';
import { requireEmail } from '../licensing/issue.ts';
import { licenseQueries, type LicenseRow, lockByVerifiers } from '../licensing/license.ts';
import {
  countWrongCode,
  LINK_SECONDS,
  linkQueries,
  makeLink,
  takeCode,
  type Taken,
} from '../account/one-time-link.ts';
import { postMail, postSealed, sealMail } from '../mail/outbox.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { requireProduct } from '../licensing/product.ts';
import { accountQueries } from '../account/account.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import { OWNED_MAX, ownerQueries } from './owned-licenses.ts';
import { takeoverQueries } from './takeovers.ts';
import { isEmailProved } from './transfers.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Who } from '../account/session.ts';
import type { KeyLine, Letter, MailInLanguage } from '../kernel/letter.ts';
import { notifyOwner } from '../account/notify-owner.ts';

/** The maximum number of licenses that are changed together, so that their keys fit into one mail. */
const LICENSES_MAX = 30;

export interface AskEmailChange extends MailInLanguage {
  who: Who;
  newEmail: string;
  /** The old email: all licenses of the account that were bought with this email are changed. */
  oldEmail?: string | undefined;
  /** The key of a license, given instead of the old email: only this license is changed. */
  licenseKey?: string | undefined;
}

/** The change of one license, with its values before and after the change. */
interface Change {
  license: Id;
  old: string;
  verifier: string;
  issueGeneration: number;
}

/** What the link to the new address stores about the change. */
interface About {
  kind: 'new address';
  /** Whether the old address also gets a code. */
  byOld: boolean;
  index: StoredIndex;
  generation: number;
  changes: Change[];
  /** The sealed mail with the new keys. */
  keys: string;
}

const OLD_ADDRESS = JSON.stringify({ kind: 'old address' });

/**
 * Mails the codes that prove an email change. Returns null if the old email is the email of no license of the
 * account; this attempt is counted as a guess.
 * @throws Refusal `email_mismatch` if the key is of no license of the account; `email_unproved` if the key is not enough
 */
export function* askEmailChange(
  input: AskEmailChange,
  call: Call,
  vault: Vault,
): Operation<{ byOld: boolean } | null> {
  requireIssueGeneration(vault);
  const newEmail = requireEmail(input.newEmail, vault, '/newEmail');
  const oldEmail =
    input.oldEmail === undefined ? undefined : requireEmail(input.oldEmail, vault, '/oldEmail');
  const rows = yield* licensesToChange(input, oldEmail, call, vault);
  if (rows.length === 0) return null;
  const { changes, keys } = yield* derive(rows.slice(0, LICENSES_MAX), newEmail, vault);
  const about: About = {
    kind: 'new address',
    byOld: oldEmail !== undefined,
    index: currentIndex(newEmail, vault.current),
    generation: vault.current.number,
    changes,
    keys: sealMail(keysMail(newEmail, keys, call, { language: input.language }), vault),
  };
  yield* send(input, [newEmail, JSON.stringify(about)], 0, call, vault);
  if (oldEmail !== undefined) yield* send(input, [oldEmail, OLD_ADDRESS], 1, call, vault);
  return { byOld: about.byOld };
}

/**
 * How many licenses of the account an email change would concern. Writes nothing but the guess.
 * @throws Refusal as `askEmailChange`
 */
export function* considerEmailChange(
  input: Pick<AskEmailChange, 'who' | 'oldEmail' | 'licenseKey'>,
  call: Call,
  vault: Vault,
): Operation<{ licenses: number }> {
  const { oldEmail: typed } = input;
  const oldEmail = typed === undefined ? undefined : requireEmail(typed, vault, '/oldEmail');
  const rows = yield* licensesToChange(input, oldEmail, call, vault);
  return { licenses: rows.length };
}

function* send(
  { who: { account, family: browser }, language }: AskEmailChange,
  [email, about]: readonly [email: string, about: string],
  nth: number,
  call: Call,
  vault: Vault,
): Operation<void> {
  const { code, add } = makeLink({ purpose: 'email', account, browser, about }, nth, call, vault);
  const letter: Letter = { kind: 'code', of: nth === 0 ? 'new address' : 'old address', code };
  const mail = { to: { email }, until: addSeconds(call.now, LINK_SECONDS), letter, language };
  yield* ask(add, postMail(mail, call, vault, nth));
}

function* licensesToChange(
  { who: { account }, licenseKey }: Pick<AskEmailChange, 'who' | 'licenseKey'>,
  oldEmail: string | undefined,
  call: Call,
  vault: Vault,
): Operation<LicenseRow[]> {
  if (oldEmail !== undefined) {
    const guesser = { guessed: 'email', username: account, asker: 'owner' } as const;
    yield* countLoginTry(guesser, call, vault);
    const [derivable] = yield* ask(ownerQueries.listDerivable({ account, rows: OWNED_MAX }));
    const indexes = formsOf(oldEmail, vault).map(({ emailIndex }) => emailIndex);
    const rows = derivable.filter(({ emailIndex }) => emailIndex !== null && indexes.includes(emailIndex));
    if (rows.length > 0) yield* ask(...resetLoginThrottle(guesser, vault));
    return rows;
  }
  const key = readLicenseKey(licenseKey ?? '');
  const found = key.ok ? yield* ask(...lockByVerifiers(key.canonical, vault)) : [];
  const license = found.find((row) => row !== undefined)?.id ?? '';
  const [row, owner] = yield* ask(
    ownerQueries.findOwned({ account, license }),
    accountQueries.findOwner({ license }),
  );
  const fields = (message: string) => ({ fields: [{ pointer: '/licenseKey', message }] });
  if (row === undefined || row.nonce === null)
    return refuse('email_mismatch', fields('is not the key of a license of this account'));
  if (!isEmailProved(row, owner)) refuse('email_unproved', fields('is not enough without the old address'));
  return [row];
}

function* derive(
  rows: readonly LicenseRow[],
  email: string,
  vault: Vault,
): Operation<{ changes: Change[]; keys: KeyLine[] }> {
  const [changes, keys]: [Change[], KeyLine[]] = [[], []];
  for (const row of rows) {
    const product = yield* requireProduct(row.product);
    const [[order]] = yield* ask(licenseQueries.listOrders({ license: row.id, rows: 1 }));
    const { licenseKey, verifier, issueGeneration } = derivedFor({ row, product }, email, vault);
    changes.push({ license: row.id, old: row.emailIndex ?? '', verifier, issueGeneration });
    keys.push({ product: product.name, licenseKey, order: order?.reference });
  }
  return { changes, keys };
}

export interface ProveEmailChange extends MailInLanguage {
  who: Who;
  newCode: string;
  oldCode?: string | undefined;
}

type CodeField = 'newCode' | 'oldCode';

/**
 * The result of proving an email change. `wrong`: the codes in the named fields match no link. After five forms with
 * wrong codes all links are invalid.
 */
export type EmailChanged =
  { is: 'done'; licenses: number } | { is: 'over' } | { is: 'wrong'; fields: CodeField[] };

/**
 * Changes the email of the licenses, and mails their new keys to the new address. Licenses that were erased before the
 * proof stay erased.
 */
export function* proveEmailChange(
  { who, newCode, oldCode, language }: ProveEmailChange,
  call: Call,
  vault: Vault,
): Operation<EmailChanged> {
  const where = { purpose: 'email', browser: who.family } as const;
  const about = aboutOf(yield* takeCode(newCode, where, call, vault));
  const other = aboutOf(yield* takeCode(oldCode ?? '', where, call, vault));
  if (about === undefined || other === undefined) return { is: 'over' };
  const needsOld = about.kind === 'new address' ? about.byOld : oldCode !== undefined;
  const fields: CodeField[] = [
    ...(about.kind === 'new address' ? [] : (['newCode'] as const)),
    ...(needsOld && other.kind !== 'old address' ? (['oldCode'] as const) : []),
  ];
  if (about.kind !== 'new address' || fields.length > 0) {
    yield* countWrongCode(where, vault);
    return { is: 'wrong', fields };
  }
  const { account } = who;
  const [row] = yield* ask(accountQueries.lockAccount({ account }), linkQueries.dropLinks({ account }));
  let licenses = 0;
  for (const change of about.changes) licenses += yield* apply(change, account, about, call);
  if (row === undefined || licenses === 0) return { is: 'over' };
  yield* ask(
    postSealed(about.keys, call, vault),
    ...notifyOwner(
      { ...row, language },
      { kind: 'changed', what: 'license email', username: row.username },
      call,
      vault,
      1,
    ),
  );
  return { is: 'done', licenses };
}

/** Changes the email of one license; returns 0 if the license has another email or another owner by now. */
function* apply(
  { license, old, verifier, issueGeneration }: Change,
  account: Id,
  about: About,
  call: Call,
): Operation<number> {
  const { index, generation } = about;
  const [, owner] = yield* ask(
    licenseQueries.lockLicense({ license }),
    accountQueries.findOwner({ license }),
  );
  if (owner?.account !== account) return 0;
  const [moved] = yield* ask(licenseQueries.moveEmailIndex({ id: license, old, ...index }));
  if (moved === 0) return 0;
  const key = { verifier, generation, license, createdDay: dayOf(call.now) };
  yield* ask(
    licenseQueries.changeIssueGeneration({ id: license, issueGeneration }),
    licenseQueries.addLicenseKey(key),
    accountQueries.proveOwner({ license, account, day: key.createdDay }),
    takeoverQueries.dropTakeover({ license }),
  );
  return 1;
}

/**
 * What the matching link stores about an email change. Two values mean failure. `nothing`: the code matches no link, or
 * the link is for another purpose. Undefined: no link of this browser is valid.
 */
function aboutOf(taken: Taken): About | { kind: 'old address' | 'nothing' } | undefined {
  if (taken.is === 'over') return undefined;
  if (taken.is !== 'good' || taken.row.about === null) return { kind: 'nothing' };
  return JSON.parse(taken.row.about) as About | { kind: 'old address' | 'nothing' };
}
