/**
 * The inventory of the vendor's side: products, operator tokens and actions, and the program's own records. Every
 * column is declared with its purpose, form and retention. `inventory.ts` explains how the inventory is used.
 */

import { IDEMPOTENCY_HOURS } from '../kernel/idempotency.ts';
import { none, person, type Column, type Form, type Table } from './declaration.ts';
import { TERM_COLUMNS } from './term-columns.ts';

const vendor = <Purpose extends string>(purpose: Purpose, form: Form = 'plain'): Column<Purpose> => ({
  purpose,
  form,
  subject: 'vendor',
  exported: false,
});
const operator = <Purpose extends string>(purpose: Purpose, form: Form): Column<Purpose> => ({
  purpose,
  form,
  subject: 'operator',
  exported: false,
});

const TOKEN_DAYS_AFTER = 30;
/** The days for which a receipt is kept: three years, the limitation period of claims. */
const RECEIPT_DAYS = 1_095;
const ACTION_HOURS = 365 * 24;
/** The days for which a look that was held back is kept after that, so that the customer can see it as long as any other. */
const HELD_DAYS_AFTER = 365;

export const VENDOR_TABLES = {
  products: {
    basis: 'noPersonalData',
    life: { kept: 'whileSold' },
    columns: {
      id: vendor('productId'),
      name: vendor('productName'),
      prefix: vendor('keyPrefix'),
      ...TERM_COLUMNS,
      demo: vendor('productDemo', 'count'),
      farewell_root: vendor('farewellRoot'),
      farewell: vendor('farewell'),
      last_data_day: vendor('productRetired', 'day'),
      revision: vendor('productRevision', 'count'),
      created_day: vendor('productAdded', 'day'),
    },
  },
  operator_tokens: {
    basis: 'legitimateInterest',
    category: 'employment',
    life: {
      rules: [
        {
          class: 'expired operator tokens',
          key: 'id',
          from: 'expires_day',
          unit: 'day',
          keep: TOKEN_DAYS_AFTER,
          least: 0,
          exit: 'delete',
        },
        {
          class: 'revoked operator tokens',
          key: 'id',
          from: 'revoked_day',
          unit: 'day',
          keep: TOKEN_DAYS_AFTER,
          least: 0,
          exit: 'delete',
        },
      ],
    },
    columns: {
      id: operator('tokenId', 'random'),
      name: operator('tokenName', 'plain'),
      digest: operator('checkToken', 'keyed'),
      generation: none('digestGeneration', 'count'),
      scopes: operator('tokenScopes', 'plain'),
      created_day: operator('tokenCreated', 'day'),
      expires_day: operator('tokenExpires', 'day'),
      revoked_day: operator('tokenRevoked', 'day'),
      purpose: operator('tokenPurpose', 'plain'),
    },
  },
  operator_actions: {
    basis: 'legitimateInterest',
    category: 'employment',
    sources: ['staff'],
    whose: { by: 'license', names: 'license' },
    life: {
      rules: [
        {
          class: 'operator actions',
          restrictable: true,
          key: 'id',
          from: 'hour',
          unit: 'hour',
          keep: ACTION_HOURS,
          least: 30,
          unless: 'held_until_day',
          exit: 'delete',
        },
        {
          class: 'looks held back',
          restrictable: true,
          key: 'id',
          from: 'held_until_day',
          unit: 'day',
          keep: HELD_DAYS_AFTER,
          exit: 'delete',
        },
      ],
    },
    erasures: [
      {
        class: 'operator actions severed',
        by: 'license',
        names: 'license',
        key: 'id',
        exit: { null: ['license', 'purpose', 'reason', 'salt', 'held_until_day'] },
      },
    ],
    columns: {
      id: none('actionId', 'random'),
      hour: person('actionHour', 'hour'),
      actor: operator('actionActor', 'plain'),
      action: person('actionDone', 'plain'),
      license: person('actionLicense', 'random'),
      reason: person('actionReason', 'plain'),
      purpose: person('actionPurpose', 'plain'),
      leaf: none('actionLeaf', 'count'),
      salt: none('actionSalt', 'random'),
      held_until_day: person('actionHeld', 'day'),
    },
  },
  audit_leaves: {
    basis: 'noPersonalData',
    life: { kept: 'rowPerAction' },
    columns: {
      number: none('leafNumber', 'count'),
      day: none('leafDay', 'day'),
      kind: none('leafKind', 'plain'),
      commitment: none('leafCommitment', 'hashed'),
      hash: none('leafHash', 'hashed'),
      token: none('signedRestore', 'plain'),
    },
  },
  audit_head: {
    basis: 'noPersonalData',
    life: { kept: 'oneRow' },
    columns: {
      chain: none('chainName', 'plain'),
      leaves: none('chainLength', 'count'),
      head: none('leafHash', 'hashed'),
      reported: none('leavesReported', 'count'),
    },
  },
  idempotency: {
    basis: 'legitimateInterest',
    life: {
      rules: [
        {
          class: 'idempotency records',
          key: 'digest',
          from: 'hour',
          unit: 'hour',
          keep: IDEMPOTENCY_HOURS,
          exit: 'delete',
        },
      ],
    },
    erasures: [
      { class: 'repeatable requests', by: 'result', names: 'license', key: 'digest', exit: 'delete' },
    ],
    columns: {
      digest: none('findRepeatedRequest', 'keyed'),
      generation: none('digestGeneration', 'count'),
      request: none('compareRequest', 'keyed'),
      result: none('requestResult', 'random'),
      hour: none('requestHour', 'hour'),
    },
  },
  receipts: {
    basis: 'legalObligation',
    life: {
      rules: [
        {
          class: 'receipts',
          key: 'id',
          from: 'done_day',
          unit: 'day',
          keep: RECEIPT_DAYS,
          least: 365,
          exit: 'delete',
        },
      ],
    },
    columns: {
      id: none('receiptId', 'random'),
      kind: none('receiptKind', 'plain'),
      begun_day: none('deletionStarted', 'day'),
      plan: none('deletionPlan', 'keyed'),
      counts: none('deletedRows', 'plain'),
      urgent: none('secureDeleteUrgent', 'count'),
      deleted_day: none('rowsDeleted', 'day'),
      done_day: none('bytesDeleted', 'day'),
      token: none('signedReceipt', 'plain'),
    },
  },
  tasks: {
    basis: 'noPersonalData',
    life: { kept: 'rowPerJob' },
    columns: { task: none('jobName', 'plain'), day: none('jobDay', 'day') },
  },
  confirmed_day: {
    basis: 'noPersonalData',
    life: { kept: 'oneRow' },
    columns: {
      id: none('clockName', 'plain'),
      day: none('confirmedDay', 'day'),
      seen_day: none('clockSeen', 'day'),
      steady_days: none('clockSteady', 'count'),
    },
  },
  duties: {
    basis: 'noPersonalData',
    life: { kept: 'rowPerJob' },
    columns: {
      task: none('jobName', 'plain'),
      holder: none('jobServer', 'random'),
      beat: none('jobHeartbeat', 'count'),
    },
  },
  marks: {
    basis: 'noPersonalData',
    life: { kept: 'fingerprints' },
    columns: {
      mark: none('secretFingerprint', 'keyed'),
      kind: none('fingerprintKind', 'plain'),
    },
  },
  retention: {
    basis: 'noPersonalData',
    life: { kept: 'rowPerClass' },
    columns: {
      class: none('lifeClass', 'plain'),
      days: none('presentLife', 'count'),
      next_days: none('nextLife', 'count'),
      policy: none('policyAtLife', 'count'),
    },
  },
  policies: {
    basis: 'noPersonalData',
    life: { kept: 'rowPerPolicy' },
    columns: {
      version: none('policyVersion', 'count'),
      released_day: none('policyReleased', 'day'),
      effective_day: none('policyEffective', 'day'),
      content: none('policyContent', 'plain'),
      changes: none('policyChanges', 'plain'),
      announced: none('policyAnnounced', 'random'),
    },
  },
  erasure_counts: {
    basis: 'noPersonalData',
    life: { kept: 'rowPerFolder' },
    columns: {
      folder: none('dataFolder', 'random'),
      erasures: none('erasuresCounted', 'count'),
    },
  },
  schema_migrations: {
    basis: 'noPersonalData',
    life: { kept: 'rowPerMigration' },
    columns: {
      version: none('migrationVersion', 'count'),
      name: none('migrationName', 'plain'),
      checksum: none('migrationChecksum', 'plain'),
      day: none('migrationDay', 'day'),
      serves: none('oldestProgram', 'count'),
    },
  },
} satisfies Readonly<Record<string, Table>>;
