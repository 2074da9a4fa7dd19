/**
 * The inventory of the vendor's side: products, operator tokens and actions, and the program's own records. Every
 * column with its purpose, form and retention; `inventory.ts` explains their use.
 */

import { termEntries, type Term } from '../../../client-sdk/typescript/contract/product-terms.ts';
import { IDEMPOTENCY_HOURS } from '../kernel/idempotency.ts';
import { none, type Column, type Form, type Table } from './declaration.ts';

const vendor = (purpose: string, form: Form = 'plain'): Column => ({
  purpose,
  form,
  subject: 'vendor',
  exported: false,
});
const operator = (purpose: string, form: Form): Column => ({
  purpose,
  form,
  subject: 'operator',
  exported: false,
});
const acted = (purpose: string, form: Form): Column => ({ purpose, form, subject: 'person', exported: true });

const FORMS: Readonly<Record<Term['type'], Form>> = {
  integer: 'count',
  boolean: 'count',
  choice: 'plain',
  words: 'plain',
};
/** A column for each term of a product, in snake case. */
const TERM_COLUMNS = Object.fromEntries(
  termEntries().map(([name, { type, help }]) => [snakeCase(name), vendor(help, FORMS[type])]),
);

const TOKEN_DAYS_AFTER = 30;
/** Three years: the limitation period of claims. */
const RECEIPT_DAYS = 1_095;
const ACTION_HOURS = 365 * 24;

export const VENDOR_TABLES: Readonly<Record<string, Table>> = {
  products: {
    what: 'what the vendor sells, and its terms',
    basis: 'no personal data',
    life: { kept: 'the vendor’s catalogue' },
    columns: {
      id: vendor('names the product'),
      name: vendor('shown to people'),
      prefix: vendor('letters before the license key'),
      ...TERM_COLUMNS,
      revision: vendor('raised when the terms change', 'count'),
      created_day: vendor('when it was added', 'day'),
    },
  },
  operator_tokens: {
    what: 'operators’ tokens for the JSON door',
    basis: 'legitimate interest',
    life: {
      rules: [
        {
          class: 'expired operator tokens',
          key: 'id',
          from: 'expires_day',
          unit: 'day',
          keep: TOKEN_DAYS_AFTER,
          exit: 'delete',
        },
        {
          class: 'revoked operator tokens',
          key: 'id',
          from: 'revoked_day',
          unit: 'day',
          keep: TOKEN_DAYS_AFTER,
          exit: 'delete',
        },
      ],
    },
    columns: {
      id: operator('names the token', 'random'),
      name: operator('for the operator to tell tokens apart', 'plain'),
      digest: operator('verifies the secret', 'keyed'),
      generation: none('which generation of the secret made the digest', 'count'),
      scopes: operator('what it may do', 'plain'),
      created_day: operator('when it was made', 'day'),
      expires_day: operator('its last day', 'day'),
      revoked_day: operator('when it was revoked', 'day'),
    },
  },
  operator_actions: {
    what: 'what operators did to, or looked up of, a license, and why',
    basis: 'legitimate interest',
    life: {
      rules: [
        {
          class: 'operator actions',
          key: 'id',
          from: 'hour',
          unit: 'hour',
          keep: ACTION_HOURS,
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
        exit: { null: ['license', 'reason'] },
      },
    ],
    columns: {
      id: none('names the record', 'random'),
      hour: acted('when', 'hour'),
      actor: { purpose: 'who', form: 'plain', subject: 'operator', exported: true },
      action: acted('what', 'plain'),
      license: acted('whose', 'random'),
      reason: acted('why', 'plain'),
    },
  },
  idempotency: {
    what: 'operators’ requests of the last 24 hours, so that a repeated one is done once',
    basis: 'legitimate interest',
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
      digest: none('finds a repeated request', 'keyed'),
      generation: none('which generation of the secret made the digests', 'count'),
      request: none('tells whether it is the same', 'keyed'),
      result: none('id of what was made', 'random'),
      hour: none('when', 'hour'),
    },
  },
  receipts: {
    what: 'what each purge and erasure deleted, and the signed account of it',
    basis: 'legal obligation',
    life: {
      rules: [
        { class: 'receipts', key: 'id', from: 'done_day', unit: 'day', keep: RECEIPT_DAYS, exit: 'delete' },
      ],
    },
    columns: {
      id: none('names the receipt', 'random'),
      kind: none('a purge or an erasure', 'plain'),
      begun_day: none('when it began', 'day'),
      plan: none('what an operator was shown', 'keyed'),
      counts: none('how many rows of each class', 'plain'),
      urgent: none('whether the physical step is wanted at once', 'count'),
      deleted_day: none('when the last row was deleted', 'day'),
      done_day: none('when no byte was left', 'day'),
      token: none('the signed receipt', 'plain'),
    },
  },
  tasks: {
    what: 'when recurring work was last done',
    basis: 'no personal data',
    life: { kept: 'one row for each kind of work' },
    columns: { task: none('the work', 'plain'), day: none('when', 'day') },
  },
  duties: {
    what: 'which server does a recurring work now',
    basis: 'no personal data',
    life: { kept: 'one row for each kind of work' },
    columns: {
      task: none('the work', 'plain'),
      holder: none('the server that does it', 'random'),
      beat: none('shows that it goes on', 'count'),
    },
  },
  marks: {
    what: 'whose secrets and root key this database was begun with',
    basis: 'no personal data',
    life: { kept: 'a few rows, so that a server with others is refused' },
    columns: {
      mark: none('digest under one of the secrets', 'keyed'),
      kind: none('of what', 'plain'),
    },
  },
  schema_migrations: {
    what: 'which changes of the schema this database has seen',
    basis: 'no personal data',
    life: { kept: 'one row for each change of the schema' },
    columns: {
      version: none('number of the change', 'count'),
      name: none('its name', 'plain'),
      checksum: none('refuses a change that was edited afterwards', 'plain'),
      day: none('when it was made', 'day'),
      serves: none('the oldest program that it serves', 'count'),
    },
  },
};

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
