/** The preview of the public pages and the error pages. */

import { storedTables } from '../../server/portal/route/stored-tables.ts';
import { unsubscribePage } from '../../server/portal/pages/notices.ts';
import { privacyPage } from '../../server/portal/pages/privacy.ts';
import { errorPage } from '../../server/portal/pages/error.ts';
import { TERMS_VERSION } from '../../server/texts/terms-version.ts';
import { recipientLines } from '../../server/portal/route/view-models.ts';
import { madeUpRecipients } from './personal-data-states.ts';
import { on, type States, type Typed } from './state.ts';
import { changesBetween, policyContent } from '../../server/domain/inventory/policy-content.ts';
import type { PolicyVersion } from '../../server/portal/html/policy-versions.ts';

const privacy = (typed: Typed) => ({
  stored: storedTables(),
  lives: {},
  policies: [],
  terms: typed(TERMS_VERSION),
});
const yearsOf = (disclosures: number) => [2026, 2025, 2024].map((year) => ({ year, disclosures }));

/** A version that waits, the one in force, and earlier ones: with a change of each kind. */
function policies(typed: Typed): PolicyVersion[] {
  const recipient = typed('Example Hosting');
  const hosting = { recipient, classes: ['orders', 'all'], ground: 'processor' };
  const [before, after] = [policyContent({}, []), policyContent({ 'network prefixes': 60 }, [hosting])];
  const { 'nicknames.nickname': gone, ...columns } = before.columns;
  const changes = changesBetween(
    { ...before, columns, ends: { ...before.ends, orders: 'otherwise' } },
    after,
  );
  const username = { ...before.columns['activations.username'], form: 'keyed' as const };
  const other = {
    ...before.columns,
    'activations.username': { ...gone, ...username },
  } as typeof before.columns;
  return [
    { version: 4, effective: on('2026-12-15'), standing: 'waiting', changes },
    { version: 3, effective: on('2026-09-01'), standing: 'in force', changes: [] },
    {
      version: 2,
      effective: on('2026-06-01'),
      standing: 'earlier',
      changes: changesBetween({ ...before, columns: other }, before),
    },
    { version: 1, effective: on('2026-01-31'), standing: 'earlier', changes: [] },
  ];
}

export function otherStates(typed: Typed): States {
  return {
    privacy: (frame) => privacyPage({ ...privacy(typed), recipients: [], years: yearsOf(0) }, frame),
    'privacy-recipients': (frame) =>
      privacyPage(
        { ...privacy(typed), recipients: recipientLines(madeUpRecipients(typed)), years: yearsOf(2) },
        frame,
      ),
    'privacy-versions': (frame) =>
      privacyPage({ ...privacy(typed), policies: policies(typed), recipients: [], years: yearsOf(0) }, frame),
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
