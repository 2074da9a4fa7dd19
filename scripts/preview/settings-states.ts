/** The preview of the pages about the account, in every state. */

import { deletionPage } from '../../server/portal/pages/deletion.ts';
import {
  emailChangePage,
  emailChangeProofPage,
  emailPage,
  emailProofPage,
} from '../../server/portal/pages/email.ts';
import { personalDataStates } from './personal-data-states.ts';
import { noticesPage } from '../../server/portal/pages/notices.ts';
import { restrictionPage } from '../../server/portal/pages/rights.ts';
import {
  passwordPage,
  renewCodesPage,
  sessionsPage,
  usernamePage,
  type SessionLine,
} from '../../server/portal/pages/secrets.ts';
import { settingsPage } from '../../server/portal/pages/settings.ts';
import { COMING, on, type States, type Typed } from './state.ts';
import { hourOf, addHours, startOf } from '../../server/domain/kernel/day.ts';

export function settingsStates(typed: Typed): States {
  const unused = { codesLeft: 10, email: false, notices: 0, sessions: 1, coming: [] };
  const used = { codesLeft: 1, email: true, notices: 2, sessions: 3, coming: COMING };
  return {
    settings: (frame) => settingsPage(unused, frame),
    'settings-used': (frame) => settingsPage(used, { ...frame, done: 'passwordChanged' }),
    username: (frame) => usernamePage({ username: typed('quiet-heron-42'), faults: [] }, frame),
    'username-refused': (frame) =>
      usernamePage(
        {
          username: typed('ada'),
          faults: [{ field: 'username', message: frame.texts.faults.ofCode.username_taken }],
        },
        frame,
      ),
    password: (frame) => passwordPage({ faults: [] }, frame),
    'password-refused': (frame) =>
      passwordPage(
        {
          faults: [
            { field: 'current', message: frame.texts.faults.ofCodeAt.credentials_wrong.current },
            { field: 'next', message: frame.texts.faults.passwordRefused.own_word },
          ],
        },
        frame,
      ),
    codes: (frame) => renewCodesPage({ left: 3, faults: [] }, frame),
    'codes-refused': (frame) =>
      renewCodesPage(
        {
          left: 0,
          faults: [{ field: 'current', message: frame.texts.faults.ofCodeAt.credentials_wrong.current }],
        },
        frame,
      ),
    'sessions-one': (frame) => sessionsPage({ sessions: sessions().slice(0, 1), isKnown: false }, frame),
    'sessions-three': (frame) => sessionsPage({ sessions: sessions(), isKnown: true }, frame),
    ...emailStates(typed),
    ...noticeStates(typed),
    ...personalDataStates(typed),
    restriction: (frame) => restrictionPage({ restricted: null, objected: null, hasAddress: true }, frame),
    'restriction-in-force': (frame) => {
      const since = on('2026-11-26');
      return restrictionPage({ restricted: since, objected: since, hasAddress: false }, frame);
    },
    ...deletionStates(),
  };
}

function sessions(): SessionLine[] {
  const hour = addHours(hourOf(startOf(on('2026-11-26'))), 9);
  return [
    { begunHour: hour, endsHour: addHours(hour, 12), remembered: false, isThis: true },
    { begunHour: addHours(hour, -200), endsHour: addHours(hour, 520), remembered: true, isThis: false },
    { begunHour: addHours(hour, -5), endsHour: addHours(hour, 7), remembered: false, isThis: false },
  ];
}

function emailStates(typed: Typed): States {
  const email = typed('ada@example.com');
  return {
    email: (frame) => emailPage({ added: false, email: '', faults: [] }, frame),
    'email-added': (frame) =>
      emailPage({ added: true, email: '', faults: [] }, { ...frame, done: 'emailAdded' }),
    'email-malformed': (frame) =>
      emailPage(
        {
          added: false,
          email,
          faults: [{ field: 'email', message: frame.texts.faults.ofCode.email_malformed }],
        },
        frame,
      ),
    'email-code': (frame) => emailProofPage({ link: undefined, code: '', faults: [] }, frame),
    'email-code-wrong': (frame) =>
      emailProofPage(
        {
          link: undefined,
          code: typed('7K2M-Q9XD'),
          faults: [{ field: 'code', message: frame.texts.faults.ofCodeAt.link_unknown.code }],
        },
        frame,
      ),
    'email-link': (frame) => emailProofPage({ link: 'bGluaw', code: '', faults: [] }, frame),
    ...emailChangeStates(typed),
  };
}

function emailChangeStates(typed: Typed): States {
  const email = typed('ada@example.com');
  return {
    'email-change': (frame) =>
      emailChangePage({ newEmail: '', oldEmail: '', licenseKey: '', faults: [] }, frame),
    'email-change-refused': (frame) =>
      emailChangePage(
        {
          newEmail: email,
          oldEmail: '',
          licenseKey: typed('SONAR-7K2MQ'),
          faults: [
            { field: 'newEmail', message: frame.texts.faults.ofCode.email_malformed },
            { field: 'licenseKey', message: frame.texts.faults.ofCodeAt.email_mismatch.licenseKey },
          ],
        },
        frame,
      ),
    'email-change-unproved': (frame) => {
      const message = frame.texts.faults.ofCode.email_unproved;
      const licenseKey = typed('SONAR-0T3XM-7QK2D-9WHZC-RB4NA-EYV68-JPG5S');
      const faults = [{ field: 'licenseKey', message }];
      return emailChangePage({ newEmail: email, oldEmail: '', licenseKey, faults }, frame);
    },
    'email-change-codes': (frame) =>
      emailChangeProofPage({ byOld: true, newCode: '', oldCode: '', faults: [] }, frame),
    'email-change-code': (frame) =>
      emailChangeProofPage(
        {
          byOld: false,
          newCode: typed('7K2M-Q9XD'),
          oldCode: '',
          faults: [{ field: 'newCode', message: frame.texts.faults.ofCode.link_unknown }],
        },
        frame,
      ),
  };
}

function noticeStates(typed: Typed): States {
  return {
    notices: (frame) => noticesPage({ wanted: [], sealed: false, email: '', faults: [] }, frame),
    'notices-wanted': (frame) =>
      noticesPage(
        { wanted: ['expiry', 'policy'], sealed: true, email: '', faults: [] },
        { ...frame, done: 'noticesSaved' },
      ),
    'notices-refused': (frame) =>
      noticesPage(
        {
          wanted: ['news'],
          sealed: false,
          email: typed('ada'),
          faults: [{ field: 'email', message: frame.texts.faults.ofCode.email_malformed }],
        },
        frame,
      ),
  };
}

function deletionStates(): States {
  return {
    deletion: (frame) =>
      deletionPage(
        { licenses: 2, machines: 3, memberships: 1, holds: 0, sure: false, endLicenses: false, faults: [] },
        frame,
      ),
    'deletion-refused': (frame) =>
      deletionPage(
        {
          licenses: 1,
          machines: 0,
          memberships: 0,
          holds: 1,
          sure: false,
          endLicenses: true,
          faults: [
            { field: 'sure', message: frame.texts.faults.ofField.sure },
            { field: 'current', message: frame.texts.faults.ofCodeAt.credentials_wrong.current },
          ],
        },
        frame,
      ),
  };
}
