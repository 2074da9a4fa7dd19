/**
 * What a stranger, a member, a manager and the owner are answered on every address of the portal that names a license, a
 * machine, a member or an offer. `roles.test.ts` asks for each, and EVIDENCE.md shows the table.
 */

import type { Typed } from './browsing.ts';

export const WHO = ['stranger', 'member', 'manager', 'owner'] as const;
export type Who = (typeof WHO)[number];

interface RoleRow {
  readonly path: string;
  /** Whose machine the address or the form names; the owner's if absent. */
  readonly machine?: 'member';
  /** The form that is sent; absent: the page is opened. */
  readonly form?: Typed;
  /** What a stranger, the member, the manager and the owner are answered. */
  readonly answers: readonly [number, number, number, number];
}

const LICENSE = '/licenses/:license';
export const ROLE_ROWS: readonly RoleRow[] = [
  { path: LICENSE, answers: [404, 200, 200, 200] },
  { path: `${LICENSE}/key`, answers: [404, 404, 404, 200] },
  { path: `${LICENSE}/key`, form: { email: 'nobody' }, answers: [404, 404, 404, 422] },
  { path: `${LICENSE}/machines/:activation`, answers: [404, 404, 200, 200] },
  { path: `${LICENSE}/machines/:activation`, machine: 'member', answers: [404, 200, 200, 200] },
  { path: `${LICENSE}/machines/:activation`, form: { nickname: 'mine' }, answers: [404, 404, 404, 303] },
  {
    path: `${LICENSE}/machines/:activation`,
    machine: 'member',
    form: { nickname: 'mine' },
    answers: [404, 303, 404, 404],
  },
  { path: `${LICENSE}/approved/:activation`, machine: 'member', answers: [404, 200, 200, 200] },
  { path: `${LICENSE}/approved/:activation`, answers: [404, 404, 200, 200] },
  { path: `${LICENSE}/downloads`, answers: [404, 200, 200, 200] },
  { path: `${LICENSE}/coupon`, answers: [404, 404, 404, 200] },
  { path: `${LICENSE}/coupon`, form: { coupon: 'none' }, answers: [404, 404, 404, 422] },
  { path: `${LICENSE}/transfer`, answers: [404, 404, 404, 200] },
  { path: `${LICENSE}/transfer`, form: { deed: 'withdraw' }, answers: [404, 404, 404, 303] },
  { path: `${LICENSE}/takeover`, answers: [404, 404, 404, 200] },
  { path: `${LICENSE}/takeover`, form: { deed: 'refuse' }, answers: [404, 404, 404, 303] },
  { path: `${LICENSE}/members`, answers: [404, 404, 200, 200] },
  { path: `${LICENSE}/members`, form: { deed: 'withdraw', offer: 'none' }, answers: [404, 404, 303, 303] },
  { path: `${LICENSE}/members/:member`, answers: [404, 200, 200, 200] },
  { path: `${LICENSE}/members/:member`, form: { deed: 'dismiss' }, answers: [404, 404, 404, 303] },
  // a machine that one may not see is as one that is not there: the license is shown again
  { path: `${LICENSE}/release`, answers: [404, 422, 200, 200] },
  { path: `${LICENSE}/release`, machine: 'member', answers: [404, 200, 200, 200] },
  { path: `${LICENSE}/release`, form: {}, answers: [404, 422, 303, 303] },
  // the stranger is a member from here on
  { path: '/offers/:offer', answers: [200, 404, 404, 404] },
  { path: '/offers/:offer', form: { deed: 'accept' }, answers: [303, 404, 404, 404] },
  { path: '/invitations/:token', answers: [200, 200, 200, 200] },
  { path: '/invitations/:token', form: { deed: 'accept' }, answers: [303, 303, 303, 303] },
];
