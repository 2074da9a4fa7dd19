/**
 * The inventory of customers: licenses, their keys and orders, activations and device tags. Every column with its
 * purpose, form and retention; `inventory.ts` explains their use.
 */

import { hidden, none, person, type Table } from './declaration.ts';

const LICENSE_DAYS = 730;
const NETWORK_DAYS = 30;
const LAPSED_DAYS = 30;
const ORDER_DAYS = 3_650;

export const CUSTOMER_TABLES: Readonly<Record<string, Table>> = {
  licenses: {
    what: 'the right to run a product',
    basis: 'contract',
    life: {
      rules: [
        {
          class: 'ended licenses',
          key: 'id',
          from: 'ends_day',
          unit: 'day',
          keep: LICENSE_DAYS,
          exit: 'delete',
        },
        {
          class: 'revoked licenses',
          key: 'id',
          from: 'revoked_day',
          unit: 'day',
          keep: LICENSE_DAYS,
          exit: 'delete',
        },
      ],
    },
    erasures: [
      {
        class: 'links to the buyer',
        by: 'id',
        names: 'license',
        key: 'id',
        exit: { null: ['email_index', 'nonce'] },
      },
    ],
    columns: {
      id: person('names the license', 'random'),
      product: person('what it allows to run', 'plain'),
      seats: person('how many machines', 'count'),
      used: person('how many are taken', 'count'),
      email_index: hidden('finds the license by its buyer’s email', 'keyed'),
      email_generation: none('which generation of the secret made the index', 'count'),
      email_wrapped: none('the latest generation that keyed the index once more', 'count'),
      nonce: hidden('derives the key again, with email and issue secret', 'random'),
      issue_generation: none('which generation of the issue secret derives the key', 'count'),
      ends_day: person('last day', 'day'),
      updates_until_day: person('last day of updates', 'day'),
      entitlements: person('what it allows', 'plain'),
      created_day: person('when it was issued', 'day'),
      suspended_day: person('when it was suspended', 'day'),
      revoked_day: person('when it was revoked', 'day'),
      revision: none('raised when a lease would change', 'count'),
      released_day: person('cool-down of releases', 'day'),
      release_year: person('yearly limit of releases', 'count'),
      release_count: person('yearly limit of releases', 'count'),
    },
  },
  license_keys: {
    what: 'keyed verifiers of license keys; a key itself is never stored',
    basis: 'contract',
    life: { with: 'licenses' },
    columns: {
      verifier: hidden('finds the license by its key', 'keyed'),
      generation: none('which generation of the secret made the verifier', 'count'),
      license: hidden('the license', 'random'),
      created_day: person('when the key was made', 'day'),
    },
  },
  orders: {
    what: 'the payment processor’s reference of an order',
    basis: 'legal obligation',
    life: {
      rules: [
        { class: 'orders', key: 'reference', from: 'day', unit: 'day', keep: ORDER_DAYS, exit: 'delete' },
      ],
    },
    erasures: [
      {
        class: 'orders severed',
        by: 'license',
        names: 'license',
        key: 'reference',
        exit: { null: ['license'] },
      },
    ],
    columns: {
      reference: person('accounting; the same order gets the same key', 'plain'),
      product: person('what was ordered', 'plain'),
      license: person('the license; null once it is gone', 'random'),
      day: person('when it was ordered', 'day'),
    },
  },
  activations: {
    what: 'a seat taken by one machine',
    basis: 'contract',
    life: {
      rules: [
        {
          class: 'network prefixes',
          key: 'id',
          from: 'network_day',
          unit: 'day',
          keep: NETWORK_DAYS,
          exit: { null: ['network', 'network_day'] },
        },
        {
          class: 'released activations',
          key: 'id',
          from: 'seat_ends_day',
          unit: 'day',
          keep: 0,
          when: 'released_day',
          exit: 'delete',
        },
        {
          class: 'lapsed activations',
          key: 'id',
          from: 'seat_ends_day',
          unit: 'day',
          keep: LAPSED_DAYS,
          when: 'lapsed_day',
          exit: 'delete',
        },
      ],
    },
    erasures: [
      {
        class: 'usernames',
        by: 'license',
        names: 'license',
        key: 'id',
        exit: { null: ['username'] },
        alone: 'usernames',
      },
      {
        class: 'networks',
        by: 'license',
        names: 'license',
        key: 'id',
        exit: { null: ['network', 'network_day'] },
        alone: 'networks',
      },
    ],
    columns: {
      id: person('names the activation; its machine name comes from it', 'random'),
      license: person('the license', 'random'),
      epoch: none('tells a machine that lost its state from its copy', 'count'),
      generation: none('which generation of the secret its machine, tags and digest stand under', 'count'),
      sequence: none('counts leases, so that an old one is known', 'count'),
      request_digest: hidden('answers a repeated request the same', 'keyed'),
      lease_day: person('day of the latest lease', 'day'),
      lease_ends_day: person('end of the latest lease', 'day'),
      seat_ends_day: person('end of its grace: then the seat lapses', 'day'),
      lease_revision: none('tells whether the lease is up to date', 'count'),
      username: person('the account username that the app gave', 'plain'),
      network: person('prefix of the network, for the customer to recognise a machine', 'sealed'),
      network_day: person('day of the prefix, and of its key', 'day'),
      created_day: person('when the seat was taken', 'day'),
      seen_day: person('when the machine last asked', 'day'),
      lapsed_day: person('when the seat lapsed', 'day'),
      released_day: person('when the seat was given back', 'day'),
    },
  },
  device_tags: {
    what: 'keyed traces of a machine’s network adapters, at most four',
    basis: 'contract',
    life: { with: 'activations' },
    erasures: [
      {
        class: 'device tags',
        by: 'activation',
        names: 'activation',
        key: 'tag',
        exit: 'delete',
        alone: 'tags',
      },
    ],
    columns: {
      tag: hidden('finds the seat of a machine that lost its state', 'keyed'),
      activation: hidden('the activation', 'random'),
    },
  },
};
