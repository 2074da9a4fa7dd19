/**
 * What each command prints with `--json`. A command of the tree without a shape, and a member of an answer that its shape
 * does not name, fail here; ids and dates are named alike.
 */

import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { z } from 'zod';
import type { IssueAnswer } from '../../client-sdk/typescript/contract/license-view.ts';
import { OfflineQuietkey } from '../../client-sdk/typescript/offline.ts';
import { writeZip } from '../../client-sdk/typescript/support/zip.ts';
import { programOf, withSubcommands } from '../../scripts/program.ts';
import { openWorld, type World } from '../../server/composition/world.ts';
import { readConfig } from '../../server/config/config.ts';
import type { Ask } from '../../server/domain/kernel/named-operation.ts';
import { addDays, dayOf, writeDate } from '../../server/domain/kernel/day.ts';
import { operations } from '../../server/domain/operations.ts';
import { systemClock } from '../../server/runtime/clock.ts';
import { FAULT_SHAPE, JSON_SHAPES } from '../rules/json-shapes.ts';
import { notationOf } from '../rules/shape-notation.ts';
import { ownDatabase, type TestDatabase } from '../support/postgres.ts';
import { random22 } from '../support/machine.ts';
import { makeRequest } from '../support/requests.ts';
import { makeTakeover } from '../support/takeovers.ts';
import { openTerminal, type Terminal } from './terminal.ts';

const EMAIL = 'ada@example.com';

/** A word of a command, or a member of an earlier answer, such as `license issue/license/license`. */
type Word = string | { readonly answer: string };
const answer = (path: string): Word => ({ answer: path });
const LICENSE = answer('license issue/license/license');

/** A day on which a product may be retired. */
const NEXT_YEAR = writeDate(addDays(dayOf(systemClock().now()), 365));

/** The commands, in an order in which each has something to show. */
const STEPS: readonly (readonly [command: string, ...words: Word[]])[] = [
  ['init'],
  ['product add', 'sonar', '--name', 'Sonar'],
  ['product list'],
  ['product show', 'sonar'],
  ['product change', 'sonar', '--seats', '2'],
  ['product retire', 'sonar', '--until', NEXT_YEAR, '--yes'],
  ['product reinstate', 'sonar'],
  ['license issue', '--csv', 'FOLDER/orders.csv', '--dry-run'],
  ['license issue', 'sonar', EMAIL, '--order', 'A-1'],
  ['license show', LICENSE],
  ['license find', EMAIL],
  ['license holdings', LICENSE],
  ['license renew', LICENSE, '--ends-on', '2099-12-31'],
  ['license suspend', LICENSE, '--reason', 'payment overdue'],
  ['license reinstate', LICENSE],
  ['license forgive', LICENSE],
  ['license seats', LICENSE, '1'],
  ['license seats', LICENSE, '1', '--yes'],
  ['license entitlements', LICENSE, 'pro,cloud:2099-12-31'],
  ['license entitlements', LICENSE, 'pro'],
  ['license correct', LICENSE, '--seats', '4'],
  ['license correct', LICENSE, '--seats', '4', '--yes'],
  ['license disown', LICENSE],
  ['license disown', LICENSE, '--yes'],
  ['license export'],
  ['license export', '--out', 'FOLDER/licenses.csv'],
  ['activation list', LICENSE],
  ['activation release', LICENSE, answer('activation list/items/0/activation')],
  ['offline answer', 'FOLDER/sonar.qkreq', '--out', 'FOLDER/sonar.qkans'],
  ['offline answer', 'FOLDER/sonar.qkreq'],
  ['license revoke', LICENSE],
  ['license revoke', LICENSE, '--yes'],
  ['bundle init', '--key', 'FOLDER/support.key'],
  ['bundle list'],
  ['bundle open', answer('bundle list/items/0/bundle'), '--key', 'FOLDER/support.key'],
  ['bundle delete', answer('bundle list/items/0/bundle')],
  ['evidence', '--out', 'FOLDER/evidence'],
  ['coupon create', 'sonar', '--months', '12', '--ends-on', '2099-12-31'],
  ['coupon list'],
  ['coupon end', answer('coupon list/items/0/coupon')],
  ['disclosure add', 'Example Hosting', '--classes', 'all', '--ground', 'processor'],
  ['hold add', '--class', 'all', '--reason', 'law', '--authority', 'Court', '--license', LICENSE],
  ['hold list'],
  ['hold review', answer('hold list/items/0/hold')],
  ['hold lift', answer('hold list/items/0/hold')],
  ['disclosure list'],
  ['disclosure end', answer('disclosure list/items/0/disclosure')],
  ['disclosure remove', answer('disclosure list/items/0/disclosure'), '--reason', 'a mistake'],
  ['policy release', '--apply'],
  ['policy show', '--language', 'de'],
  ['policy breach'],
  ['policy record'],
  ['policy devices'],
  ['policy list'],
  ['policy diff', '1'],
  ['token create', 'shop', '--scopes', 'licenses:read'],
  ['token list'],
  ['token purpose', answer('token create/operatorToken'), 'order: web shop'],
  ['token purpose', answer('token create/operatorToken')],
  ['token revoke', answer('token create/operatorToken')],
  ['key list'],
  ['key rotate'],
  ['farewell sign', 'sonar', '--out', 'FOLDER/sonar.farewell'],
  ['farewell publish', 'FOLDER/sonar.farewell'],
  ['farewell list'],
  ['key root move', 'FOLDER/stick'],
  ['secret rotate'],
  ['secret rotate', '--apply', '--wait', '0'],
  ['secret rotate', '--apply', '--out', 'FOLDER/secret.env'],
  ['secret list'],
  ['secret move'],
  ['secret destroy', '1'],
  ['backup'],
  ['restore', answer('backup/file')],
  ['clock confirm'],
  ['clock confirm', '--yes'],
  ['purge'],
  ['purge', '--apply'],
  ['erase', EMAIL],
  ['erase', EMAIL, '--apply', '--now'],
  ['receipt list'],
  ['receipt show', answer('erase/receipt')],
  ['receipt verify', 'FOLDER/receipt.txt'],
  ['audit head'],
  ['audit verify'],
  ['audit export'],
  ['audit export', '--out', 'FOLDER/chain.json'],
  ['stats'],
  ['database migrate'],
  ['database check'],
  ['database replay'],
  ['database replay', '--always'],
  ['database copy', '--from', 'DATA', '--to', 'DATABASE'],
  ['mailer init', '--key', 'FOLDER/mailer.key'],
  ['mailer', '--once'],
  ['mailer status'],
  ['mailer retry'],
  ['mailer preview'],
  ['mailer send-test', EMAIL],
  ['request list'],
  ['request show', answer('request list/items/0/request')],
  ['request answer', answer('request list/items/0/request')],
  ['request extend', answer('request list/items/1/request'), '--reason', 'many'],
  ['request refuse', answer('request list/items/1/request'), '--reason', 'unidentified'],
  ['request close', answer('request list/items/2/request'), '--reason', 'withdrawn'],
  ['takeover list'],
  ['takeover refuse', answer('takeover list/items/0/license')],
  ['takeover grant', answer('takeover list/items/1/license')],
  ['takeover grant', answer('takeover list/items/1/license'), '--yes'],
  ['notice send', 'news', '--subject', 'Sonar 4', '--text', 'FOLDER/news.txt'],
  ['doctor'],
  ['exit-codes'],
];

/** What a command prints that Ctrl-C has stopped. */
const STOPPED = '{ stopped: true }';

describe('with --json', function () {
  let terminal: Terminal;
  let database: TestDatabase;
  const answers = new Map<string, unknown>();
  const met = new Set<z.ZodType>();

  before(async () => {
    database = await ownDatabase({ schema: false });
    terminal = await openTerminal();
    const { folder } = terminal;
    writeFileSync(
      join(folder, 'orders.csv'),
      `product,email,order\nsonar,${EMAIL},A-2\nother,${EMAIL},A-3\n`,
    );
    writeFileSync(join(folder, 'news.txt'), 'Sonar 4 is here.\n');
  });
  after(async () => {
    await database.end();
    await terminal.throwAway();
  });

  const typed = (word: Word): string => {
    if (typeof word === 'string')
      return word
        .replace(/^FOLDER/, terminal.folder)
        .replace(/^DATABASE$/, database.url)
        .replace(/^DATA$/, terminal.dataFolder);
    const [command = '', ...members] = word.answer.split('/');
    return members.reduce<unknown>(
      (value, name) => (value as Record<string, unknown>)[name],
      answers.get(command),
    ) as string;
  };

  /** What only an app does, and no command. */
  const asApp = async (act: (world: World) => Promise<unknown>): Promise<void> => {
    const world = await openWorld(readConfig({ QUIETKEY_DATA: terminal.dataFolder }), {
      threads: 'in-thread',
    });
    await act(world);
    await world.close();
  };
  const activate = (world: World) => {
    const { licenseKey } = answers.get('license issue') as IssueAnswer;
    const machine = { tags: [random22()], nonce: random22(), network: null };
    return world.run(operations.activation.activate, { product: 'sonar', licenseKey, ...machine }, 'client');
  };
  const sendBundle = (world: World) => {
    const zip = writeZip([['log.txt', 'it failed']]);
    const sent = { nonce: random22(), zip: zip.toString('base64'), bytes: zip.length, hash: '' };
    return world.run(operations.activation.takeBundle, sent, 'client');
  };

  const makeRequests = async (world: World): Promise<void> => {
    const run: Ask = (operation, input) => world.run(operation, input, 'customer');
    for (const kind of ['access', 'erasure', 'objection'] as const)
      await makeRequest(run, join(terminal.folder, 'mailer.key'), { email: EMAIL, kind });
  };

  const makeTakeovers = async (world: World): Promise<void> => {
    for (const name of ['eve', 'max'])
      await makeTakeover(world, join(terminal.folder, 'mailer.key'), { product: 'sonar', name });
  };

  const writeRequest = async (): Promise<void> => {
    const { licenseKey } = answers.get('license issue') as IssueAnswer;
    const { rootKey } = answers.get('init') as { rootKey: string };
    const store = join(terminal.folder, 'app');
    const server = 'https://license.example';
    const app = new OfflineQuietkey({ server, product: 'sonar', rootKey, store, identity: 'install' });
    const { text } = await app.request({ kind: 'activate', licenseKey });
    writeFileSync(join(terminal.folder, 'sonar.qkreq'), text);
  };

  for (const [command, ...words] of STEPS) {
    const shown = words.map((word) =>
      typeof word === 'string' ? word : word.answer.split('/').at(-1)?.toUpperCase(),
    );
    it(`${[command, ...shown].join(' ')} prints what its shape says`, async () => {
      if (command === 'activation list') await asApp(activate);
      if (command === 'bundle list') await asApp(sendBundle);
      if (command === 'request list') await asApp(makeRequests);
      if (command === 'takeover list') await asApp(makeTakeovers);
      if (command === 'offline answer') await writeRequest();
      if (command === 'receipt verify')
        writeFileSync(
          join(terminal.folder, 'receipt.txt'),
          (answers.get('receipt show') as { token: string }).token,
        );
      const env = {
        QUIETKEY_URL: 'https://portal.example',
        QUIETKEY_MAILER_KEY: join(terminal.folder, 'mailer.key'),
        QUIETKEY_MAIL_OUTBOX: join(terminal.folder, 'outbox'),
      };
      const { out, err } = await terminal.type([...command.split(' '), ...words.map(typed), '--json'], {
        env,
      });
      expect(err).to.equal('');
      const printed: unknown = JSON.parse(out);
      answers.set(command, printed);
      const shape = JSON_SHAPES[command]?.find((known) => known.safeParse(printed).success);
      expect(shape, out).not.to.equal(undefined);
      met.add(shape!);
    });
  }

  it('every command with an action has a shape, and each shape was printed', () => {
    const path = (command: Command): string =>
      command.parent === null ? '' : `${path(command.parent)} ${command.name()}`.trim();
    // a noun only has commands below it
    const commands = withSubcommands(programOf(false)).filter(
      ({ parent, commands: below, options }) => parent !== null && (below.length === 0 || options.length > 0),
    );
    expect(Object.keys(JSON_SHAPES).sort()).to.deep.equal(commands.map(path).sort());
    const unmet = Object.values(JSON_SHAPES)
      .flat()
      .filter((shape) => !met.has(shape));
    expect(unmet.map((shape) => notationOf(shape).text).filter((text) => text !== STOPPED)).to.deep.equal([]);
  });

  it('a command that fails prints what is wrong, and nothing else', async () => {
    for (const words of [
      ['license', 'show', 'x'],
      ['license', 'show', 'A'.repeat(22)],
      ['product', 'add', 'x'],
      ['none'],
      ['license'],
    ]) {
      const { out } = await terminal.type([...words, '--json']);
      expect(() => FAULT_SHAPE.parse(JSON.parse(out)), words.join(' ')).not.to.throw();
    }
  });

  it('ids are named as what they identify, and dates end in On or Until', () => {
    const texts = Object.values(JSON_SHAPES)
      .flat()
      .flatMap((shape) => [notationOf(shape)]);
    const all = texts.flatMap(({ text, named }) => [text, ...named.values()]).join('\n');
    const members = [...all.matchAll(/(\w+)\??: ([^,{}]+)/g)].map(([, name = '', type = '']) => ({
      name,
      type,
    }));
    expect(members.length).to.be.greaterThan(150);
    const misnamed = members.filter(
      ({ name, type }) =>
        /^id$|[a-z]Id$/.test(name) || /\bdate\b/.test(type) !== /On$|Until$|^on$/.test(name),
    );
    expect(misnamed).to.deep.equal([]);
  });
});
