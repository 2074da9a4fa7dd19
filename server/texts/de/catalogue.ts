/** The German texts, in the form of address with "Sie". GLOSSARY.md has the terms. */

import { formatsOf, type Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';
import { ACTIVATE, APPROVED } from './activate.ts';
import { batchTexts } from './batch.ts';
import { FROM_APP } from './from-app.ts';
import { CLAIM } from './claim.ts';
import { documentTexts } from './documents.ts';
import { EMAILS } from './email.ts';
import * as entry from './entry.ts';
import { errorTexts } from './errors.ts';
import { faultTexts } from './faults.ts';
import { inventoryTexts } from './inventory.ts';
import { DONE, FIELDS, LAYOUT } from './layout.ts';
import * as licenses from './licenses.ts';
import { mailTexts } from './mail.ts';
import { memberTexts, MEMBERS, offerTexts } from './members.ts';
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

/** Makes the German texts. Days and numbers in the texts are written by the given formats. */
export const germanTexts = (formats: Formats): Texts => ({
  language: 'de',
  name: 'Deutsch',
  direction: 'ltr',
  formats,
  layout: LAYOUT,
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

export const GERMAN: Texts = germanTexts(formatsOf('de-DE'));
