/**
 * The inventory of requests about personal data. An open request has the sealed address of the person, and what it is
 * about. A closed one has its kind, days and outcome only, for 24 months (CCPA regulations § 7101), once its answer can no
 * longer be opened. `inventory.ts` explains how the inventory is used.
 */

import { hidden, none, person, type Table } from './declaration.ts';

const CLOSED_DAYS = 730;

export const RIGHTS_TABLES = {
  rights_requests: {
    basis: 'legalObligation',
    category: 'record',
    sources: ['customer'],
    whose: 'unknowable',
    life: {
      rules: [
        {
          class: 'closed requests',
          key: 'id',
          from: 'closed_day',
          unit: 'day',
          keep: CLOSED_DAYS,
          exit: 'delete',
        },
        {
          class: 'links to answers',
          key: 'id',
          from: 'answer_ends_day',
          unit: 'day',
          keep: 0,
          exit: { null: ['answer', 'answer_ends_day'] },
        },
      ],
    },
    columns: {
      id: none('requestNumber', 'random'),
      kind: none('requestKind', 'plain'),
      asker: none('requestAsker', 'plain'),
      received_day: none('requestReceived', 'day'),
      acknowledged_day: none('requestAcknowledged', 'day'),
      due_day: none('requestDue', 'day'),
      extension: none('requestExtension', 'plain'),
      closed_day: none('requestClosed', 'day'),
      outcome: none('requestOutcome', 'plain'),
      reason: none('requestReason', 'plain'),
      link: none('requestLink', 'hashed'),
      address: hidden('requestAddress', 'sealed', { opener: 'mailerKey' }),
      answer: none('answerLink', 'hashed'),
      answer_ends_day: none('answerEnds', 'day'),
    },
  },
  rights_subjects: {
    basis: 'legalObligation',
    category: 'record',
    sources: ['server'],
    whose: { by: 'license', names: 'license', also: 'account' },
    life: {
      rules: [
        {
          class: 'subjects of requests',
          key: 'id',
          from: 'ends_day',
          unit: 'day',
          keep: 0,
          exit: 'delete',
        },
      ],
    },
    erasures: [{ class: 'subjects of requests', by: 'license', names: 'license', key: 'id', exit: 'delete' }],
    columns: {
      id: none('subjectId', 'random'),
      request: person('subjectRequest', 'random'),
      license: person('subjectLicense', 'random'),
      account: hidden('subjectAccount', 'random'),
      ends_day: person('subjectEnds', 'day'),
    },
  },
  restrictions: {
    basis: 'legalObligation',
    category: 'record',
    sources: ['customer'],
    whose: { by: 'license', names: 'license', also: 'account' },
    life: { kept: 'untilLifted' },
    erasures: [
      { class: 'restrictions of a license', by: 'license', names: 'license', key: 'id', exit: 'delete' },
    ],
    columns: {
      id: none('restrictionId', 'random'),
      kind: person('restrictionKind', 'plain'),
      account: hidden('restrictedAccount', 'random'),
      license: person('restrictedLicense', 'random'),
      since_day: person('restrictedSince', 'day'),
    },
  },
} satisfies Readonly<Record<string, Table>>;
