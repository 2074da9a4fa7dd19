/**
 * Every text that a customer reads in the portal, in one object: plain strings, and functions where a value stands in
 * the sentence. A second language is a second object of the same type. What a vendor named (a product, an entitlement)
 * or a customer typed comes from the models and is not translated.
 */

import {
  CODES,
  LOG_IN,
  RECOVER,
  RECOVER_CODE,
  RECOVER_KEY,
  RECOVER_PASSWORD,
  RESET,
  SIGN_UP,
} from './entry.ts';
import { EMAIL, EMAIL_CHANGE, EMAIL_PROOF, NOTICES, UNSUBSCRIBE } from './email.ts';
import { FAULTS } from './faults.ts';
import { DONE, FIELDS, LAYOUT } from './layout.ts';
import { LICENSE, LICENSES, MACHINE, RELEASE, SHOW_KEY } from './licenses.ts';
import { PRIVACY } from './privacy.ts';
import { DELETION, PERSONAL_DATA, PASSWORD, RENEW_CODES, SESSIONS, SETTINGS } from './settings.ts';
import { TROUBLE } from './errors.ts';
import { writeDay, writeHour, writeNumber } from './formats.ts';

export const ENGLISH = {
  /** BCP 47 */
  language: 'en',
  day: writeDay,
  hour: writeHour,
  number: writeNumber,
  layout: LAYOUT,
  fields: FIELDS,
  done: DONE,
  faults: FAULTS,
  logIn: LOG_IN,
  signUp: SIGN_UP,
  codes: CODES,
  recover: RECOVER,
  recoverKey: RECOVER_KEY,
  recoverPassword: RECOVER_PASSWORD,
  reset: RESET,
  recoverCode: RECOVER_CODE,
  licenses: LICENSES,
  license: LICENSE,
  release: RELEASE,
  machine: MACHINE,
  showKey: SHOW_KEY,
  settings: SETTINGS,
  password: PASSWORD,
  renewCodes: RENEW_CODES,
  email: EMAIL,
  emailProof: EMAIL_PROOF,
  emailChange: EMAIL_CHANGE,
  notices: NOTICES,
  unsubscribe: UNSUBSCRIBE,
  sessions: SESSIONS,
  held: PERSONAL_DATA,
  deletion: DELETION,
  privacy: PRIVACY,
  trouble: TROUBLE,
};

export type Texts = typeof ENGLISH;
