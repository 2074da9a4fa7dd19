/** The pages that anybody may see, and those where something else happened. */

import { unsubscribePage } from '../../server/portal/pages/notices.ts';
import { privacyPage } from '../../server/portal/pages/privacy.ts';
import { troublePage } from '../../server/portal/pages/trouble.ts';
import { TERMS_VERSION } from '../../server/portal/texts/en/privacy.ts';
import type { States, Typed } from './state.ts';

export function otherStates(typed: Typed): States {
  return {
    privacy: (frame) => privacyPage({ terms: TERMS_VERSION }, frame),
    unsubscribe: (frame) => unsubscribePage({ is: 'asked', token: 'dG9rZW4' }, frame),
    'unsubscribe-done': (frame) => unsubscribePage({ is: 'done' }, frame),
    'unsubscribe-over': (frame) => unsubscribePage({ is: 'over' }, frame),
    'not-found': (frame) => troublePage({ is: 'notFound' }, frame),
    'cross-site': (frame) => troublePage({ is: 'crossSite', url: 'https://licenses.example.com' }, frame),
    malformed: (frame) => troublePage({ is: 'malformed' }, frame),
    'too-many': (frame) => troublePage({ is: 'tooMany', seconds: 40 }, frame),
    busy: (frame) => troublePage({ is: 'busy', seconds: 5 }, frame),
    unsure: (frame) => troublePage({ is: 'unsure' }, frame),
    'no-mail': (frame) => troublePage({ is: 'noMail' }, frame),
    broken: (frame) => troublePage({ is: 'broken', requestId: typed('cmVxdWVzdA') }, frame),
  };
}
