/**
 * The steps of the demo, and what is stored about the customer after each. The last step searches all files for values
 * that must not be stored. Before that, a control search must find planted copies of these values.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from '../../client-sdk/typescript/index.ts';
import type { ProductView } from '../../client-sdk/typescript/contract/product-terms.ts';
import type { IssueAnswer } from '../../client-sdk/typescript/contract/license-view.ts';
import { makeFolder } from '../../client-sdk/typescript/primitives/files.ts';
import type { Page } from '../../server/domain/kernel/page.ts';
import type { Holding } from '../../server/domain/privacy/stored-values.ts';
import { runPurge } from '../../server/composition/world.ts';
import type { DemoMachine } from './app.ts';
import { check, say, showHoldings, showPlan, step } from './print.ts';
import { formsOf, searchFolder, type Needle } from './search.ts';
import { setStage, type AppAnswer, type Stage } from './stage.ts';

const EMAIL = 'ada.lovelace@example.com';
const USERNAME = 'ada';
const CLIENT_ADDRESS = '203.0.113.77';
const CARDS = { desk: 'a4:5e:60:c1:7b:02', laptop: 'a4:5e:60:c1:7b:13', third: 'a4:5e:60:c1:7b:24' };
const DAYS_AHEAD = 120;

/** The sale of the demo: what was sold, and how each machine runs the app. */
interface Sale {
  license: string;
  licenseKey: string;
  machine: (name: keyof typeof CARDS) => DemoMachine;
}

/** Plays all steps. Sets the exit code to 1 if one fails. */
export async function playDemo(): Promise<void> {
  const stage = await setStage(CLIENT_ADDRESS);
  try {
    await playAll(stage);
    console.log('\nAll steps succeeded.');
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  } finally {
    await stage.end();
  }
}

async function playAll(stage: Stage): Promise<void> {
  const sale = await sell(stage);
  await activate(stage, sale);
  await goOffline(stage, sale);
  await fillSeats(stage, sale);
  await moveSeat(stage, sale);
  await searchBeforePurge(stage, sale);
  await purge(stage, sale);
  await searchAfterPurge(stage, sale);
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
  say(
    `${EMAIL} bought ${product.name} for ${product.terms.seats} machines. The license key, derived from the email:`,
  );
  say(licenseKey);
  const again = (await stage.quietkey(...issue)) as IssueAnswer;
  check(again.licenseKey === licenseKey, 'the same order gets the same license key');
  await listHoldings(stage, license.license);
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
  step('The app, a separate process, activates with the license key and a username.');
  const desk = machine('desk');
  const activated = await stage.app(desk, 'activate', licenseKey, USERNAME);
  check(
    stateOf(activated) === 'licensed',
    `the app is licensed; its machine is named "${nameOf(activated)}"`,
  );
  say('The claims of its lease:');
  console.log(JSON.stringify((await stage.app(desk, 'lease')).answer, null, 2));
  say('What the app sent, as it can show it to its user:');
  console.log(JSON.stringify((await stage.app(desk, 'sent')).answer, null, 2));
  await listHoldings(stage, license);
}

async function goOffline(stage: Stage, { machine }: Sale): Promise<void> {
  step('The server stops. The app verifies its lease offline.');
  await stage.stopServer();
  check(
    stateOf(await stage.app(machine('desk'), 'check')) === 'licensed',
    'the app is licensed without a server',
  );

  step('The server starts again, and the app renews.');
  await stage.startServer();
  check(stateOf(await stage.app(machine('desk'), 'renew')) === 'licensed', 'the app has renewed its lease');
}

async function fillSeats(stage: Stage, { license, licenseKey, machine }: Sale): Promise<void> {
  step('A second machine activates. The license has no seat for a third.');
  const laptop = await stage.app(machine('laptop'), 'activate', licenseKey);
  check(stateOf(laptop) === 'licensed', `the second machine, "${nameOf(laptop)}", is licensed`);
  const refused = await stage.app(machine('third'), 'activate', licenseKey);
  check(refused.code === 'seats_taken', `the third machine is refused: ${refused.message ?? ''}`);
  await listHoldings(stage, license);
}

async function moveSeat(stage: Stage, { license, licenseKey, machine }: Sale): Promise<void> {
  step('The first machine releases its seat, and the third takes it.');
  const released = await stage.app(machine('desk'), 'release');
  check(stateOf(released) === 'unlicensed', 'the first machine is released by a signed statement');
  const third = await stage.app(machine('third'), 'activate', licenseKey);
  check(stateOf(third) === 'licensed', 'the third machine is licensed');
  await listHoldings(stage, license);
}

async function purge(stage: Stage, { license }: Sale): Promise<void> {
  step(`${DAYS_AHEAD} days pass without a renewal. The purge shows its plan and then runs.`);
  stage.moveClock(DAYS_AHEAD);
  const { world } = stage.server();
  const planned = await runPurge(world, { apply: false });
  showPlan('PLAN', planned.classes);
  showPlan('DONE', (await runPurge(world, { apply: true, plan: planned.plan ?? undefined })).classes);
  const { classes } = await runPurge(world, { apply: false });
  check(
    classes.every(({ due }) => due === 0),
    'nothing is due after the purge',
  );
  const holdings = await listHoldings(stage, license);
  const traces = holdings.filter(({ table: name }) => name === 'activations' || name === 'device_tags');
  check(traces.length === 0, 'nothing is stored of the machines, the username and the network');
}

/**
 * Searches the files while the activations exist, because the purge might also delete a value that must never be
 * stored.
 */
async function searchBeforePurge(stage: Stage, { licenseKey }: Sale): Promise<void> {
  step('The server stops for a moment, and all files are searched before the purge.');
  await stage.stopServer();
  searchFolders(stage, needlesOf(licenseKey));
  await stage.startServer();
}

/**
 * Searches the files after the purge. First, a control search must find every form of every value in a folder of
 * planted copies.
 */
async function searchAfterPurge(stage: Stage, { licenseKey }: Sale): Promise<void> {
  step('The server stops, and all files are searched.');
  await stage.stopServer();
  const needles = needlesOf(licenseKey);
  const control = join(stage.folder, 'control');
  makeFolder(control);
  const forms = needles.flatMap(formsOf);
  for (const [index, { bytes }] of forms.entries()) writeFileSync(join(control, String(index)), bytes);
  const found = new Set(searchFolder(control, needles).hits.map(({ file }) => file)).size;
  check(found === forms.length, `the control search finds all ${forms.length} planted copies`);
  searchFolders(stage, needles);
}

function searchFolders(stage: Stage, needles: readonly Needle[]): void {
  for (const name of ['data', 'app-desk', 'app-laptop', 'app-third']) {
    const { files, bytes, hits } = searchFolder(join(stage.folder, name), needles);
    for (const { name: value, form, file } of hits) say(`FOUND ${value} as ${form} in ${file}`);
    check(hits.length === 0, `${name}: nothing found in ${files} files, ${bytes} bytes`);
  }
}

function needlesOf(licenseKey: string): Needle[] {
  const bare = licenseKey.split('-').slice(-6).join('');
  const address = Buffer.from(CLIENT_ADDRESS.split('.').map(Number));
  return [
    { name: 'the email', text: EMAIL },
    { name: 'the license key', text: licenseKey },
    { name: 'the license key without dashes', text: bare },
    { name: 'the client’s IP address', text: CLIENT_ADDRESS, bytes: address },
    ...Object.values(CARDS).flatMap((mac) => [
      { name: 'a MAC address', text: mac, bytes: Buffer.from(mac.replaceAll(':', ''), 'hex') },
      { name: 'a MAC address without colons', text: mac.replaceAll(':', '') },
    ]),
  ];
}

async function listHoldings(stage: Stage, license: string): Promise<Holding[]> {
  const { items } = (await stage.quietkey('license', 'holdings', license)) as Page<Holding>;
  showHoldings(items);
  return items;
}

function stateOf({ answer }: AppAnswer): string | undefined {
  return (answer as Check | undefined)?.state;
}

function nameOf({ answer }: AppAnswer): string {
  return (answer as Check).machineName ?? 'nameless';
}
