/**
 * Renews an activated app once for each fault, in Node.js, Bun or Deno, and prints the results. A call that times out
 * with an unexpected cause is repeated with a longer timeout, because a busy machine may need longer.
 */

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileStore, Quietkey, type QuietkeyError } from '../../../client-sdk/typescript/index.ts';
import { CARDS } from '../support/machine.ts';
import type { CarrierCase, CarrierResult, CarrierTask } from './fault-stand.ts';

/** For calls that end before. */
const PATIENT_MS = 100_000;
/** For calls that end by their timeout. */
const HANGS_MS = [400, 1_600, 6_400, 25_600];
/** What a failed renewal may change: the request that it keeps for the next call, and the copy of what was sent. */
const KEPT = ['renewing', 'sent'];

const task = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as CarrierTask;
const membersOf = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

async function meet(
  { title, by, server, proxy, hasCa }: CarrierCase,
  timeoutMs: number,
): Promise<CarrierResult> {
  const folder = join(task.folder, String((folders += 1)));
  mkdirSync(folder);
  const store = fileStore(folder);
  store.write(task.state);
  const app = new Quietkey({
    server,
    product: task.product,
    rootKey: task.rootKey,
    store,
    timeoutMs,
    clock: () => task.now * 1_000,
    interfaces: () => CARDS,
    random: (bytes) => new Uint8Array(bytes),
    ...(by === 'fetch'
      ? { fetch: (url, init) => fetch(url, init) }
      : { proxy: proxy ?? false, ...(hasCa && { ca: task.authority }) }),
  });
  const error = (await app.renew().then(
    () => ({ code: 'none', message: 'It was answered.' }),
    (thrown: unknown) => thrown,
  )) as QuietkeyError;
  const [before, after] = [membersOf(task.state), membersOf(store.read() ?? '{}')];
  const changed = Object.keys({ ...before, ...after }).filter(
    (name) => !KEPT.includes(name) && JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  const { code, networkCause, message } = error;
  const cause = error.cause as { code?: string; message?: string } | undefined;
  const words = `${message} ${cause ? `(${cause.code} ${cause.message})` : ''}`.trim();
  return { title, by, code, networkCause, message: words, changed, state: app.check().state };
}

let folders = 0;

async function meetPatiently(fault: CarrierCase): Promise<CarrierResult> {
  let result: CarrierResult | undefined;
  for (const timeoutMs of HANGS_MS) {
    result = await meet(fault, timeoutMs);
    if (result.networkCause === fault.expected) break;
  }
  return result as CarrierResult;
}

// those that look at the time come last, when the machine has nothing else to do for this test
const [hanging, others] = [true, false].map((hangs) => task.cases.filter((fault) => fault.hangs === hangs));
const results = [
  ...(await Promise.all((others ?? []).map((fault) => meet(fault, PATIENT_MS)))),
  ...(await Promise.all((hanging ?? []).map(meetPatiently))),
];
process.stdout.write(JSON.stringify(results), () => process.exit(0));
