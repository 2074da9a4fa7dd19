/**
 * What is fuzzed: the readers of what strangers, customers and files give. Each check throws if the reader breaks what
 * it promises; that a reader refuses an input is no fault.
 */

import { expect } from 'chai';
import { createPrivateKey } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { BlockList, isIPv4 } from 'node:net';
import { join } from 'node:path';
import { readLicenseKey } from '../../client-sdk/typescript/contract/license-key.ts';
import { readKeySet, readRootKey, type Trust } from '../../client-sdk/typescript/lease/key-set.ts';
import { readLease } from '../../client-sdk/typescript/lease/lease.ts';
import { readStatement } from '../../client-sdk/typescript/lease/statement.ts';
import { formatState, parseState } from '../../client-sdk/typescript/state/state.ts';
import { readCsv, requireForm, writeCsvRow } from '../../scripts/cli/csv.ts';
import {
  compactSigner,
  privateKey,
  publicKey,
  readCompact,
  thumbprint,
} from '../../server/crypto/compact-jws.ts';
import { Refusal } from '../../server/domain/kernel/refusal.ts';
import { networkReader } from '../../server/web/client-network.ts';
import { readStrictJson } from '../../server/web/strict-json.ts';
import type { TokenTable } from '../support/make-token-vectors.ts';
import { TYPES } from '../support/token-rows.ts';
import { readVectors } from '../support/vectors.ts';

export interface Target {
  /** The file whose coverage guides. */
  readonly file: string;
  /** @param folder for files of the check */
  readonly check: (input: Buffer, folder: string) => void | Promise<void>;
}

export const TARGETS = {
  licenseKey: { file: 'client-sdk/typescript/contract/license-key', check: checkLicenseKey },
  strictJson: { file: 'server/web/strict-json', check: checkStrictJson },
  token: { file: 'client-sdk/typescript/lease/', check: checkToken },
  state: { file: 'client-sdk/typescript/state/state', check: checkState },
  forwarded: { file: 'server/web/client-network', check: checkForwarded },
  csv: { file: 'scripts/cli/csv', check: checkCsv },
} as const satisfies Readonly<Record<string, Target>>;

export type TargetName = keyof typeof TARGETS;
export const TARGET_NAMES = Object.keys(TARGETS) as TargetName[];

/** A key that is read is in the text, symbol by symbol, and is read as itself. */
function checkLicenseKey(input: Buffer): void {
  const typed = input.toString('utf8');
  const reading = readLicenseKey(typed);
  if (!reading.ok) return;
  expect(readLicenseKey(reading.canonical)).to.deep.equal(reading);
  const symbols = typed.normalize('NFKC').toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  let place = -1;
  for (const symbol of reading.canonical) {
    place = symbols.indexOf(symbol, place + 1);
    expect(place, 'a symbol that is not in the text').to.be.at.least(0);
  }
}

/** What is accepted is what JSON.parse reads, no member was dropped, and it is accepted again when it is written. */
function checkStrictJson(input: Buffer): void {
  const text = input.toString('utf8');
  const value = accepted(() => readStrictJson(text));
  if (value === undefined) return;
  expect(value).to.deep.equal(JSON.parse(text));
  const withoutTexts = text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '');
  expect(withoutTexts.split(':').length - 1, 'members').to.equal(membersOf(value));
  // -0 is written as 0
  const written = JSON.stringify(value);
  expect(readStrictJson(written)).to.deep.equal(JSON.parse(written));
}

function membersOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const parts = Object.values(value);
  return parts.reduce<number>((sum, part) => sum + membersOf(part), Array.isArray(value) ? 0 : parts.length);
}

/** What precedes the 32 bytes of an Ed25519 key (RFC 8410, section 7). */
const PKCS_8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const { contexts, vectors } = readVectors<TokenTable>('tokens');
const context = contexts['plain'] as TokenTable['contexts'][string];
const trust = { ...context, root: readRootKey(context.rootKey) } as Trust;
const opened = readKeySet(context.keySet, trust);
if (!opened.ok) throw new Error('the key set of the vectors is not genuine');
const { keySet } = opened;
const genuine = new Set(
  TYPES.map((type) => vectors.find(({ name }) => name === `${type}: genuine`)?.token as string),
);
const receipt = signedHere();
genuine.add(receipt.token);
if (context.keySet !== null) genuine.add(context.keySet);

/** Nothing is believed but the exact bytes that were signed. */
function checkToken(input: Buffer): void {
  const token = input.toString('utf8');
  const isBelieved =
    readLease(token, keySet, trust).ok ||
    readStatement(token, keySet, trust).ok ||
    readKeySet(token, trust).ok ||
    receipt.isBelieved(token);
  if (isBelieved) expect([...genuine]).to.include(token);
}

/** A token of the server's own, which it verifies itself. */
function signedHere(): { token: string; isBelieved: (token: string) => boolean } {
  const seed = Buffer.alloc(32, 7);
  const { d, x } = createPrivateKey({
    key: Buffer.concat([PKCS_8, seed]),
    format: 'der',
    type: 'pkcs8',
  }).export({
    format: 'jwk',
  }) as { d: string; x: string };
  const header = { type: 'quietkey-receipt+jwt', kid: thumbprint(x) };
  const token = compactSigner({ ...header, key: privateKey({ d, x }) })({ jti: 'a', n: 1 });
  const key = publicKey(x);
  return {
    token,
    isBelieved: (other) => readCompact(other, { ...header, key }) !== undefined,
  };
}

/** A state that was read and written is read as the same. */
function checkState(input: Buffer): void {
  const state = parseState(input.toString('utf8'));
  const again = parseState(formatState(state));
  expect(JSON.parse(JSON.stringify(again))).to.deep.equal(JSON.parse(JSON.stringify(state)));
}

const PROXIES = new BlockList();
PROXIES.addSubnet('10.0.0.0', 8);
PROXIES.addAddress('127.0.0.1');
const networkOf = networkReader(['10.0.0.0/8', '127.0.0.1']);

/** Of plain addresses, the client is the first from the right that Node's own list does not hold for a proxy. */
function checkForwarded(input: Buffer): void {
  const header = input.toString('latin1');
  const { prefix, origin } = networkOf('127.0.0.1', header);
  if (prefix !== null) {
    expect(prefix).to.match(/^(\d{1,3}\.){3}0\/24$|^[\da-f:]+\/48$/);
    expect(origin).to.equal(prefix);
  }
  const entries = header.split(',').map((entry) => entry.trim());
  if (entries.length > 10 || !entries.every(isIPv4)) return;
  const client = entries.findLast((entry) => !PROXIES.check(entry));
  const expected = client?.replace(/\d+$/, '0/24');
  if (prefix !== null) expect(prefix).to.equal(expected);
  else expect(origin).to.equal(client ?? entries[0]);
}

/** Rows that were read are written and read as the same, once a formula in them is guarded. */
async function checkCsv(input: Buffer, folder: string): Promise<void> {
  const path = join(folder, 'fuzz.csv');
  writeFileSync(path, input);
  const rows = await rowsOf(path);
  if (rows === undefined) return;
  const again = async (before: readonly (readonly string[])[]) => {
    // the header keeps the delimiter known, and a row of one empty cell from being left out
    writeFileSync(path, ['a,b,c\r\n', ...before.map((cells) => writeCsvRow(['.', ...cells]))].join(''));
    return (await rowsOf(path))?.slice(1).map((cells) => cells.slice(1));
  };
  const guarded = await again(rows);
  expect(guarded, 'what was written').to.have.lengthOf(rows.length);
  expect(await again(guarded ?? [])).to.deep.equal(guarded);
}

async function rowsOf(path: string): Promise<string[][] | undefined> {
  try {
    const rows: string[][] = [];
    for await (const { cells } of readCsv(path, await requireForm(path))) rows.push([...cells]);
    return rows;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function accepted<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}
