/**
 * `npm run demo`: the main job from an email to a purged trace, on real input, step by step in plain words, with what
 * the disk holds about the customer after each. Ends non-zero where a step fails. The last step searches every file for
 * what must not be there, after it has shown that it finds what was planted.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from '../../client-sdk/typescript/index.ts';
import type { ProductView } from '../../client-sdk/typescript/contract/product-terms.ts';
import type { IssueAnswer } from '../../client-sdk/typescript/contract/wire.ts';
import type { Holding } from '../../server/domain/privacy/stored-values.ts';
import { runPurge } from '../../server/composition/world.ts';
import { readUsage, type Usage } from '../../server/config/usage.ts';
import type { DemoMachine } from './app.ts';
import { check, say, showHoldings, showPlan, step } from './print.ts';
import { formsOf, searchFolder, type Needle } from './search.ts';
import { setStage, type AppAnswer, type Stage } from './stage.ts';

const USAGE: Usage = {
  program: 'npm run demo',
  says: 'Shows the main job from an email to a purged trace, step by step, on a server and a data folder of its own that are gone afterwards. Needs nothing and asks nothing.',
  exits: [
    [0, 'all steps hold'],
    [1, 'a step failed; it is the last that was printed'],
  ],
};
const EMAIL = 'ada.lovelace@example.com';
const USERNAME = 'ada';
const CLIENT_ADDRESS = '203.0.113.77';
const CARDS = { desk: 'a4:5e:60:c1:7b:02', laptop: 'a4:5e:60:c1:7b:13', third: 'a4:5e:60:c1:7b:24' };
const DAYS_AHEAD = 120;

/** What was sold, and how each machine runs the app. */
interface Sale {
  license: string;
  licenseKey: string;
  machine: (name: keyof typeof CARDS) => DemoMachine;
}

async function tell(stage: Stage): Promise<void> {
  const sale = await sell(stage);
  await activate(stage, sale);
  await goOffline(stage, sale);
  await fillSeats(stage, sale);
  await moveSeat(stage, sale);
  await searchHeld(stage, sale);
  await purge(stage, sale);
  await search(stage, sale);
}

async function sell(stage: Stage): Promise<Sale> {
  step('A server starts on a free port, with a fresh data folder.');
  await stage.startServer();
  const { url, prepared } = stage.server();
  say(`It listens on ${url}. Apps pin its root key:`);
  say(prepared.rootKey);

  step('An operator adds a product and issues a license to an email.');
  const terms = ['--name', 'Sonar Pro', '--prefix', 'SONAR', '--seats', '2'];
  const product = (await stage.quietkey('product', 'add', 'sonar', ...terms)) as ProductView;
  const issue = ['license', 'issue', product.product, EMAIL, '--order', 'A-1017'];
  const { license, licenseKey } = (await stage.quietkey(...issue)) as IssueAnswer;
  say(`${EMAIL} bought ${product.name} for ${product.seats} machines. The key, derived from the email:`);
  say(licenseKey);
  const again = (await stage.quietkey(...issue)) as IssueAnswer;
  check(again.licenseKey === licenseKey, 'the same order gets the same key again');
  await tellHoldings(stage, license.license);
  const machine = (name: keyof typeof CARDS): DemoMachine => ({
    server: stage.address,
    product: product.product,
    rootKey: prepared.rootKey,
    store: join(stage.folder, `app-${name}`),
    adapters: [{ name: 'eth0', mac: CARDS[name], builtIn: true }],
  });
  return { license: license.license, licenseKey, machine };
}

async function activate(stage: Stage, { license, licenseKey, machine }: Sale): Promise<void> {
  step('The app, a process of its own, activates with the key and a username.');
  const desk = machine('desk');
  const activated = await stage.app(desk, 'activate', licenseKey, USERNAME);
  check(
    stateOf(activated) === 'licensed',
    `the app is licensed; its machine is called "${nameOf(activated)}"`,
  );
  say('The claims of its lease:');
  console.log(JSON.stringify((await stage.app(desk, 'lease')).answer, null, 2));
  say('What it sent, as it shows it to the person at the machine:');
  console.log(JSON.stringify((await stage.app(desk, 'sent')).answer, null, 2));
  await tellHoldings(stage, license);
}

async function goOffline(stage: Stage, { machine }: Sale): Promise<void> {
  step('The server stops. The app verifies its lease offline.');
  await stage.stopServer();
  check(stateOf(await stage.app(machine('desk'), 'check')) === 'licensed', 'licensed without a server');

  step('The server starts again, and the app renews.');
  await stage.startServer();
  check(stateOf(await stage.app(machine('desk'), 'renew')) === 'licensed', 'renewed');
}

async function fillSeats(stage: Stage, { license, licenseKey, machine }: Sale): Promise<void> {
  step('A second machine activates; a third is one too many.');
  const laptop = await stage.app(machine('laptop'), 'activate', licenseKey);
  check(stateOf(laptop) === 'licensed', `the second, "${nameOf(laptop)}", is licensed`);
  const refused = await stage.app(machine('third'), 'activate', licenseKey);
  check(refused.code === 'seats_taken', `the third is refused: ${refused.message ?? ''}`);
  await tellHoldings(stage, license);
}

async function moveSeat(stage: Stage, { license, licenseKey, machine }: Sale): Promise<void> {
  step('The first machine gives its seat back, and the third takes it.');
  const released = await stage.app(machine('desk'), 'release');
  check(stateOf(released) === 'unlicensed', 'released, by a signed statement');
  const third = await stage.app(machine('third'), 'activate', licenseKey);
  check(stateOf(third) === 'licensed', 'the third is licensed');
  await tellHoldings(stage, license);
}

async function purge(stage: Stage, { license }: Sale): Promise<void> {
  step(`${DAYS_AHEAD} days pass in which nobody renews. The purge shows its plan, then applies it.`);
  stage.moveClock(DAYS_AHEAD);
  const { world } = stage.server();
  showPlan('PLAN', (await runPurge(world, { apply: false })).classes);
  showPlan('DONE', (await runPurge(world, { apply: true })).classes);
  const { classes } = await runPurge(world, { apply: false });
  check(
    classes.every(({ due }) => due === 0),
    'nothing is overdue any more',
  );
  const held = await tellHoldings(stage, license);
  const traces = held.filter(({ table: name }) => name === 'activations' || name === 'device_tags');
  check(traces.length === 0, 'nothing is held of the machines, the username and the network');
}

/** While the machines are held: after the purge, what should never have been stored would be gone too. */
async function searchHeld(stage: Stage, { licenseKey }: Sale): Promise<void> {
  step('The server stops for a moment, and every file is searched while it all is still held.');
  await stage.stopServer();
  searchFolders(stage, needlesOf(licenseKey));
  await stage.startServer();
}

/** The search is first shown a folder in which each value was planted in each form. */
async function search(stage: Stage, { licenseKey }: Sale): Promise<void> {
  step('The server stops, and every file is searched.');
  await stage.stopServer();
  const needles = needlesOf(licenseKey);
  const control = join(stage.folder, 'control');
  mkdirSync(control);
  const forms = needles.flatMap(formsOf);
  for (const [at, { bytes }] of forms.entries()) writeFileSync(join(control, String(at)), bytes);
  const found = new Set(searchFolder(control, needles).findings.map(({ file }) => file)).size;
  check(found === forms.length, `the search finds all ${forms.length} planted copies, so that it can fail`);
  searchFolders(stage, needles);
}

function searchFolders(stage: Stage, needles: readonly Needle[]): void {
  for (const name of ['data', 'app-desk', 'app-laptop', 'app-third']) {
    const { files, bytes, findings } = searchFolder(join(stage.folder, name), needles);
    for (const { name: what, form, file } of findings) say(`FOUND ${what} as ${form} in ${file}`);
    check(findings.length === 0, `${name}: none of them in ${files} files, ${bytes} bytes`);
  }
}

function needlesOf(licenseKey: string): Needle[] {
  const bare = licenseKey.split('-').slice(-6).join('');
  const address = Buffer.from(CLIENT_ADDRESS.split('.').map(Number));
  return [
    { name: 'the email', text: EMAIL },
    { name: 'the license key', text: licenseKey },
    { name: 'the license key without dashes', text: bare },
    { name: 'the client’s address', text: CLIENT_ADDRESS, bytes: address },
    ...Object.values(CARDS).flatMap((mac) => [
      { name: 'a MAC address', text: mac, bytes: Buffer.from(mac.replaceAll(':', ''), 'hex') },
      { name: 'a MAC address without colons', text: mac.replaceAll(':', '') },
    ]),
  ];
}

async function tellHoldings(stage: Stage, license: string): Promise<Holding[]> {
  const held = (await stage.quietkey('license', 'holdings', license)) as Holding[];
  showHoldings(held);
  return held;
}

function stateOf({ answer }: AppAnswer): string | undefined {
  return (answer as Check | undefined)?.state;
}

function nameOf({ answer }: AppAnswer): string {
  return (answer as Check).machineName ?? 'nameless';
}

async function run(): Promise<void> {
  const stage = await setStage(CLIENT_ADDRESS);
  try {
    await tell(stage);
    console.log('\nAll steps hold.');
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  } finally {
    await stage.end();
  }
}

const read = readUsage(USAGE, process.argv.slice(2), () => undefined);
if ('text' in read) {
  (read.exit === 0 ? console.log : console.error)(read.text);
  process.exitCode = read.exit;
} else {
  await run();
}
