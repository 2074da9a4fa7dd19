/** What a policy states, and which differences are wider: a table of cases, and properties over random inventories. */

import { expect } from 'chai';
import fc from 'fast-check';
import type { Form, Rule, Table } from '../../../../server/domain/inventory/declaration.ts';
import { INVENTORY, RULES } from '../../../../server/domain/inventory/inventory.ts';
import {
  changesBetween,
  contentOf,
  isStated,
  isWider,
  policyContent,
  type PolicyContent,
} from '../../../../server/domain/inventory/policy-content.ts';
import { rounds } from '../../../support/rounds.ts';

const PLAIN = policyContent({}, []);
const HOSTING = { recipient: 'Example Hosting', classes: ['orders'], ground: 'processor' };
const RULE: Rule = {
  class: 'shoes',
  table: 'shoes',
  key: 'id',
  from: 'day',
  unit: 'day',
  keep: 30,
  exit: 'delete',
};
const shoes = (change: Partial<Table> = {}): Table => ({
  basis: 'contract',
  whose: { by: 'license', names: 'license' },
  life: { rules: [RULE] },
  columns: { size: { purpose: 'fits', form: 'keyed', subject: 'person', exported: true } },
  ...change,
});
const stated = (table: Table | undefined, rules: readonly Rule[] = [RULE], recipients = [HOSTING]) =>
  contentOf(table === undefined ? {} : { shoes: table }, table === undefined ? [] : rules, {}, recipients);
const column = (change: object): Table =>
  shoes({
    columns: { size: { purpose: 'fits', form: 'keyed', subject: 'person', exported: true, ...change } },
  });

/** How a later policy differs from one about shoes: the kinds of its changes, and whether it is wider. */
const CASES: readonly [title: string, after: PolicyContent, kinds: string[], wider: boolean][] = [
  ['nothing', stated(shoes()), [], false],
  [
    'a column',
    stated(
      shoes({ columns: { ...shoes().columns, ...column({}).columns, colour: shoes().columns['size']! } }),
    ),
    ['column'],
    true,
  ],
  ['no shoes any more', stated(undefined), ['column', 'life', 'end'], false],
  ['another purpose', stated(column({ purpose: 'advertising' })), ['purpose'], true],
  ['a form that says more', stated(column({ form: 'plain' })), ['form'], true],
  ['a form that says less', stated(column({ form: 'random' })), ['form'], false],
  ['another basis', stated(shoes({ basis: 'legitimateInterest' })), ['basis'], true],
  ['a longer life', stated(shoes(), [{ ...RULE, keep: 31 }]), ['life'], true],
  ['a shorter life', stated(shoes(), [{ ...RULE, keep: 29 }]), ['life'], false],
  ['a life in another unit, as long', stated(shoes(), [{ ...RULE, unit: 'hour', keep: 720 }]), [], false],
  ['a life that counts from another day', stated(shoes(), [{ ...RULE, from: 'later_day' }]), ['end'], true],
  ['a life under a condition', stated(shoes(), [{ ...RULE, when: 'gone_day' }]), ['end'], true],
  [
    'a cleared column in place of a deleted row',
    stated(shoes(), [{ ...RULE, exit: { null: ['size'] } }]),
    ['end'],
    true,
  ],
  ['no end of its own', stated(shoes({ life: { kept: 'whileSold' } }), []), ['life', 'end'], true],
  ['one more end', stated(shoes(), [RULE, { ...RULE, class: 'old shoes' }]), ['life', 'end'], false],
  [
    'another recipient',
    stated(shoes(), [RULE], [HOSTING, { ...HOSTING, recipient: 'Mail relay' }]),
    ['recipient'],
    true,
  ],
  [
    'more for a recipient',
    stated(shoes(), [RULE], [{ ...HOSTING, classes: ['orders', 'mails'] }]),
    ['recipient'],
    true,
  ],
  ['another ground', stated(shoes(), [RULE], [{ ...HOSTING, ground: 'consent' }]), ['recipient'], true],
  ['no recipient', stated(shoes(), [RULE], []), ['recipient'], false],
];

describe('what a policy states', () => {
  it('is every column of a person or an operator, and every class of its table', () => {
    const columns = Object.entries(INVENTORY).flatMap(([table, { columns: all }]) =>
      Object.entries(all).flatMap(([name, { subject }]) =>
        subject === 'person' || subject === 'operator' ? [`${table}.${name}`] : [],
      ),
    );
    expect(Object.keys(PLAIN.columns)).to.include.members(columns);
    expect(PLAIN.lives).to.include({
      'network prefixes': 720,
      'one-time links': 1,
      'abandoned accounts': 17_520,
    });
    expect(PLAIN.lives).not.to.have.property('published telemetry');
    expect(PLAIN.ends['network prefixes']).to.equal('activations.network_day: clears network network_day');
    expect(PLAIN.ends['nicknames']).to.equal('with activations');
    expect(policyContent({ 'network prefixes': 7 }, []).lives['network prefixes']).to.equal(168);
    expect(JSON.parse(JSON.stringify(PLAIN))).to.deep.equal(PLAIN);
  });

  for (const [title, after, kinds, wider] of CASES)
    it(`${wider ? 'is wider' : 'is not wider'} with ${title}`, () => {
      const changes = changesBetween(stated(shoes()), after);
      expect(changes.map(({ kind }) => kind)).to.deep.equal(kinds);
      expect(isWider(changes)).to.equal(wider);
    });

  it('says of a recipient at least what it is given', () => {
    expect(isStated(HOSTING, [HOSTING])).to.equal(true);
    expect(isStated(HOSTING, [{ ...HOSTING, classes: ['all'] }])).to.equal(true);
    expect(isStated({ ...HOSTING, classes: ['all'] }, [HOSTING])).to.equal(false);
    expect(isStated(HOSTING, [{ ...HOSTING, recipient: 'Mail relay' }])).to.equal(false);
  });

  it('differs from itself in nothing, and is never narrower both ways', () => {
    const anyForm = fc.constantFrom<Form>('plain', 'keyed', 'sealed', 'day', 'hour', 'random');
    const anyRule = fc.record({ keep: fc.nat(99), from: fc.constantFrom('day', 'later_day') });
    const anyContent = fc
      .tuple(anyForm, fc.constantFrom('fits', 'sells'), anyRule)
      .map(([form, purpose, rule]) => stated(column({ form, purpose }), [{ ...RULE, ...rule }]));
    fc.assert(
      fc.property(anyContent, anyContent, (first, second) => {
        const [there, back] = [changesBetween(first, second), changesBetween(second, first)];
        expect(changesBetween(first, first)).to.deep.equal([]);
        expect(there.length).to.equal(back.length);
        const differs = there.some(({ kind }) => kind !== 'form' || isWider(there) || isWider(back));
        if (there.length > 0 && differs) expect(isWider(there) || isWider(back)).to.equal(true);
      }),
      { numRuns: rounds(1_000) },
    );
    expect(RULES.length).to.be.greaterThan(20);
  });
});
