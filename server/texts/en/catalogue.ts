/**
 * Every text that a customer reads in pages and mails, in one object: plain strings, and functions if a value is part
 * of the sentence. Another language is another object of the same type. Names that a vendor chose (of a product or a
 * feature) and text that a customer typed come from the models and are not translated.
 */

import { formatsOf, type Formats } from '../../locale/formats.ts';
import { ACTIVATE, APPROVED } from './activate.ts';
import { documentTexts } from './documents.ts';
import { EMAILS } from './email.ts';
import * as entry from './entry.ts';
import { batchTexts } from './batch.ts';
import { FROM_APP } from './from-app.ts';
import { CLAIM } from './claim.ts';
import { errorTexts } from './errors.ts';
import { faultTexts } from './faults.ts';
import { inventoryTexts } from './inventory.ts';
import { DONE, FIELDS, layoutTexts } from './layout.ts';
import * as licenses from './licenses.ts';
import { mailTexts } from './mail.ts';
import { memberTexts, offerTexts, MEMBERS } from './members.ts';
import { offlineTexts } from './offline.ts';
import { policyTexts } from './policy.ts';
import { PRIVACY } from './privacy.ts';
import { receiptTexts } from './receipt.ts';
import { recipientTexts } from './recipients.ts';
import { restrictionTexts } from './restriction.ts';
import { requestMails, rightsTexts } from './rights.ts';
import { renewalTexts } from './renewal.ts';
import * as settings from './settings.ts';
import { takeoverTexts } from './takeover.ts';
import { transferTexts } from './transfer.ts';

/** Makes the English texts. Days and numbers in the texts are written by the given formats. */
export const englishTexts = (formats: Formats) => ({
  /** The BCP 47 tag of the language, as in `Accept-Language` and in the pages. */
  language: 'en',
  /** The name of the language in the language itself, for the choice of a language. */
  name: 'English',
  direction: 'ltr' as 'ltr' | 'rtl',
  formats,
  layout: layoutTexts(),
  fields: FIELDS,
  done: DONE,
  faults: faultTexts(formats),
  logIn: entry.LOG_IN,
  signUp: entry.SIGN_UP,
  codes: entry.CODES,
  recover: entry.RECOVER,
  recoverKey: entry.RECOVER_KEY,
  recoverUsername: entry.RECOVER_USERNAME,
  recoverPassword: entry.RECOVER_PASSWORD,
  reset: entry.RESET,
  recoverCode: entry.RECOVER_CODE,
  licenses: licenses.licensesTexts(formats),
  license: licenses.licenseTexts(formats),
  release: licenses.releaseTexts(formats),
  machine: licenses.MACHINE,
  showKey: licenses.SHOW_KEY,
  activate: ACTIVATE,
  approved: APPROVED,
  members: { ...MEMBERS, ...memberTexts(formats) },
  offer: offerTexts(formats),
  batch: batchTexts(formats),
  fromApp: FROM_APP,
  transfer: transferTexts(formats),
  ...renewalTexts(formats),
  takeover: takeoverTexts(formats),
  claim: CLAIM,
  offline: offlineTexts(formats),
  settings: settings.settingsTexts(formats),
  username: settings.USERNAME,
  password: settings.PASSWORD,
  renewCodes: settings.renewCodesTexts(formats),
  ...EMAILS,
  sessions: settings.SESSIONS,
  personalData: settings.personalDataTexts(formats),
  deletion: settings.deletionTexts(formats),
  receipt: receiptTexts(formats),
  recipients: recipientTexts(formats),
  rights: { ...rightsTexts(formats), restriction: restrictionTexts(formats) },
  privacy: { ...PRIVACY, policy: policyTexts(formats) },
  documents: documentTexts(formats),
  errors: errorTexts(formats),
  inventory: inventoryTexts(formats),
  mail: { ...mailTexts(formats), request: requestMails(formats) },
});

export type Texts = ReturnType<typeof englishTexts>;

export const ENGLISH: Texts = englishTexts(formatsOf('en-GB'));
