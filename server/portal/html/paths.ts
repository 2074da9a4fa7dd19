/**
 * The paths of the portal's pages. Pages link to these paths, and the portal's table of routes has a row for each path.
 */

export const PATHS = {
  home: '/',
  signUp: '/signup',
  logIn: '/login',
  logOut: '/logout',
  recover: '/recover',
  recoverKey: '/recover/key',
  recoverUsername: '/recover/username',
  mailUsername: '/recover/username/mail',
  recoverPassword: '/recover/password',
  recoverCode: '/recover/code',
  reset: '/reset',
  licenses: '/licenses',
  /** The licenses that were selected in the list. */
  batch: '/batch',
  license: '/licenses/:license',
  licenseKey: '/licenses/:license/key',
  release: '/licenses/:license/release',
  machine: '/licenses/:license/machines/:activation',
  members: '/licenses/:license/members',
  member: '/licenses/:license/members/:member',
  transfer: '/licenses/:license/transfer',
  coupon: '/licenses/:license/coupon',
  takeover: '/licenses/:license/takeover',
  downloads: '/licenses/:license/downloads',
  download: '/downloads/:download/:ticket',
  offer: '/offers/:offer',
  invitation: '/invitations/:token',
  invitedSignUp: '/invitations/:token/signup',
  /** The path is shown by apps and typed by people: `SIGN_IN_PAGE` of the contract. */
  activate: '/activate',
  /** The page to which apps link: `PORTAL_LINK_PAGE` of the contract. */
  fromApp: '/from-app',
  approved: '/licenses/:license/approved/:activation',
  claim: '/claim',
  offline: '/offline',
  offlineFile: '/offline/answer',
  settings: '/settings',
  username: '/settings/username',
  password: '/settings/password',
  codes: '/settings/codes',
  email: '/settings/email',
  emailChange: '/settings/email/change',
  notices: '/settings/notices',
  sessions: '/settings/sessions',
  forgetBrowser: '/settings/sessions/forget',
  /** The path is public, so it stays as it is, although the term `held` is no longer used. */
  personalData: '/settings/held',
  personalDataFile: '/settings/held/personal-data.json',
  restriction: '/settings/restriction',
  deletion: '/settings/delete',
  /** A path is made once and kept by people, so it stays as it is. */
  receipt: '/receipts/:receipt',
  receiptFile: '/receipts/:receipt/receipt.txt',
  verifyReceipt: '/receipts/verify',
  requests: '/requests',
  request: '/requests/:link',
  answer: '/answers/:token',
  answerFile: '/answers/:token/personal-data.json',
  personalDataSchema: '/personal-data.schema.json',
  unsubscribe: '/unsubscribe/:token',
  privacy: '/privacy',
  privacyFile: '/privacy.json',
  language: '/language',
  style: '/portal.css',
  icon: '/portal.svg',
  vendorStyle: '/vendor.css',
  vendorLogo: '/vendor-logo',
  security: '/.well-known/security.txt',
} as const;

/** The pages to which a login can lead back, by their names in the query `to` of the login. */
export const AFTER_LOGIN = { activate: PATHS.activate, fromApp: PATHS.fromApp } as const;

/** Path segments without an empty one, so that no address leads to another site, and a query. */
const OWN_ADDRESS = /^\/(?:[\w.~-]+(?:\/[\w.~-]+)*\/?)?(?:\?[\w.~%+&=-]*)?$/;

/** Whether an address is one within this portal. */
export function isOwnAddress(address: string): boolean {
  return OWN_ADDRESS.test(address);
}

/** A path in which the placeholders are replaced by the given parts. */
export function pathTo(path: string, parts: Readonly<Record<string, string>>): string {
  return path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(parts[name] ?? ''));
}
