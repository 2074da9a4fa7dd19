/**
 * Holds the audit chain against what is signed: the head that the data folder remembers, heads that an operator gives,
 * and the restored leaves. After what an operator writes, a process remembers the new head within a second; it never
 * replaces a head that the chain has lost without a restore, so that `audit verify` still finds it.
 */

import type { AuditHeadAnswer, RestoredClaims } from '../../client-sdk/typescript/contract/audit.ts';
import type { Config } from '../config/config.ts';
import { asConfigFault } from './config-fault.ts';
import { openHeadMemory, type HeadMemory } from '../crypto/erasure-memory.ts';
import { readAuditHead, readRestored, receiptKeyText, type SignedHead } from '../crypto/receipt.ts';
import { keepOf } from '../domain/inventory/lives.ts';
import { RULES } from '../domain/inventory/inventory.ts';
import { faultFields } from '../domain/kernel/fault-fields.ts';
import type { Run } from '../domain/kernel/named-operation.ts';
import {
  relationOf,
  type ChainFault,
  type ChainWindow,
  type HeadRelation,
} from '../domain/operator/verify-chain.ts';
import { operations } from '../domain/operations.ts';
import { refuse } from '../domain/kernel/refusal.ts';
import type { World } from '../runtime/world.ts';

const ACTOR = 'server';
const OPERATOR = /^(?:operator|terminal):/;
/** The time within which the head is remembered after an operator's write. */
const REMEMBER_MS = 1_000;
/** How often a restored leaf is drafted again because another leaf was appended meanwhile. */
const DRAFTS_MAX = 10;
const HOURS = 24;

type AuditConfig = Pick<Config, 'dataFolder' | 'keysFolder'>;
type AuditWorld = Pick<World, 'run'>;

/** A world that remembers the head of the chain after what operators write, and when it is closed. */
export function rememberingHead(world: World, config: AuditConfig, log?: (line: object) => void): World {
  const memory = openHeadMemory(config.dataFolder);
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const remember = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    running = running
      .then(() => rememberHead(world, config, memory))
      .catch((error: unknown) => log?.({ event: 'audit head not remembered', ...faultFields(error) }));
    return running;
  };
  const run: Run = (operation, input, actor, ...stated) => {
    const running = world.run(operation, input, actor, ...stated);
    return operation.mode === 'write' && OPERATOR.test(actor) ? thenRemember(running) : running;
  };
  const thenRemember = async <Answer>(running: Promise<Answer>): Promise<Answer> => {
    const answer = await running;
    timer ??= setTimeout(() => void remember(), REMEMBER_MS).unref();
    return answer;
  };
  const close = async (): Promise<void> => {
    await (timer === undefined ? running : remember());
    await world.close();
  };
  return { ...world, run, close };
}

async function rememberHead(world: AuditWorld, config: AuditConfig, memory: HeadMemory): Promise<void> {
  const { token } = await world.run(operations.operator.showHead, {}, ACTOR);
  const before = memory.read();
  if (before === token) return;
  const earlier = before === undefined ? undefined : readAuditHead(before, keyOf(config));
  if (earlier !== undefined) {
    const { restores } = await readRestores(world, config);
    const [relation] = await relationsOf(world, [earlier], restores);
    if (relation !== 'kept' && relation !== 'restored') return;
  }
  memory.write(token);
}

/** A signed head, compared with the chain. */
export interface ComparedHead extends SignedHead {
  /** Where the head comes from: from the data folder, or from the operator. */
  readonly source: 'remembered' | 'given';
  readonly relation: HeadRelation;
}

export interface AuditReport {
  readonly head: AuditHeadAnswer;
  readonly faults: readonly AuditFault[];
  readonly records: ChainWindow['records'];
  readonly restores: readonly RestoredClaims[];
  readonly heads: readonly ComparedHead[];
}

/** A fault of the chain. `restore_forged`: a restored leaf has no valid signature. */
export type AuditFault = Omit<ChainFault, 'fault'> & { fault: ChainFault['fault'] | 'restore_forged' };

/**
 * Verifies the chain, and compares it with the remembered head and the given ones.
 * @throws Refusal `request_malformed` if this server's key signed none of the given texts
 */
export async function verifyAudit(
  world: AuditWorld,
  config: AuditConfig,
  given: readonly string[],
): Promise<AuditReport> {
  const remembered = asConfigFault(config, () => openHeadMemory(config.dataFolder).read());
  const head = await world.run(operations.operator.showHead, {}, ACTOR);
  const asked = [
    ...(remembered === undefined ? [] : [{ source: 'remembered', token: remembered } as const]),
    ...given.map((token) => ({ source: 'given', token }) as const),
  ].map(({ source, token }) => ({ source, ...(readAuditHead(token, keyOf(config)) ?? refuseHead(source)) }));
  const { faults, records } = await verifyLeaves(world, head);
  const { restores, forged } = await readRestores(world, config);
  const relations = await relationsOf(world, asked, restores);
  const heads = asked.map((signed, nth) => ({ ...signed, relation: relations[nth] ?? 'replaced' }));
  return { head, faults: [...faults, ...forged], records, restores, heads };
}

/** What a short look at the chain finds, without its leaves. */
export interface HeadState {
  readonly leaves: number;
  /** Whether the last leaf is that of the stored head. */
  readonly isWhole: boolean;
  /** How the head that the data folder remembers relates to the chain. `damaged`: this server's key did not sign it. */
  readonly remembered: HeadRelation | 'none' | 'damaged';
}

/** Compares the stored head with the last leaf, and the chain with the head that the data folder remembers. */
export async function lookAtHead(world: AuditWorld, config: AuditConfig): Promise<HeadState> {
  const token = asConfigFault(config, () => openHeadMemory(config.dataFolder).read());
  const { leaves, head } = await world.run(operations.operator.showHead, {}, ACTOR);
  const [last] = await world.run(operations.operator.findHashes, { leaves: [leaves] }, ACTOR);
  const isWhole = (last ?? '') === head;
  if (token === undefined) return { leaves, isWhole, remembered: 'none' };
  const signed = readAuditHead(token, keyOf(config));
  if (signed === undefined) return { leaves, isWhole, remembered: 'damaged' };
  const [relation = 'replaced'] = await relationsOf(
    world,
    [signed],
    (await readRestores(world, config)).restores,
  );
  return { leaves, isWhole, remembered: relation };
}

function refuseHead(source: ComparedHead['source']): never {
  return refuse('request_malformed', {
    fields: [
      {
        pointer: '/from',
        message:
          source === 'given'
            ? 'has a text that is not a head or a receipt with one, signed by this server'
            : 'cannot be compared: the data folder’s file tombstones/audit-head is damaged',
      },
    ],
  });
}

/** Verifies all leaves up to a head, window by window. */
async function verifyLeaves(
  world: AuditWorld,
  { leaves: below, head }: AuditHeadAnswer,
): Promise<Pick<AuditReport, 'faults' | 'records'>> {
  const keptDays = await keptDaysOf(world);
  const faults: ChainFault[] = [];
  const records = { verified: 0, deleted: 0, erased: 0 };
  let place: ChainWindow['next'] = { number: 0, previous: '' };
  while (place.number < below) {
    const window: ChainWindow = await world.run(
      operations.operator.verifyWindow,
      { ...place, below, keptDays },
      ACTOR,
    );
    faults.push(...window.faults);
    for (const state of ['verified', 'deleted', 'erased'] as const) records[state] += window.records[state];
    place = window.next;
  }
  if (place.previous !== null && place.previous !== head)
    faults.push({ fault: 'head_changed', leaf: below - 1, through: below - 1, day: null });
  return { faults, records };
}

/** The days for which records of actions are kept at present. */
async function keptDaysOf(world: AuditWorld): Promise<number> {
  const { present } = await world.run(operations.privacy.showLives, {}, ACTOR);
  const rule = RULES.find(({ table }) => table === 'operator_actions');
  return rule === undefined ? 0 : keepOf(rule, present) / HOURS;
}

interface Restores {
  restores: RestoredClaims[];
  forged: AuditFault[];
}

async function readRestores(world: AuditWorld, config: AuditConfig): Promise<Restores> {
  const found = await world.run(operations.operator.listRestores, {}, ACTOR);
  const key = found.length === 0 ? '' : keyOf(config);
  const numbers = found.map(({ number }) => number);
  const previous = await world.run(operations.operator.findHashes, { leaves: numbers }, ACTOR);
  const restores: RestoredClaims[] = [];
  const forged: AuditFault[] = [];
  for (const [nth, { number, token }] of found.entries()) {
    const claims = readRestored(token, key);
    if (claims?.leaf === number && claims.previous === (previous[nth] ?? '')) restores.push(claims);
    else forged.push({ fault: 'restore_forged', leaf: number, through: number, day: null });
  }
  return { restores, forged };
}

async function relationsOf(
  world: AuditWorld,
  heads: readonly SignedHead[],
  restores: readonly RestoredClaims[],
): Promise<HeadRelation[]> {
  const leaves = heads.map(({ leaves: length }) => length);
  const hashes = await world.run(operations.operator.findHashes, { leaves }, ACTOR);
  return heads.map((head, nth) => relationOf(head, hashes[nth] ?? undefined, restores));
}

/**
 * Appends a restored leaf to the chain of a restored database, with the head that the data folder remembers.
 * @param always false: only if the chain lost that head, and no restored leaf says so yet
 */
export async function noteRestored(world: AuditWorld, config: AuditConfig, always: boolean): Promise<void> {
  const remembered = asConfigFault(config, () => openHeadMemory(config.dataFolder).read());
  const signed = remembered === undefined ? undefined : readAuditHead(remembered, keyOf(config));
  if (!always) {
    if (signed === undefined) return;
    const [relation] = await relationsOf(world, [signed], (await readRestores(world, config)).restores);
    if (relation === 'kept' || relation === 'restored') return;
  }
  const lost = signed === undefined ? null : { leaves: signed.leaves, head: signed.head };
  for (let drafts = 0; drafts < DRAFTS_MAX; drafts += 1) {
    const draft = await world.run(operations.operator.draftRestored, { lost }, ACTOR);
    if (await world.run(operations.operator.appendRestored, draft, ACTOR)) return;
  }
  refuse('busy');
}

function keyOf({ keysFolder }: AuditConfig): string {
  return receiptKeyText(keysFolder) ?? '';
}
