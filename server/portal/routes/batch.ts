/**
 * The row of the page on which an owner does one thing with several licenses of the list. What was selected is in the
 * page's address, because asking changes nothing. The form does each license by itself, by the operation that does one:
 * the terms, the access and the races are those of a single license, and a refusal of one leaves the others done.
 */

import {
  batchPage,
  batchResultPage,
  machineValue,
  noBatchPage,
  type BatchLine,
  type BatchResult,
} from '../pages/batch/batch.ts';
import { barSentence } from '../pages/license.ts';
import { rulePoints } from '../pages/release.ts';
import { usePoints } from '../pages/transfer.ts';
import { languageOf } from '../html/frame.ts';
import { PATHS } from '../html/paths.ts';
import { requireText } from '../route/checks.ts';
import { faultsIn } from '../route/form-errors.ts';
import { route, type Visit } from '../route/route.ts';
import { releaseOf } from '../route/view-models.ts';
import {
  BATCH_DEEDS,
  BATCH_LICENSES_MAX,
  BATCH_MACHINES_MAX,
  type BatchDeed,
} from '../../domain/ownership/batch.ts';
import { isPassing, refuse, Refusal } from '../../domain/kernel/refusal.ts';
import { operations } from '../../domain/operations.ts';
import type { Texts } from '../../texts/texts.ts';

const CUSTOMER = 'customer';

interface Typed {
  readonly deed: string;
  readonly license: readonly string[];
}

interface Batch {
  readonly deed: BatchDeed;
  readonly licenses: readonly string[];
}

type Shown = Visit<'customer'>;

/** What was selected; undefined: no license, too many, or nothing to do with them. */
function batchOf({ deed: typed, license }: Typed): Batch | undefined {
  const deed = BATCH_DEEDS.find((known) => known === typed);
  const licenses = [...new Set(license)];
  if (deed === undefined || licenses.length === 0 || licenses.length > BATCH_LICENSES_MAX) return undefined;
  return { deed, licenses };
}

/** The lines of the selected licenses, one after the other, so that a page asks no more at once than any other. */
async function linesOf(visit: Shown, { deed, licenses }: Batch): Promise<BatchLine[]> {
  const lines: BatchLine[] = [];
  let machines = 0;
  for (const license of licenses) {
    const line = await lineOf(visit, deed, license);
    machines += line.machines?.length ?? 0;
    const isFull = machines > BATCH_MACHINES_MAX;
    const { product } = line;
    lines.push(isFull ? { license, product, obstacle: visit.frame.texts.batch.manyMachines } : line);
  }
  return lines;
}

async function lineOf(visit: Shown, deed: BatchDeed, license: string): Promise<BatchLine> {
  const lineFor = { assign: assignLine, release: releaseLine, transfer: transferLine }[deed];
  try {
    return await lineFor(visit, license);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'license_unknown') return { license, product: null };
    throw error;
  }
}

async function assignLine({ dependencies, who, frame }: Shown, license: string): Promise<BatchLine> {
  const asked = { account: who.account, license, only: [], deed: 'assign' } as const;
  const { productName: product, status } = await dependencies.run(
    operations.ownership.showOwned,
    asked,
    CUSTOMER,
  );
  const line = { license, product };
  return status === 'revoked' ? { ...line, obstacle: frame.texts.batch.revoked } : line;
}

async function releaseLine({ dependencies, who, frame }: Shown, license: string): Promise<BatchLine> {
  const { texts } = frame;
  const asked = { account: who.account, license, deed: 'manage' } as const;
  const shown = await dependencies.run(operations.ownership.showOwned, asked, CUSTOMER);
  const { product, machines, bar, rules } = releaseOf(shown, dependencies.today());
  const line = { license, product };
  if (machines.length === 0) return { ...line, obstacle: texts.batch.noMachine };
  if (bar !== undefined) return { ...line, obstacle: barSentence(bar, texts) };
  if (shown.next !== null) return { ...line, obstacle: texts.batch.manyMachines };
  const isTicked = machines.length <= (shown.allowance.atOnce ?? machines.length);
  return { ...line, machines, isTicked, points: rulePoints(rules, texts) };
}

async function transferLine({ dependencies, who, frame }: Shown, license: string): Promise<BatchLine> {
  const { texts } = frame;
  const asked = { account: who.account, license };
  const shown = await dependencies.run(operations.sharing.showTransfer, asked, CUSTOMER);
  if (shown.to === 'receiver') return { license, product: null };
  const line = { license, product: shown.productName };
  const { transferable, open, members } = shown;
  if (open !== null) return { ...line, obstacle: texts.batch.offered };
  if (transferable === 'barred') return { ...line, obstacle: texts.transfer.barred };
  if (transferable === 'unproved') return { ...line, obstacle: texts.batch.unproved };
  return { ...line, points: usePoints({ members, used: shown.license.used }, texts) };
}

/** The machines that are ticked at first: all of a license whose terms allow to release them together. */
function tickedAtFirst(lines: readonly BatchLine[]): string[] {
  return lines.flatMap(({ license, machines = [], isTicked }) =>
    isTicked === true ? machines.map(({ activation }) => machineValue(license, activation)) : [],
  );
}

interface Form extends Typed {
  readonly machine: readonly string[];
  readonly username: string;
}

/** The machines of a license that are ticked. */
function machinesOf(license: string, { machine }: Form): string[] {
  const own = machineValue(license, '');
  return machine.filter((value) => value.startsWith(own)).map((value) => value.slice(own.length));
}

/** Does the deed with one license; returns the number of released machines. */
async function actOn(visit: Shown, deed: BatchDeed, license: string, form: Form & { isQuiet: boolean }) {
  const { dependencies, who, frame } = visit;
  const { run, recovery } = dependencies;
  const { username, isQuiet } = form;
  const { account } = who;
  if (deed === 'assign') {
    await run(operations.sharing.offerSeat, { account, license, username }, CUSTOMER);
    return 0;
  }
  if (deed === 'transfer') {
    await recovery.offerTransfer({ who, license, username, isQuiet, ...languageOf(frame) });
    return 0;
  }
  const activations = machinesOf(license, form);
  const asked = { account, license, activations };
  return (await run(operations.ownership.releaseOwned, asked, CUSTOMER)).released;
}

/** Does the deed with each license. @throws Refusal if the username is malformed, before anything is done */
async function resultsOf(visit: Shown, { deed, licenses }: Batch, form: Form): Promise<BatchResult[]> {
  const { texts } = visit.frame;
  const results: BatchResult[] = [];
  let isQuiet = false;
  for (const { license, product } of await linesOf(visit, { deed, licenses })) {
    try {
      const machines = await actOn(visit, deed, license, { ...form, isQuiet });
      isQuiet = true;
      results.push({ license, product, outcome: { machines } });
    } catch (refusal) {
      if (!(refusal instanceof Refusal) || refusal.code === 'username_malformed') throw refusal;
      results.push({ license, product, outcome: { refused: reasonOf(refusal, texts) } });
    }
  }
  return results;
}

function reasonOf(refusal: Refusal, texts: Texts): string {
  if (isPassing(refusal)) return texts.batch.passing;
  if (refusal.code === 'license_unknown') return texts.batch.gone;
  const [fault] = faultsIn({ refusal, typed: {} }, texts);
  return fault?.message ?? texts.faults.malformed;
}

async function requireBatch(typed: Form): Promise<Batch> {
  const batch = batchOf(typed);
  if (batch === undefined) return refuse('request_malformed');
  if (batch.deed === 'release') requireMachines(typed);
  return batch;
}

function requireMachines({ machine }: Form): void {
  const message = 'must name at least one machine';
  if (machine.length === 0) refuse('request_malformed', { fields: [{ pointer: '/activations', message }] });
  if (machine.length > BATCH_MACHINES_MAX) refuse('request_malformed');
}

const BATCH = route({
  path: PATHS.batch,
  enter: 'customer',
  query: { deed: 'text', license: 'many' },
  show: async (visit, asked, returned) => {
    const { frame } = visit;
    const { texts } = frame;
    const batch = batchOf(returned?.typed ?? asked);
    if (batch === undefined) {
      const faults = [{ message: texts.batch.choose(BATCH_LICENSES_MAX) }];
      return { page: noBatchPage(faults, frame), status: 422 };
    }
    const { deed } = batch;
    const lines = await linesOf(visit, batch);
    const { username = '', machine = tickedAtFirst(lines) } = returned?.typed ?? {};
    const faults = faultsIn(returned, texts);
    return { page: batchPage({ deed, lines, username, chosen: machine, faults }, frame) };
  },
  fields: { deed: 'text', license: 'many', machine: 'many', username: 'chosen', current: 'chosen' },
  check: ({ dependencies: { accounts }, who }, { deed, username, current, ...typed }) => [
    requireBatch({ ...typed, deed, username }),
    (deed === 'assign' || deed === 'transfer') && requireText('username', username),
    deed === 'transfer' && requireText('current', current),
    deed === 'transfer' && current !== '' && accounts.confirm({ who, password: current }),
  ],
  act: async (visit, typed) => {
    const batch = await requireBatch(typed);
    // machines of one license are released together, so a license without a ticked machine is left out
    const licenses = batch.licenses.filter(
      (license) => batch.deed !== 'release' || machinesOf(license, typed).length > 0,
    );
    const results = await resultsOf(visit, { ...batch, licenses }, typed);
    return { page: batchResultPage({ deed: batch.deed, results }, visit.frame) };
  },
});

export const BATCH_ROUTES = [BATCH];
