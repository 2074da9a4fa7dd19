/**
 * Every operation of the product, grouped by area: the operations that the API, the portal and the CLI may call. A
 * caller names an operation, such as `operations.activation.activate`, and a store runs the operation.
 */

import { bundleOperations } from './activation/support-bundle.ts';
import { holdOperations } from './privacy/hold.ts';
import { disclosureOperations } from './privacy/disclosure.ts';
import { warnAbandoned } from './privacy/abandoned-accounts.ts';
import { activate, concludeGrant } from './activation/activate.ts';
import { answerOffline, concludeOffline } from './activation/answer-offline.ts';
import { judgeNode, recordNode } from './cluster/node-admission.ts';
import { findErasures, raiseErasures } from './cluster/restored-database.ts';
import {
  changePassword,
  countRecoveryCodes,
  recoverByCode,
  renewRecoveryCodes,
  isRecoveryCode,
} from './account/credentials.ts';
import { keepCounts, listCounts } from './statistics/request-counts.ts';
import { acquireLeaderLock, releaseLeaderLock } from './cluster/leader.ts';
import { askEmailChange, considerEmailChange, proveEmailChange } from './ownership/email-change.ts';
import { erasureOperations } from './privacy/erasure.ts';
import { countGenerations, wrapEmails } from './cluster/generations-in-use.ts';
import { personalDataOperations } from './privacy/personal-data-export.ts';
import { farewellOperations } from './licensing/farewell.ts';
import { exportLicenses, recordExport } from './licensing/export.ts';
import { beginBulkIssue, considerIssue, issueLicense } from './licensing/issue.ts';
import { changeOperations } from './licensing/change.ts';
import { deliveryOperations } from './mail/delivery.ts';
import { countMails, takeMails } from './mail/outbox.ts';
import { changeUsername, considerUsername } from './account/change-username.ts';
import { forgetBrowser, recogniseBrowser, recogniseBrowserByEmail } from './account/known-browser.ts';
import { confirmPassword, considerLogin, logIn, tryPassword } from './account/login.ts';
import { listActivations } from './activation/list-activations.ts';
import { countWanting, sendNotice } from './account/announcement.ts';
import { noticeRetiring } from './account/retirement-notices.ts';
import { countHeldLooks, noticeHeldLooks, noticeLooks } from './account/look-notices.ts';
import { noticeEnding, setNotices, showNotices, unsubscribe } from './account/notices.ts';
import { auditOperations } from './operator/audit.ts';
import { tokenOperations } from './operator/operator.ts';
import {
  erasing,
  idempotent,
  nameOperations,
  read,
  signed,
  write,
  type NamedOperation,
} from './kernel/named-operation.ts';
import type { Call } from './kernel/ports.ts';
import { looking } from './kernel/purpose.ts';
import { addOwned, countOwned, listOwned, nameMachine, showOwned } from './ownership/owned-licenses.ts';
import { activateSignedIn } from './ownership/activate-signed-in.ts';
import { answerSignIn, isSignInWaiting, lookUpSignIn } from './ownership/answer-sign-in.ts';
import { beginSignIn } from './ownership/sign-in.ts';
import { showOwnKey } from './ownership/show-key.ts';
import { releaseOwned } from './ownership/release.ts';
import {
  addProduct,
  changeProduct,
  listProductNames,
  listProducts,
  showProduct,
} from './licensing/product.ts';
import { beginPurge, endPurge, lastDone, lookForDue, markDone, purgeSlice } from './privacy/purge.ts';
import {
  draftReceipts,
  keepReceipts,
  listReceipts,
  owedReceipts,
  showReceipt,
  signReceipts,
  type SecureDeletion,
} from './privacy/receipt.ts';
import { askRecoveryEmail, proveRecoveryEmail, removeRecoveryEmail } from './account/recovery-email.ts';
import { askUsername, findUsername } from './account/forgotten-username.ts';
import { askKey, askPassword, followLink, tryLinkCode, useLink } from './account/recovery.ts';
import { releaseByOperator, releaseLease } from './activation/release.ts';
import { forgiveCopies } from './activation/forgive.ts';
import { concludeRenewal, renewLease } from './activation/renew.ts';
import { deleteSessionsLinksAndMails } from './privacy/after-restore.ts';
import {
  endOtherSessions,
  endSession,
  exchangeSession,
  findSession,
  listSessions,
} from './account/session.ts';
import { considerSignUp, signUp } from './account/sign-up.ts';
import {
  dueWeeks,
  forgetTelemetry,
  keepTelemetry,
  listFigures,
  publishWeek,
} from './statistics/weekly-figures.ts';
import { concludeTrial, startTrial } from './activation/trial.ts';
import { replayTombstones } from './privacy/tombstone.ts';
import { planPurge } from './privacy/purge-plan.ts';
import { policyOperations } from './privacy/policy.ts';
import { confirmClock, findConfirmedDay, lookAtClock } from './cluster/clock.ts';
import { firstDay } from './cluster/database-age.ts';
import { correctLicense } from './ownership/correct-license.ts';
import { askClaim, proveClaim } from './ownership/claim.ts';
import { renewal } from './renewal/renewal.ts';
import { rights } from './rights/rights.ts';
import { sharing } from './ownership/sharing.ts';
import { takeover } from './takeover/takeover.ts';
import { disownLicense } from './ownership/disown.ts';
import { retireOperations } from './licensing/retire.ts';
import { showLicense } from './ownership/show-license.ts';

export const operations = {
  activation: nameOperations({
    activate: signed(activate, concludeGrant),
    renewLease: signed(renewLease, concludeRenewal),
    releaseLease: erasing(signed(releaseLease, concludeRenewal)),
    answerOffline: erasing(signed(answerOffline, concludeOffline)),
    ...bundleOperations,
    beginSignIn: write(beginSignIn),
    startTrial: signed(startTrial, concludeTrial),
    activateSignedIn: signed(activateSignedIn, concludeGrant),
    listActivations: looking(write(listActivations)),
    releaseByOperator: erasing(write(releaseByOperator)),
    forgiveCopies: write(forgiveCopies),
  }),
  licensing: nameOperations({
    addProduct: write(addProduct),
    listProducts: read(listProducts),
    listProductNames: read(listProductNames),
    showProduct: read(showProduct),
    changeProduct: write(changeProduct),
    ...farewellOperations,
    ...retireOperations,
    issueLicense: write(issueLicense),
    beginBulkIssue: write(beginBulkIssue),
    considerIssue: read(considerIssue),
    showLicense: looking(write(showLicense)),
    ...changeOperations,
    correctLicense: write(correctLicense),
    recordExport: looking(write(recordExport)),
    exportLicenses: read(exportLicenses),
  }),
  ownership: nameOperations({
    listOwned: read(listOwned),
    countOwned: read(countOwned),
    showOwned: read(showOwned),
    showOwnKey: write(showOwnKey),
    addOwned: idempotent(addOwned),
    nameMachine: idempotent(nameMachine),
    disownLicense: erasing(write(disownLicense)),
    releaseOwned: erasing(idempotent(releaseOwned)),
    lookUpSignIn: read(lookUpSignIn),
    answerSignIn: write(answerSignIn),
    isSignInWaiting: read(isSignInWaiting),
    considerEmailChange: write(considerEmailChange),
    askEmailChange: write(askEmailChange),
    proveEmailChange: write(proveEmailChange),
    askClaim: write(askClaim),
    proveClaim: write(proveClaim),
  }),
  sharing,
  renewal,
  takeover,
  rights,
  account: nameOperations({
    considerSignUp: read(considerSignUp),
    signUp: write(signUp),
    considerLogin: read(considerLogin),
    tryPassword: write(tryPassword),
    recogniseBrowser: read(recogniseBrowser),
    recogniseBrowserByEmail: write(recogniseBrowserByEmail),
    forgetBrowser: idempotent(forgetBrowser),
    logIn: write(logIn),
    confirmPassword: write(confirmPassword),
    considerUsername: read(considerUsername),
    changeUsername: write(changeUsername),
    changePassword: write(changePassword),
    findSession: read(findSession),
    exchangeSession: write(exchangeSession),
    endSession: idempotent(endSession),
    listSessions: read(listSessions),
    endOtherSessions: idempotent(endOtherSessions),
    isRecoveryCode: read(isRecoveryCode),
    recoverByCode: write(recoverByCode),
    renewRecoveryCodes: write(renewRecoveryCodes),
    countRecoveryCodes: read(countRecoveryCodes),
    findUsername: read(findUsername),
    askUsername: write(askUsername),
    askKey: write(askKey),
    askPassword: write(askPassword),
    followLink: read(followLink),
    tryLinkCode: write(tryLinkCode),
    useLink: write(useLink),
    askRecoveryEmail: write(askRecoveryEmail),
    proveRecoveryEmail: write(proveRecoveryEmail),
    removeRecoveryEmail: idempotent(removeRecoveryEmail),
    showNotices: read(showNotices),
    setNotices: idempotent(setNotices),
    unsubscribe: idempotent(unsubscribe),
    noticeEnding: idempotent(noticeEnding),
    noticeLooks: idempotent(noticeLooks),
    noticeHeldLooks: idempotent(noticeHeldLooks),
    countHeldLooks: read(countHeldLooks),
    noticeRetiring: idempotent(noticeRetiring),
    countWanting: read(countWanting),
    sendNotice: write(sendNotice),
  }),
  operator: nameOperations({
    ...tokenOperations,
    ...auditOperations,
  }),
  privacy: nameOperations({
    ...policyOperations,
    planPurge: read(planPurge),
    beginPurge: idempotent(beginPurge),
    lookForDue: read(lookForDue),
    purgeSlice: idempotent(purgeSlice),
    endPurge: erasing(idempotent(endPurge)),
    lastDone: read(lastDone),
    markDone: idempotent(markDone),
    ...personalDataOperations,
    ...disclosureOperations,
    ...holdOperations,
    ...erasureOperations,
    owedReceipts: read(owedReceipts),
    draftReceipts: read(draftReceipts, signReceipts),
    keepReceipts: idempotent(keepReceipts),
    listReceipts: read(listReceipts),
    showReceipt: read(showReceipt),
    replayTombstones: write(replayTombstones),
    deleteSessionsLinksAndMails: idempotent(deleteSessionsLinksAndMails),
    warnAbandoned: idempotent(warnAbandoned),
  }),
  mail: nameOperations({
    countMails: read(countMails),
    takeMails: idempotent(takeMails),
    ...deliveryOperations,
  }),
  statistics: nameOperations({
    keepCounts: write(keepCounts),
    listCounts: read(listCounts),
    keepTelemetry: write(keepTelemetry),
    dueWeeks: read(dueWeeks),
    publishWeek: erasing(idempotent(publishWeek)),
    forgetTelemetry: idempotent(forgetTelemetry),
    listFigures: read(listFigures),
  }),
  cluster: nameOperations({
    judgeNode: read(judgeNode),
    recordNode: idempotent(recordNode),
    findErasures: read(findErasures),
    raiseErasures: idempotent(raiseErasures),
    firstDay: read(firstDay),
    findConfirmedDay: read(findConfirmedDay),
    lookAtClock: idempotent(lookAtClock),
    confirmClock: idempotent(confirmClock),
    acquireLeaderLock: idempotent(acquireLeaderLock),
    releaseLeaderLock: idempotent(releaseLeaderLock),
    countGenerations: read(countGenerations),
    wrapEmails: idempotent(wrapEmails),
  }),
};

/**
 * The store as the API, the portal and the CLI see it. The store runs an operation with its input, and returns the
 * answer or throws a `Refusal`.
 */
export interface Store {
  run<Input, Answer>(
    operation: NamedOperation<Input, Answer>,
    input: NoInfer<Input>,
    call: Call,
  ): Promise<Answer>;
  /** Whether the store accepts writes now; false with a full disk or a lost writer. */
  ready(): Promise<boolean>;
  /**
   * Runs the secure delete. Afterwards the store's files contain no byte of deleted rows, as far as this engine can
   * delete and verify. During the secure delete, writes wait or are refused with `busy`. The secure delete may be
   * repeated at any time.
   */
  secureDelete(): Promise<SecureDeletion>;
  /** Closes the store after all accepted calls are answered. */
  close(): Promise<void>;
}
