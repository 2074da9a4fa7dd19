/** The preview of the public pages and the error pages. */

import { storedTables } from '../../server/portal/route/stored-tables.ts';
import { unsubscribePage } from '../../server/portal/pages/notices.ts';
import { privacyPage } from '../../server/portal/pages/privacy.ts';
import { errorPage } from '../../server/portal/pages/error.ts';
import { TERMS_VERSION } from '../../server/texts/terms-version.ts';
import { recipientLines } from '../../server/portal/route/view-models.ts';
import { madeUpRecipients } from './personal-data-states.ts';
import type { States, Typed } from './state.ts';

const privacy = (typed: Typed) => ({ stored: storedTables(), lives: {}, terms: typed(TERMS_VERSION) });
const yearsOf = (disclosures: number) => [2026, 2025, 2024].map((year) => ({ year, disclosures }));

export function otherStates(typed: Typed): States {
  return {
    privacy: (frame) => privacyPage({ ...privacy(typed), recipients: [], years: yearsOf(0) }, frame),
    'privacy-recipients': (frame) =>
      privacyPage(
        { ...privacy(typed), recipients: recipientLines(madeUpRecipients(typed)), years: yearsOf(2) },
        frame,
      ),
    unsubscribe: (frame) => unsubscribePage({ is: 'asked', token: 'dG9rZW4' }, frame),
    'unsubscribe-done': (frame) => unsubscribePage({ is: 'done' }, frame),
    'unsubscribe-over': (frame) => unsubscribePage({ is: 'over' }, frame),
    'not-found': (frame) => errorPage({ is: 'notFound' }, frame),
    'cross-site': (frame) =>
      errorPage({ is: 'crossSite', url: typed('https://licenses.example.com') }, frame),
    malformed: (frame) => errorPage({ is: 'malformed' }, frame),
    'too-many': (frame) => errorPage({ is: 'tooMany', seconds: 40 }, frame),
    busy: (frame) => errorPage({ is: 'busy', seconds: 5 }, frame),
    unsure: (frame) => errorPage({ is: 'unsure' }, frame),
    'no-mail': (frame) => errorPage({ is: 'noMail' }, frame),
    broken: (frame) => errorPage({ is: 'broken', requestId: typed('cmVxdWVzdA') }, frame),
  };
}
