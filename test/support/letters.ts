/** Every kind of mail in every form, with the longest values that are usual. */

import type { Letter } from '../../server/domain/kernel/letter.ts';
import { EXTENSION_REASONS, REFUSAL_REASONS } from '../../server/domain/kernel/rights.ts';
import { given } from './pseudo-texts.ts';

type LetterOf<Kind> = Extract<Letter, { kind: Kind }>;

const key = { product: given('Sonar'), licenseKey: given('SONAR-00000-11111-22222-33333-44444-55555') };
const link = {
  username: given('ada'),
  link: given(`https://licenses.example.com/reset?link=${'x'.repeat(43)}`),
  code: given('K7'),
};
const look = (kind: string) => ({
  product: given('Sonar'),
  action: 'license show',
  purpose: kind + given('T-1017'),
  lookedOn: '2026-11-26',
});
const request = { asked: 'erasure' as const, number: given('cmVxdWVzdDAwMDAwMDAwMA') };
const ends = { product: given('Sonar'), endsOn: '2026-11-26' };

export const LETTERS: { readonly [Kind in Letter['kind']]: readonly Omit<LetterOf<Kind>, 'kind'>[] } = {
  keys: [
    { keys: [key], left: 0 },
    { keys: [{ ...key, order: given('A-1017') }], left: 2 },
    { keys: [key, key], left: 1_200 },
  ],
  usernames: [{ usernames: [link.username] }, { usernames: [link.username, given('eve')] }],
  password: [{ links: [link] }, { links: [link, link] }],
  proof: [{ of: 'recovery', link: link.link, code: link.code }],
  code: [
    { of: 'new address', code: link.code },
    { of: 'old address', code: link.code },
    { of: 'claim', code: link.code },
  ],
  welcome: [{}],
  vendor: [{ subject: given('News'), paragraphs: [given('Version 2 is here.')] }],
  ending: [
    { licenses: [ends], left: 0 },
    { licenses: [ends, ends], left: 1 },
  ],
  offer: [{ username: link.username }],
  looks: [
    { looks: [look('support: ')], left: 0 },
    {
      looks: [look('order: '), { ...look(''), purpose: null, heldBack: 'investigation until 2026-12-31' }],
      left: 2,
    },
  ],
  retired: [
    { products: [{ product: given('Sonar'), keptUntil: '2027-01-31' }], left: 0 },
    {
      products: [
        { product: given('Sonar'), keptUntil: null },
        { product: given('Echo'), keptUntil: '2027-01-31' },
      ],
      left: 2,
    },
  ],
  policy: [
    { version: 1, effectiveOn: '2026-12-09', changes: 0, wider: 0 },
    { version: 12, effectiveOn: '2026-12-09', changes: 1, wider: 1 },
    { version: 12, effectiveOn: '2026-12-09', changes: 1_200, wider: 1_100 },
  ],
  abandoned: [{ username: link.username, lastOn: '2026-12-25' }],
  changed: [
    { what: 'password', username: link.username },
    { what: 'email', username: link.username },
    { what: 'license email', username: link.username },
    { what: 'transfer', username: link.username },
    { what: 'transferred', username: link.username },
    { what: 'takeover', username: link.username },
    { what: 'takeover refused', username: link.username },
    { what: 'takeover granted', username: link.username },
    { what: 'takeover ended', username: link.username },
    { what: 'taken over', username: link.username },
  ],
  request: [{ link: link.link }],
  'request answered': [
    { ...request, isNothing: false, way: 'link', link: link.link, endsOn: ends.endsOn },
    { ...request, isNothing: false, way: 'portal', link: link.link, endsOn: ends.endsOn },
    { ...request, isNothing: false, way: 'mail', link: null, endsOn: ends.endsOn },
    { ...request, isNothing: true, way: 'mail', link: null, endsOn: ends.endsOn },
  ],
  'request extended': EXTENSION_REASONS.map((why) => ({ ...request, why, dueOn: ends.endsOn })),
  'request refused': REFUSAL_REASONS.map((why) => ({ ...request, why })),
  decoy: [],
};
