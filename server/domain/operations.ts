/**
 * Every operation of the product by name: what a door may ask for. The store runs them; `write` operations run one at
 * a time in a transaction of their own, `read` operations beside them. `conclude` runs after the commit, outside any
 * transaction: there leases are signed.
 */

import { warnAbandoned } from './abandoned.ts';
import { activate, concludeGrant } from './activate.ts';
import { judgeNode, markNode } from './admission.ts';
import { changePassword, countRecoveryCodes, recoverByCode, renewRecoveryCodes } from './credentials.ts';
import { keepCounts, listCounts } from './count.ts';
import { keepDuty, leaveDuty } from './duty.ts';
import { askEmailChange, proveEmailChange } from './email-change.ts';
import { beginErasure, endErasure, eraseSlice, planErasure } from './erasure.ts';
import { countGenerations, wrapEmails } from './generation.ts';
import { listHeld } from './held.ts';
import { listHoldings } from './holdings.ts';
import type { Repeatable } from './idempotency.ts';
import { exportLicenses, recordExport } from './license-export.ts';
import { beginBulkIssue, issueLicense } from './license-issue.ts';
import {
  findLicenses,
  disownLicense,
  reinstateLicense,
  renewLicense,
  revokeLicense,
  setSeats,
  showLicense,
  suspendLicense,
} from './license-change.ts';
import { countMails, deleteMail, takeMails } from './mail.ts';
import { confirmPassword, logIn, tryPassword } from './login.ts';
import { listActivations } from './activation-list.ts';
import { countWanting, sendNotice } from './notice-send.ts';
import { noticeEnding, setNotices, showNotices, unsubscribe } from './notice.ts';
import {
  authenticateOperator,
  createOperatorToken,
  listOperatorTokens,
  revokeOperatorToken,
} from './operator.ts';
import type { Call, Signer, Vault } from './ports.ts';
import { addOwned, listOwned, nameMachine, showOwned } from './owned.ts';
import { showOwnKey } from './owned-key.ts';
import { releaseOwned } from './owned-release.ts';
import { addProduct, changeProduct, listProducts, showProduct } from './product.ts';
import {
  beginPurge,
  endPurge,
  firstDay,
  lastDone,
  lookForDue,
  markDone,
  planPurge,
  purgeSlice,
} from './purge.ts';
import type { Operation } from './operation.ts';
import {
  draftReceipts,
  keepReceipts,
  listReceipts,
  owedReceipts,
  showReceipt,
  signReceipts,
  type Wiped,
} from './receipt.ts';
import { askRecoveryEmail, proveRecoveryEmail, removeRecoveryEmail } from './recovery-email.ts';
import { askKey, askPassword, followLink, useLink } from './recovery.ts';
import { releaseByOperator, releaseLease } from './release.ts';
import { concludeRenewal, renewLease } from './renewal.ts';
import { endGivenOut } from './restored.ts';
import { endOtherSessions, endSession, exchangeSession, findSession, listSessions } from './session.ts';
import { considerSignUp, signUp } from './sign-up.ts';
import { dueWeeks, forgetTelemetry, keepTelemetry, listFigures, publishWeek } from './telemetry.ts';
import { replayTombstones } from './tombstone.ts';

const read = <Input, Answer>(operate: (input: Input, call: Call, vault: Vault) => Operation<Answer>) => ({
  mode: 'read' as const,
  operate,
  conclude: (answer: Answer): Answer => answer,
});

/** Found again by the key of the request, if it has one. */
const write = <Input, Answer>(operate: (input: Input, call: Call, vault: Vault) => Operation<Answer>) => ({
  ...read(operate),
  mode: 'write' as const,
  repeats: (input: Input & Repeatable): boolean => input.idempotencyKey !== undefined,
});

/** Found again by the machine and its request. */
const signed = <Input, Decided, Answer>(
  operate: (input: Input, call: Call, vault: Vault) => Operation<Decided>,
  conclude: (decided: Decided, signer: Signer, vault: Vault) => Answer,
) => ({ mode: 'write' as const, operate, conclude, repeats: () => true });

/** Done twice, it has done no more than once. */
const harmless = <Input, Answer>(operate: (input: Input, call: Call, vault: Vault) => Operation<Answer>) => ({
  ...read(operate),
  mode: 'write' as const,
  repeats: () => true,
});

export const OPERATIONS = {
  activate: signed(activate, concludeGrant),
  renewLease: { ...signed(renewLease, concludeRenewal), mayOnlyRead: true as const },
  releaseLease: signed(releaseLease, concludeRenewal),

  addProduct: write(addProduct),
  listProducts: read(listProducts),
  showProduct: read(showProduct),
  changeProduct: write(changeProduct),

  issueLicense: write(issueLicense),
  beginBulkIssue: write(beginBulkIssue),
  findLicenses: write(findLicenses),
  showLicense: write(showLicense),
  listHoldings: write(listHoldings),
  renewLicense: write(renewLicense),
  suspendLicense: write(suspendLicense),
  reinstateLicense: write(reinstateLicense),
  disownLicense: write(disownLicense),
  revokeLicense: write(revokeLicense),
  setSeats: write(setSeats),
  recordExport: write(recordExport),
  exportLicenses: read(exportLicenses),

  listActivations: write(listActivations),
  releaseByOperator: write(releaseByOperator),

  listOwned: read(listOwned),
  showOwned: read(showOwned),
  showOwnKey: write(showOwnKey),
  addOwned: harmless(addOwned),
  nameMachine: harmless(nameMachine),
  releaseOwned: harmless(releaseOwned),
  listHeld: read(listHeld),

  createOperatorToken: write(createOperatorToken),
  listOperatorTokens: read(listOperatorTokens),
  revokeOperatorToken: write(revokeOperatorToken),
  authenticateOperator: read(authenticateOperator),

  considerSignUp: read(considerSignUp),
  signUp: write(signUp),
  tryPassword: write(tryPassword),
  logIn: write(logIn),
  confirmPassword: write(confirmPassword),
  findSession: read(findSession),
  exchangeSession: write(exchangeSession),
  endSession: harmless(endSession),
  listSessions: read(listSessions),
  endOtherSessions: harmless(endOtherSessions),
  changePassword: write(changePassword),
  recoverByCode: write(recoverByCode),
  renewRecoveryCodes: write(renewRecoveryCodes),
  countRecoveryCodes: read(countRecoveryCodes),

  planPurge: read(planPurge),
  beginPurge: harmless(beginPurge),
  lookForDue: read(lookForDue),
  purgeSlice: harmless(purgeSlice),
  endPurge: harmless(endPurge),
  firstDay: read(firstDay),

  planErasure: write(planErasure),
  beginErasure: write(beginErasure),
  eraseSlice: harmless(eraseSlice),
  endErasure: harmless(endErasure),

  owedReceipts: read(owedReceipts),
  draftReceipts: { mode: 'read' as const, operate: draftReceipts, conclude: signReceipts },
  keepReceipts: harmless(keepReceipts),
  listReceipts: read(listReceipts),
  showReceipt: read(showReceipt),

  lastDone: read(lastDone),
  markDone: harmless(markDone),
  replayTombstones: write(replayTombstones),
  endGivenOut: harmless(endGivenOut),

  judgeNode: read(judgeNode),
  markNode: harmless(markNode),

  askKey: write(askKey),
  askPassword: write(askPassword),
  followLink: read(followLink),
  useLink: write(useLink),
  askRecoveryEmail: write(askRecoveryEmail),
  proveRecoveryEmail: write(proveRecoveryEmail),
  removeRecoveryEmail: harmless(removeRecoveryEmail),
  askEmailChange: write(askEmailChange),
  proveEmailChange: write(proveEmailChange),

  showNotices: read(showNotices),
  setNotices: harmless(setNotices),
  unsubscribe: harmless(unsubscribe),
  warnAbandoned: harmless(warnAbandoned),
  noticeEnding: harmless(noticeEnding),
  countWanting: read(countWanting),
  sendNotice: write(sendNotice),

  countMails: read(countMails),
  takeMails: harmless(takeMails),
  deleteMail: harmless(deleteMail),

  keepDuty: harmless(keepDuty),
  leaveDuty: harmless(leaveDuty),

  countGenerations: read(countGenerations),
  wrapEmails: harmless(wrapEmails),

  keepCounts: write(keepCounts),
  listCounts: read(listCounts),

  keepTelemetry: write(keepTelemetry),
  dueWeeks: read(dueWeeks),
  publishWeek: harmless(publishWeek),
  forgetTelemetry: harmless(forgetTelemetry),
  listFigures: read(listFigures),
} as const;

export type OperationName = keyof typeof OPERATIONS;
export type InputOf<Name extends OperationName> = Parameters<(typeof OPERATIONS)[Name]['operate']>[0];
export type AnswerOf<Name extends OperationName> = ReturnType<(typeof OPERATIONS)[Name]['conclude']>;

/** What a door sees of the store: it names an operation and its input, and awaits the answer or a `Refusal`. */
export interface Store {
  run<Name extends OperationName>(name: Name, input: InputOf<Name>, call: Call): Promise<AnswerOf<Name>>;
  /** Whether writes are accepted now; false with a full disk or a lost writer. */
  ready(): Promise<boolean>;
  /**
   * The physical step: afterwards no byte is in the store's files that belongs to nothing live, as far as this engine
   * can do and tell. While it goes on, writes wait or are refused with `busy`; it may be repeated at any time.
   */
  wipe(): Promise<Wiped>;
  /** Ends after what was accepted is answered. */
  close(): Promise<void>;
}
