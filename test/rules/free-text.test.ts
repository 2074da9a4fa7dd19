/**
 * Every column of plain text is in the table of free text or holds only values of a closed set, which is named here with
 * what closes it. A new column in neither fails.
 */

import { expect } from 'chai';
import { FREE_TEXTS } from '../../server/domain/kernel/free-text.ts';
import { INVENTORY } from '../../server/domain/inventory/inventory.ts';

const CLOSED: Readonly<Record<string, string>> = {
  'licenses.product': 'ids of products.id',
  'orders.product': 'ids of products.id',
  'orders.terms': 'a number of seats and of a day',
  'accounts.notices': 'kinds of notices',
  'accounts.terms_version': 'versions of the terms that a form offered',
  'links.purpose': 'what a link is for',
  'members.name': 'M and a number',
  'member_offers.name': 'the same',
  'restrictions.kind': 'kinds of restrictions',
  'rights_requests.kind': 'kinds of requests',
  'rights_requests.asker': 'who asks',
  'rights_requests.extension': 'reasons of a closed list',
  'rights_requests.outcome': 'how a request ends',
  'rights_requests.reason': 'reasons of closed lists',
  'sign_ins.product': 'ids of products.id',
  'sign_ins.decision': 'answers of a customer',
  'mails.answer': 'codes of Node and of mail servers',
  'key_mails.answer': 'the same',
  'products.prefix': '2 to 8 letters A to Z',
  'products.forks': 'choices of a term',
  'products.return_addresses': 'addresses without @, which `isReturnAddress` reads',
  'products.farewell_root': 'an id of a root key',
  'products.farewell': 'a token that the root key signed',
  'operator_tokens.scopes': 'scopes',
  'operator_actions.action': 'actions',
  'audit_leaves.kind': 'kinds of leaves',
  'audit_leaves.token': 'a text that the server signed',
  'audit_head.chain': 'one word',
  'receipts.kind': 'kinds of receipts',
  'receipts.counts': 'classes of rows, and numbers',
  'receipts.token': 'a token that the server signed',
  'tasks.task': 'jobs',
  'confirmed_day.id': 'one word',
  'coupons.product': 'ids of products',
  'coupons.kind': 'two words',
  'policies.content': 'what the inventory states, and recipients that are read as free text',
  'policies.changes': 'the same, compared',
  'disclosures.classes': 'names of tables',
  'holds.held_class': 'classes of holds',
  'holds.why': 'reasons of a closed list',
  'holds.put_off': 'one of two words',
  'disclosures.ground': 'grounds',
  'duties.task': 'jobs',
  'marks.kind': 'kinds of fingerprints',
  'retention.class': 'names of the inventory',
  'schema_migrations.name': 'migrations',
  'schema_migrations.checksum': 'checksums',
  'counts.cell': 'kinds, product ids and codes',
  'telemetry_counts.cell': 'cells of the vocabulary, and of the vendor’s list',
  'telemetry_figures.cell': 'the same',
};

describe('a column of plain text', () => {
  const plain = Object.entries(INVENTORY).flatMap(([table, { columns }]) =>
    Object.entries(columns).flatMap(([column, { form }]) => (form === 'plain' ? [`${table}.${column}`] : [])),
  );
  const free = Object.values(FREE_TEXTS).flatMap(({ columns }) => [...columns]);

  it('is free text, which one table reads, or of a closed set', () => {
    expect(plain.length).to.be.greaterThan(25);
    expect([...free, ...Object.keys(CLOSED)].sort()).to.deep.equal([...plain].sort());
  });
});
