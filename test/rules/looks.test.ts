/**
 * Every operator's look at a customer's record needs a purpose: every recorded look, every route that an operator may
 * call, and every command is here, as a look or with the reason why it is none. And no operator gets a list of customers:
 * a list is of one customer's, whom an exact value names, or of nothing that a customer has. A new one without a row fails.
 */

import { expect } from 'chai';
import { commandPath } from '../../scripts/cli/error-output.ts';
import { programOf, withSubcommands } from '../../scripts/program.ts';
import { operations } from '../../server/domain/operations.ts';
import type { NamedOperation } from '../../server/domain/kernel/named-operation.ts';
import { ACTIONS, type Action } from '../../server/domain/operator/action.ts';
import type { OperationRoute } from '../../server/http/route.ts';
import { ROUTES } from '../../server/http/routes.ts';
import { PARITY } from './parity.ts';

const { activation, licensing, privacy, rights } = operations;

/** The operations with which an operator looks, and what is recorded. */
const LOOKS: readonly [{ readonly name: string }, Action][] = [
  [activation.listActivations, 'activation list'],
  [activation.openBundle, 'bundle open'],
  [licensing.findLicenses, 'license find'],
  [licensing.recordExport, 'license export'],
  [licensing.showLicense, 'license show'],
  [privacy.listHoldings, 'license holdings'],
  [privacy.planErasure, 'erasure planned'],
  [rights.showRequest, 'request show'],
];

/** The routes for operators that are no looks, and why. */
const OTHER_ROUTES: Readonly<Record<string, readonly string[]>> = {
  'of products': ['listProducts', 'addProduct', 'showProduct', 'changeProduct'],
  'an act, which is recorded with its reason and answers what it has changed': [
    'issueLicense',
    'renewLicense',
    'suspendLicense',
    'revokeLicense',
    'reinstateLicense',
    'forgiveCopies',
    'setSeats',
    'setEntitlements',
    'correctLicense',
    'releaseByOperator',
  ],
  'what the machine could ask itself; the answer is sealed to it': ['answerOffline'],
  'mails that only the mailer can open': ['countMails', 'takeMails', 'deleteMail', 'failMail'],
  'counts of a whole product': ['listCounts'],
};

/** The commands that are no looks, and why. A word stands for all commands that begin with it. */
const OTHER_COMMANDS: Readonly<Record<string, readonly string[]>> = {
  'an act, which is recorded with its reason and answers what it has changed': [
    'license issue',
    'license renew',
    'license suspend',
    'license reinstate',
    'license forgive',
    'activation release',
    'bundle delete',
    'hold add',
    'hold review',
    'hold lift',
    'disclosure add',
    'disclosure end',
    'disclosure remove',
    'request answer',
    'request extend',
    'request refuse',
    'request close',
    'takeover grant',
    'takeover refuse',
  ],
  'what the machine could ask itself; the answer is sealed to it': ['offline answer'],
  'the vendor’s own list of recipients, with ids of licenses alone': ['disclosure list'],
  'coupons, of which nobody knows who used them': ['coupon'],
  'what the vendor keeps for a court, with ids alone': ['hold list'],
  'requests without whose they are': ['request list'],
  'take-overs, with ids of licenses alone': ['takeover list'],
  'bundles without whose they are': ['bundle init', 'bundle list'],
  'of products, keys, secrets and the program': [
    'product',
    'token',
    'key',
    'farewell',
    'secret',
    'init',
    'doctor',
    'clock',
    'exit-codes',
  ],
  'rows and files as a whole, of which none is shown': ['backup', 'restore', 'database', 'purge'],
  'what names nobody': ['receipt', 'audit', 'evidence', 'policy', 'stats'],
  'to all who asked for it, or mails that only the mailer can open': ['notice', 'mailer'],
};

/** Lists that an operator may page through: by which exact value, or of what. */
const LISTS: Readonly<Record<string, string>> = {
  findLicenses: 'one email or one order',
  listActivations: 'one license, by its id',
  listHoldings: 'one license, by its id',
  listProducts: 'of products',
  listOperatorTokens: 'of tokens',
  listReceipts: 'of receipts, which name nobody',
  listBundles: 'of bundles, without whose they are',
  listRequests: 'of requests, without whose they are',
  listCoupons: 'of coupons, without who used them',
  listOpenTakeovers: 'of take-overs, with ids of licenses alone',
  listDisclosures: 'of recipients, with ids of licenses alone',
  listHolds: 'of holds, with ids alone',
  listCounts: 'of counts of a whole product',
  showMailStatus: 'of mails that only the mailer can open',
};

const ALL: readonly NamedOperation[] = Object.values(operations).flatMap((area) =>
  Object.values(area as Record<string, NamedOperation>),
);
const GUARDED = ROUTES.filter((row): row is OperationRoute => row.enter !== 'anyone' && 'operation' in row);
const COMMANDS = withSubcommands(programOf(false)).filter(
  (command) => command.parent !== null && command.commands.length === 0,
);
const nameOf = (command: (typeof COMMANDS)[number]): string => commandPath(command).replace('quietkey ', '');
const isOf = (name: string) => (word: string) => name === word || name.startsWith(`${word} `);

describe('an operator’s look at a customer’s record', () => {
  it('needs a purpose, whatever is recorded as one', () => {
    const marked = ALL.filter(({ looks }) => looks === true).map(({ name }) => name);
    expect(marked.toSorted()).to.deep.equal(LOOKS.map(([{ name }]) => name).toSorted());
    const recorded = Object.entries(ACTIONS).flatMap(([action, kind]) => (kind === 'look' ? [action] : []));
    expect(LOOKS.map(([, action]) => action).toSorted()).to.deep.equal(recorded.toSorted());
  });

  it('is every route of operators that is not in the table of others', () => {
    const looks = GUARDED.filter(({ operation }) => operation.looks === true);
    expect(looks).to.have.length.above(2);
    const others = GUARDED.filter((row) => !looks.includes(row)).map(({ operation }) => operation.name);
    expect(others.toSorted()).to.deep.equal(Object.values(OTHER_ROUTES).flat().toSorted());
  });

  it('is every command that is not in the table of others', () => {
    for (const command of COMMANDS) {
      const takes = command.options.some(({ long }) => long === '--purpose');
      const isOther = Object.values(OTHER_COMMANDS)
        .flat()
        .some(isOf(nameOf(command)));
      const ownPurpose = nameOf(command) === 'token create';
      expect(takes || isOther, `${nameOf(command)} is in no table`).to.equal(true);
      expect(takes && isOther && !ownPurpose, `${nameOf(command)} is in both`).to.equal(false);
    }
  });

  it('has no row that is out of date', () => {
    for (const word of Object.values(OTHER_COMMANDS).flat())
      expect(
        COMMANDS.some((command) => isOf(nameOf(command))(word)),
        word,
      ).to.equal(true);
  });
});

describe('a list for operators', () => {
  const forOperators = new Set(
    PARITY.flatMap(({ sites, operations: named }) =>
      sites.some((site) => site !== 'portal') ? named.map(({ name }) => name) : [],
    ),
  );

  it('is of one customer, whom an exact value names, or of none', () => {
    const paged = [
      ...GUARDED.filter((row) => row.paged).map(({ operation }) => operation.name),
      ...Object.keys(LISTS).filter((name) => forOperators.has(name)),
    ];
    expect([...new Set(paged)].toSorted()).to.deep.equal(Object.keys(LISTS).toSorted());
    const listing = COMMANDS.filter(({ options }) => options.some(({ long }) => long === '--after')).map(
      nameOf,
    );
    expect(listing.toSorted()).to.deep.equal([
      'activation list',
      'bundle list',
      'coupon list',
      'disclosure list',
      'hold list',
      'license find',
      'license holdings',
      'mailer status',
      'notice send',
      'product list',
      'receipt list',
      'request list',
      'takeover list',
      'token list',
    ]);
  });
});
