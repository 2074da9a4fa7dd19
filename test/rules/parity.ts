/**
 * From where each operation can be asked for, as it is meant: by the API, the portal and the CLI, or by the server's own
 * jobs alone. A row with fewer than two sites says why there is no other. `parity.test.ts` holds it against the sources.
 */

import { operations } from '../../server/domain/operations.ts';
import type { Site } from './operation-sites.ts';

const { account, activation, cluster, licensing, mail, operator, ownership, privacy, sharing, statistics } =
  operations;

export interface ParityRow {
  /** None: only the server itself runs them. */
  readonly sites: readonly Site[];
  /** Why not from elsewhere; needed where there is one site or none. */
  readonly why?: string;
  readonly operations: readonly { readonly name: string }[];
}

export const PARITY: readonly ParityRow[] = [
  {
    sites: ['api', 'cli'],
    operations: [
      licensing.listProducts,
      licensing.addProduct,
      licensing.showProduct,
      licensing.changeProduct,
      licensing.issueLicense,
      licensing.findLicenses,
      licensing.showLicense,
      licensing.renewLicense,
      licensing.suspendLicense,
      licensing.reinstateLicense,
      licensing.revokeLicense,
      licensing.setSeats,
      licensing.correctLicense,
      activation.listActivations,
      activation.releaseByOperator,
      activation.answerOffline,
      activation.forgiveCopies,
      mail.countMails,
      mail.takeMails,
      mail.deleteMail,
      mail.failMail,
      statistics.listCounts,
    ],
  },
  {
    sites: ['portal', 'cli'],
    operations: [
      privacy.showLives,
      privacy.planErasure,
      privacy.beginErasure,
      privacy.eraseSlice,
      privacy.endErasure,
    ],
  },
  {
    sites: ['api'],
    why: 'Only the app on the machine has the license key, the tags, the renewal secret and the device code that these take.',
    operations: [
      activation.activate,
      activation.renewLease,
      activation.releaseLease,
      activation.beginSignIn,
      activation.activateSignedIn,
      activation.startTrial,
    ],
  },
  {
    sites: ['api'],
    why: 'Bearer tokens exist in the API alone: the portal has cookies, and the CLI has the data folder.',
    operations: [operator.authenticateOperator],
  },
  {
    sites: ['portal'],
    why: 'A customer does it for their own account with a cookie that the API does not take; operators have no account, and use the operations of licensing.',
    operations: [
      ownership.listOwned,
      ownership.countOwned,
      ownership.showOwned,
      ownership.showOwnKey,
      ownership.addOwned,
      ownership.nameMachine,
      ownership.releaseOwned,
      ownership.lookUpSignIn,
      ownership.answerSignIn,
      ownership.isSignInWaiting,
      ownership.considerEmailChange,
      ownership.askEmailChange,
      ownership.proveEmailChange,
      sharing.listMembers,
      sharing.showMember,
      sharing.appointMember,
      sharing.offerSeat,
      sharing.inviteMember,
      sharing.withdrawOffer,
      sharing.listOffers,
      sharing.showOffer,
      sharing.acceptOffer,
      sharing.declineOffer,
      sharing.showInvitation,
      sharing.acceptInvitation,
      sharing.signUpInvited,
      sharing.removeMember,
      sharing.countMemberships,
      ownership.askClaim,
      ownership.proveClaim,
      account.considerSignUp,
      account.signUp,
      account.considerLogin,
      account.tryPassword,
      account.logIn,
      account.confirmPassword,
      account.considerUsername,
      account.changeUsername,
      account.changePassword,
      account.findSession,
      account.exchangeSession,
      account.endSession,
      account.listSessions,
      account.endOtherSessions,
      account.recogniseBrowser,
      account.recogniseBrowserByEmail,
      account.forgetBrowser,
      account.isRecoveryCode,
      account.recoverByCode,
      account.renewRecoveryCodes,
      account.countRecoveryCodes,
      account.askKey,
      account.askPassword,
      account.followLink,
      account.tryLinkCode,
      account.useLink,
      account.askRecoveryEmail,
      account.proveRecoveryEmail,
      account.removeRecoveryEmail,
      account.showNotices,
      account.setNotices,
      account.unsubscribe,
      privacy.listPersonalData,
    ],
  },
  {
    sites: ['portal'],
    why: 'A new password is compared with the names of products, and nobody else needs them without their terms.',
    operations: [licensing.listProductNames],
  },
  {
    sites: ['cli'],
    why: 'It makes or ends access to the API, so a token must not be able to do it.',
    operations: [operator.createOperatorToken, operator.listOperatorTokens, operator.revokeOperatorToken],
  },
  {
    sites: ['cli'],
    why: 'It reads or writes a file with every license; the API issues one at a time.',
    operations: [
      licensing.beginBulkIssue,
      licensing.considerIssue,
      licensing.recordExport,
      licensing.exportLicenses,
    ],
  },
  {
    sites: ['cli'],
    why: 'It shows or ends what is linked to a person, at their request: for the keeper of the data folder alone.',
    operations: [ownership.disownLicense, privacy.listHoldings],
  },
  {
    sites: ['cli'],
    why: 'A mailer on another machine has its own log; what was not delivered concerns the keeper of the data folder.',
    operations: [mail.showMailStatus, mail.retryMails],
  },
  {
    sites: ['cli'],
    why: 'It writes to all customers at once, after a count that a person has read.',
    operations: [account.countWanting, account.sendNotice],
  },
  {
    sites: ['cli'],
    why: 'The daily purge runs by itself; by hand it is maintenance of the data folder.',
    operations: [
      privacy.seeLives,
      privacy.planPurge,
      privacy.beginPurge,
      privacy.lookForDue,
      privacy.purgeSlice,
      privacy.endPurge,
      privacy.lastDone,
      privacy.owedReceipts,
      privacy.draftReceipts,
      privacy.keepReceipts,
    ],
  },
  {
    sites: ['cli'],
    why: 'A receipt is for the keeper of the data folder; a customer is shown the name of theirs by the portal.',
    operations: [privacy.listReceipts, privacy.showReceipt],
  },
  {
    sites: ['api', 'cli'],
    operations: [operator.showHead],
  },
  {
    sites: ['cli'],
    why: 'Verifying a chain reads all of it, which is work for the keeper of the data folder; anybody may compare heads.',
    operations: [operator.listLeaves],
  },
  {
    sites: [],
    why: 'Steps of `audit verify`, of a restore and of a server that remembers the head.',
    operations: [
      operator.verifyWindow,
      operator.findHashes,
      operator.listRestores,
      operator.draftRestored,
      operator.appendRestored,
    ],
  },
  {
    sites: ['cli'],
    why: 'A restore has the database to itself: no server answers meanwhile.',
    operations: [
      privacy.replayTombstones,
      privacy.deleteSessionsLinksAndMails,
      statistics.forgetTelemetry,
      cluster.raiseErasures,
    ],
  },
  {
    sites: ['cli'],
    why: 'The API shows the same figures to everybody at /telemetry/public.json, out of memory.',
    operations: [statistics.listFigures],
  },
  {
    sites: ['cli'],
    why: 'It belongs to the rotation of the secrets, which are files in the data folder.',
    operations: [cluster.countGenerations, cluster.wrapEmails],
  },
  {
    sites: [],
    why: 'Daily work, on one node at a time.',
    operations: [account.noticeEnding, privacy.markDone, privacy.warnAbandoned],
  },
  {
    sites: [],
    why: 'Requests are counted as they end, and weeks are published when they are over.',
    operations: [
      statistics.keepCounts,
      statistics.keepTelemetry,
      statistics.dueWeeks,
      statistics.publishWeek,
    ],
  },
  {
    sites: ['cli'],
    why: 'It is about the clock of a machine, which its operator can read and set.',
    operations: [cluster.confirmClock],
  },
  {
    sites: ['cli'],
    why: 'A farewell needs the root key, which only an operator at the server has.',
    operations: [licensing.listFarewells, licensing.noteFarewell, licensing.publishFarewell],
  },
  {
    sites: [],
    why: 'Each server looks at its own clock.',
    operations: [cluster.findConfirmedDay, cluster.lookAtClock],
  },
  {
    sites: [],
    why: 'A node is admitted when it starts, and the nodes agree on who does the daily work.',
    operations: [
      cluster.firstDay,
      cluster.judgeNode,
      cluster.findErasures,
      cluster.recordNode,
      cluster.acquireLeaderLock,
      cluster.releaseLeaderLock,
    ],
  },
];
