/** The preview of the pages before the login, in every state. */

import {
  mailUsernamePage,
  recoverUsernamePage,
  usernameFoundPage,
  usernameSentPage,
} from '../../server/portal/pages/forgotten-username.ts';
import { logInPage } from '../../server/portal/pages/log-in.ts';
import {
  keySentPage,
  linkSentPage,
  recoverCodePage,
  recoverKeyPage,
  recoverPage,
  recoverPasswordPage,
} from '../../server/portal/pages/recover.ts';
import { resetPage } from '../../server/portal/pages/reset.ts';
import { codesShownPage, signUpPage } from '../../server/portal/pages/sign-up.ts';
import { PATHS } from '../../server/portal/html/paths.ts';
import { TERMS_VERSION } from '../../server/texts/terms-version.ts';
import type { States, Typed } from './state.ts';

const CODES = [
  '7K2MQ-9XD4T-FAW3N-E8HCR',
  'P5VJD-6YB2G-SZM1K-QX9PA',
  'F7TWC-3HNR4-VJ5KE-MY8DG',
  'Q2RZX-M4CPB-0TYHK-6WNSF',
  'HJ8DA-VE1GQ-93XKR-TB7MC',
  'N5ZPW-2KFYS-D0VGJ-X4QHE',
  'B6RTA-CM9N1-W8ZDK-5YPVF',
  'G3XQJ-S7EHT-2FMRB-K0CWD',
  'V9YAN-4PZ6K-QXG1T-8HSJR',
  'E2DMC-WB5FV-7NKYQ-A3ZTP',
];

export function entryStates(typed: Typed): States {
  const username = typed('quiet-heron-42');
  const logIn = { username: '', remember: false, to: '' };
  const signUp = {
    action: PATHS.signUp,
    licenseKey: typed('SONAR-7K2MQ'),
    username,
    terms: typed(TERMS_VERSION),
  };
  return {
    'log-in': (frame) => logInPage({ ...logIn, faults: [] }, frame),
    'log-in-after-reset': (frame) => logInPage({ ...logIn, faults: [] }, { ...frame, done: 'passwordReset' }),
    'log-in-wrong': (frame) =>
      logInPage(
        {
          ...logIn,
          username,
          remember: true,
          faults: [{ field: 'username', message: frame.texts.faults.ofCode.credentials_wrong }],
        },
        frame,
      ),
    'log-in-wait': (frame) =>
      logInPage({ ...logIn, username, faults: [{ message: frame.texts.faults.wait(90) }] }, frame),
    'sign-up': (frame) =>
      signUpPage({ ...signUp, licenseKey: '', remember: false, accepted: false, faults: [] }, frame),
    'sign-up-refused': (frame) => {
      const { faults } = frame.texts;
      return signUpPage(
        {
          ...signUp,
          remember: true,
          accepted: false,
          faults: [
            { field: 'licenseKey', message: faults.ofCode.license_key_malformed },
            { field: 'username', message: faults.ofCode.username_taken },
            { field: 'password', message: faults.passwordRefused.guessed },
            { field: 'terms', message: faults.ofField.terms },
          ],
        },
        frame,
      );
    },
    'codes-shown': (frame) =>
      codesShownPage({ username, codes: CODES.map(typed), next: PATHS.licenses }, frame),
    ...recoverStates(typed),
  };
}

function recoverStates(typed: Typed): States {
  const email = typed('ada@example.com');
  return {
    recover: recoverPage,
    ...usernameStates(typed),
    'recover-key': (frame) => recoverKeyPage({ email: '', faults: [] }, frame),
    'recover-key-malformed': (frame) =>
      recoverKeyPage(
        {
          email: typed('ada@example'),
          faults: [{ field: 'email', message: frame.texts.faults.ofCode.email_malformed }],
        },
        frame,
      ),
    'recover-key-sent': keySentPage,
    'recover-password': (frame) => recoverPasswordPage({ email, faults: [] }, frame),
    'recover-password-sent': (frame) => linkSentPage({ code: '', faults: [] }, frame),
    'recover-password-code-wrong': (frame) =>
      linkSentPage(
        {
          code: typed('7K2M-Q9XD'),
          faults: [{ field: 'code', message: frame.texts.faults.ofCodeAt.link_unknown.code }],
        },
        frame,
      ),
    ...resetStates(typed),
  };
}

function usernameStates(typed: Typed): States {
  const [licenseKey, code] = [typed('SONAR-7K2MQ'), typed('7K2MQ-9XD4T-FAW3N')];
  return {
    'recover-username': (frame) => recoverUsernamePage({ licenseKey: '', code: '', faults: [] }, frame),
    'recover-username-wrong': (frame) => {
      const message = frame.texts.faults.ofCodeAt.credentials_wrong.licenseKey;
      return recoverUsernamePage({ licenseKey, code, faults: [{ field: 'licenseKey', message }] }, frame);
    },
    'recover-username-found': (frame) => usernameFoundPage({ username: typed('quiet-heron-42') }, frame),
    'mail-username': (frame) => mailUsernamePage({ email: '', faults: [] }, frame),
    'mail-username-malformed': (frame) => {
      const faults = [{ field: 'email', message: frame.texts.faults.ofCode.email_malformed }];
      return mailUsernamePage({ email: typed('ada@example'), faults }, frame);
    },
    'mail-username-sent': usernameSentPage,
  };
}

function resetStates(typed: Typed): States {
  const username = typed('quiet-heron-42');
  return {
    reset: (frame) => resetPage({ is: 'open', link: 'bGluaw', username, faults: [] }, frame),
    'reset-refused': (frame) =>
      resetPage(
        {
          is: 'open',
          link: 'bGluaw',
          username,
          faults: [{ field: 'next', message: frame.texts.faults.passwordRefused.too_short }],
        },
        frame,
      ),
    'reset-elsewhere': (frame) => resetPage({ is: 'elsewhere' }, frame),
    'reset-over': (frame) => resetPage({ is: 'over' }, frame),
    'recover-code': (frame) => recoverCodePage({ username: '', code: '', faults: [] }, frame),
    'recover-code-wrong': (frame) =>
      recoverCodePage(
        {
          username,
          code: typed('7K2MQ-9XD4T-FAW3N'),
          faults: [
            { field: 'code', message: frame.texts.faults.ofCodeAt.link_unknown.code },
            { field: 'next', message: frame.texts.faults.passwordRefused.too_short },
          ],
        },
        frame,
      ),
  };
}
