/** The inventory of what accounts give each other: seats of a license to members, and whole licenses to a new owner. */

import { hidden, none, person, type Table } from './declaration.ts';

export const MEMBER_TABLES = {
  members: {
    basis: 'contract',
    category: 'commercial',
    sources: ['customer', 'others'],
    whose: { by: 'license', names: 'license', also: 'account' },
    life: { with: 'accounts' },
    columns: {
      id: person('memberId', 'random'),
      license: person('sharedLicense', 'random'),
      account: hidden('memberAccount', 'random'),
      name: person('memberName', 'plain', { category: 'identifier' }),
      manager_day: person('managerSince', 'day'),
      since_day: person('memberSince', 'day'),
    },
  },
  member_offers: {
    basis: 'contract',
    category: 'commercial',
    sources: ['customer', 'others'],
    whose: { by: 'license', names: 'license', also: 'account' },
    life: {
      rules: [
        {
          class: 'offers to members',
          key: 'id',
          from: 'ends_day',
          unit: 'day',
          keep: 0,
          exit: 'delete',
        },
      ],
    },
    erasures: [
      { class: 'offers to members of a license', by: 'license', names: 'license', key: 'id', exit: 'delete' },
    ],
    columns: {
      id: person('offerId', 'random'),
      license: person('offeredLicense', 'random'),
      account: hidden('offeredAccount', 'random'),
      secret: hidden('checkInvitation', 'keyed'),
      generation: none('digestGeneration', 'count'),
      name: person('memberName', 'plain', { category: 'identifier' }),
      ends_day: person('offerEnd', 'day'),
    },
  },
  member_machines: {
    basis: 'contract',
    category: 'activity',
    sources: ['app'],
    whose: { by: 'activation', names: 'activation' },
    life: { with: 'members' },
    columns: {
      activation: person('memberActivation', 'random'),
      member: person('activationMember', 'random'),
    },
  },
  transfers: {
    basis: 'contract',
    category: 'commercial',
    sources: ['customer', 'others'],
    whose: { by: 'license', names: 'license', also: 'account' },
    life: {
      rules: [{ class: 'transfers', key: 'license', from: 'ends_day', unit: 'day', keep: 0, exit: 'delete' }],
    },
    erasures: [
      { class: 'transfers of a license', by: 'license', names: 'license', key: 'license', exit: 'delete' },
    ],
    columns: {
      license: person('transferredLicense', 'random'),
      account: hidden('receivingAccount', 'random'),
      ready_hour: person('transferReady', 'hour'),
      ends_day: person('transferEnd', 'day'),
    },
  },
  takeovers: {
    basis: 'contract',
    category: 'commercial',
    sources: ['customer', 'others'],
    whose: { by: 'license', names: 'license', also: 'account' },
    life: {
      rules: [
        { class: 'take-overs', key: 'license', from: 'ends_day', unit: 'day', keep: 0, exit: 'delete' },
      ],
    },
    erasures: [
      { class: 'take-overs of a license', by: 'license', names: 'license', key: 'license', exit: 'delete' },
    ],
    columns: {
      license: person('takenOverLicense', 'random'),
      account: hidden('claimingAccount', 'random'),
      ready_day: person('takeoverReady', 'day'),
      refused_day: person('takeoverRefused', 'day'),
      ends_day: person('takeoverEnd', 'day'),
    },
  },
} satisfies Readonly<Record<string, Table>>;
