/**
 * Every operation of the product, grouped by area: what the API, the portal and the CLI may ask for. A call names one as
 * `operations.activation.activate`, and a store runs it.
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
import {
  idempotent,
  mayOnlyRead,
  nameOperations,
  read,
  signed,
  write,
  type NamedOperation,
} from './named-operation.ts';
import type { Call } from './ports.ts';
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

export const operations = {
  activation: nameOperations({
    activate: signed(activate, concludeGrant),
    renewLease: mayOnlyRead(signed(renewLease, concludeRenewal)),
    releaseLease: signed(releaseLease, concludeRenewal),
    listActivations: write(listActivations),
    releaseByOperator: write(releaseByOperator),
  }),
  licensing: nameOperations({
    addProduct: write(addProduct),
    listProducts: read(listProducts),
    showProduct: read(showProduct),
    changeProduct: write(changeProduct),
    issueLicense: write(issueLicense),
    beginBulkIssue: write(beginBulkIssue),
    findLicenses: write(findLicenses),
    showLicense: write(showLicense),
    renewLicense: write(renewLicense),
    suspendLicense: write(suspendLicense),
    reinstateLicense: write(reinstateLicense),
    revokeLicense: write(revokeLicense),
    disownLicense: write(disownLicense),
    setSeats: write(setSeats),
    recordExport: write(recordExport),
    exportLicenses: read(exportLicenses),
  }),
  ownership: nameOperations({
    listOwned: read(listOwned),
    showOwned: read(showOwned),
    showOwnKey: write(showOwnKey),
    addOwned: idempotent(addOwned),
    nameMachine: idempotent(nameMachine),
    releaseOwned: idempotent(releaseOwned),
    askEmailChange: write(askEmailChange),
    proveEmailChange: write(proveEmailChange),
  }),
  account: nameOperations({
    considerSignUp: read(considerSignUp),
    signUp: write(signUp),
    tryPassword: write(tryPassword),
    logIn: write(logIn),
    confirmPassword: write(confirmPassword),
    changePassword: write(changePassword),
    findSession: read(findSession),
    exchangeSession: write(exchangeSession),
    endSession: idempotent(endSession),
    listSessions: read(listSessions),
    endOtherSessions: idempotent(endOtherSessions),
    recoverByCode: write(recoverByCode),
    renewRecoveryCodes: write(renewRecoveryCodes),
    countRecoveryCodes: read(countRecoveryCodes),
    askKey: write(askKey),
    askPassword: write(askPassword),
    followLink: read(followLink),
    useLink: write(useLink),
    askRecoveryEmail: write(askRecoveryEmail),
    proveRecoveryEmail: write(proveRecoveryEmail),
    removeRecoveryEmail: idempotent(removeRecoveryEmail),
    showNotices: read(showNotices),
    setNotices: idempotent(setNotices),
    unsubscribe: idempotent(unsubscribe),
    noticeEnding: idempotent(noticeEnding),
    countWanting: read(countWanting),
    sendNotice: write(sendNotice),
  }),
  operator: nameOperations({
    createOperatorToken: write(createOperatorToken),
    listOperatorTokens: read(listOperatorTokens),
    revokeOperatorToken: write(revokeOperatorToken),
    authenticateOperator: read(authenticateOperator),
  }),
  privacy: nameOperations({
    listHeld: read(listHeld),
    listHoldings: write(listHoldings),
    planPurge: read(planPurge),
    beginPurge: idempotent(beginPurge),
    lookForDue: read(lookForDue),
    purgeSlice: idempotent(purgeSlice),
    endPurge: idempotent(endPurge),
    firstDay: read(firstDay),
    lastDone: read(lastDone),
    markDone: idempotent(markDone),
    planErasure: write(planErasure),
    beginErasure: write(beginErasure),
    eraseSlice: idempotent(eraseSlice),
    endErasure: idempotent(endErasure),
    owedReceipts: read(owedReceipts),
    draftReceipts: read(draftReceipts, signReceipts),
    keepReceipts: idempotent(keepReceipts),
    listReceipts: read(listReceipts),
    showReceipt: read(showReceipt),
    replayTombstones: write(replayTombstones),
    endGivenOut: idempotent(endGivenOut),
    warnAbandoned: idempotent(warnAbandoned),
  }),
  mail: nameOperations({
    countMails: read(countMails),
    takeMails: idempotent(takeMails),
    deleteMail: idempotent(deleteMail),
  }),
  statistics: nameOperations({
    keepCounts: write(keepCounts),
    listCounts: read(listCounts),
    keepTelemetry: write(keepTelemetry),
    dueWeeks: read(dueWeeks),
    publishWeek: idempotent(publishWeek),
    forgetTelemetry: idempotent(forgetTelemetry),
    listFigures: read(listFigures),
  }),
  cluster: nameOperations({
    judgeNode: read(judgeNode),
    markNode: idempotent(markNode),
    keepDuty: idempotent(keepDuty),
    leaveDuty: idempotent(leaveDuty),
    countGenerations: read(countGenerations),
    wrapEmails: idempotent(wrapEmails),
  }),
};

/** What a door sees of the store: it gives an operation and its input, and awaits the answer or a `Refusal`. */
export interface Store {
  run<Input, Answer>(
    operation: NamedOperation<Input, Answer>,
    input: NoInfer<Input>,
    call: Call,
  ): Promise<Answer>;
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
