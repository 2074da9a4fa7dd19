/**
 * The inventory of customers: licenses, their keys and orders, activations and device tags. Every column is declared
 * with its purpose, form and retention. `inventory.ts` explains how the inventory is used.
 */

import { TRIAL_DAYS_MAX } from '../../../client-sdk/typescript/contract/product-terms.ts';
import { TRIAL_AGAIN_DAYS } from '../../../client-sdk/typescript/contract/trial.ts';
import { hidden, none, person, type Table } from './declaration.ts';
import { ORDERS } from './order-table.ts';

const LICENSE_DAYS = 730;
/** The days without a machine after which a license has no index of its buyer's email: ten years. */
const UNUSED_DAYS = 3_650;
const NETWORK_DAYS = 30;
const LAPSED_DAYS = 30;

export const CUSTOMER_TABLES = {
  licenses: {
    basis: 'contract',
    category: 'commercial',
    held: 'license',
    sources: ['seller', 'server'],
    whose: { by: 'id', names: 'license' },
    life: {
      rules: [
        {
          class: 'ended licenses',
          restrictable: true,
          key: 'id',
          from: 'ends_day',
          unit: 'day',
          keep: LICENSE_DAYS,
          least: 30,
          exit: 'delete',
        },
        {
          class: 'revoked licenses',
          restrictable: true,
          key: 'id',
          from: 'revoked_day',
          unit: 'day',
          keep: LICENSE_DAYS,
          least: 30,
          exit: 'delete',
        },
        {
          class: 'email indexes without a machine',
          restrictable: true,
          key: 'id',
          from: 'idle_day',
          unit: 'day',
          keep: UNUSED_DAYS,
          least: 365,
          when: 'email_index',
          exit: { null: ['email_index'] },
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
      id: person('licenseId', 'random'),
      product: person('licensedProduct', 'plain'),
      seats: person('seatCount', 'count'),
      used: person('seatsUsed', 'count'),
      email_index: hidden('findLicenseByEmail', 'keyed'),
      email_generation: none('indexGeneration', 'count'),
      email_wrapped: none('indexWrapping', 'count'),
      nonce: hidden('deriveKey', 'random'),
      issue_generation: none('issueGeneration', 'count'),
      ends_day: person('licenseEnd', 'day'),
      updates_until_day: person('updatesEnd', 'day'),
      entitlements: person('licensedFeatures', 'plain'),
      created_day: person('licenseIssued', 'day'),
      suspended_day: person('licenseSuspended', 'day'),
      revoked_day: person('licenseRevoked', 'day'),
      revision: none('termsRevision', 'count'),
      released_day: person('latestRelease', 'day'),
      release_count: person('releasesThisYear', 'count'),
      idle_day: person('idleSince', 'day'),
    },
  },
  license_keys: {
    basis: 'contract',
    category: 'commercial',
    held: 'license',
    sources: ['server'],
    whose: { by: 'license', names: 'license' },
    life: { with: 'licenses' },
    columns: {
      verifier: hidden('findLicenseByKey', 'keyed'),
      generation: none('verifierGeneration', 'count'),
      license: hidden('keyOfLicense', 'random'),
      created_day: person('keyCreated', 'day'),
      ended_day: person('keyEnded', 'day'),
    },
  },
  orders: ORDERS,
  activations: {
    basis: 'contract',
    category: 'activity',
    held: 'machines',
    sources: ['app', 'server'],
    whose: { by: 'id', names: 'activation' },
    life: {
      rules: [
        {
          class: 'network prefixes',
          key: 'id',
          from: 'network_day',
          unit: 'day',
          keep: NETWORK_DAYS,
          least: 0,
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
          least: 0,
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
      id: person('activationId', 'random'),
      license: person('activatedLicense', 'random'),
      epoch: none('activationEpoch', 'count'),
      generation: none('activationGeneration', 'count'),
      sequence: none('leaseSequence', 'count'),
      request_digest: hidden('repeatedRequest', 'keyed'),
      lease_day: person('leaseIssued', 'day'),
      lease_ends_day: person('leaseEnd', 'day'),
      seat_ends_day: person('graceEnd', 'day'),
      seat_ends_second: person('floatingSeatEnd', 'second'),
      lease_revision: none('leaseRevision', 'count'),
      username: person('appUsername', 'plain', { category: 'identifier' }),
      network: person('networkPrefix', 'sealed', { opener: 'dayKeys' }),
      network_day: person('networkSeen', 'day'),
      created_day: person('activatedOn', 'day'),
      seen_day: person('lastContact', 'day'),
      lapsed_day: person('seatLapsed', 'day'),
      released_day: person('seatReleased', 'day'),
    },
  },
  device_tags: {
    basis: 'contract',
    category: 'activity',
    held: 'machines',
    sources: ['app'],
    whose: { by: 'activation', names: 'activation' },
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
      tag: hidden('recogniseMachine', 'keyed', { opener: 'licenseKey' }),
      activation: hidden('tagOfActivation', 'random'),
    },
  },
  trials: {
    basis: 'legitimateInterest',
    category: 'activity',
    sources: ['app'],
    whose: 'unknowable',
    life: {
      rules: [
        {
          class: 'trials',
          key: 'tag',
          from: 'day',
          unit: 'day',
          keep: TRIAL_AGAIN_DAYS,
          least: TRIAL_DAYS_MAX,
          exit: 'delete',
        },
      ],
    },
    columns: {
      tag: hidden('recogniseTrial', 'keyed', { opener: 'trialSecret' }),
      day: hidden('trialStarted', 'day'),
    },
  },
  forks: {
    basis: 'contract',
    category: 'activity',
    held: 'machines',
    sources: ['app'],
    whose: { by: 'activation', names: 'activation' },
    life: { with: 'activations' },
    erasures: [
      {
        class: 'copies found',
        by: 'activation',
        names: 'activation',
        key: 'activation',
        exit: 'delete',
        alone: 'tags',
      },
    ],
    columns: {
      activation: hidden('copyOfActivation', 'random'),
      generation: none('copyGeneration', 'count'),
      known_tags: hidden('recogniseCopy', 'keyed', { opener: 'licenseKey' }),
      trunk: none('forkSequence', 'count'),
      trunk_tags: hidden('recogniseCopy', 'keyed', { opener: 'licenseKey' }),
      branch: none('forkSequence', 'count'),
      branch_tags: hidden('recogniseCopy', 'keyed', { opener: 'licenseKey' }),
      turns: none('forkTurns', 'count'),
      branch_went_on: none('forkTurns', 'count'),
      copy: none('forkSequence', 'count'),
      copy_tags: hidden('recogniseCopy', 'keyed', { opener: 'licenseKey' }),
      copies: person('copiesFound', 'count'),
      found_day: person('copyFirstFound', 'day'),
      latest_day: person('copyLastFound', 'day'),
    },
  },
} satisfies Readonly<Record<string, Table>>;
