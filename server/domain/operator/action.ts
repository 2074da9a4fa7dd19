/**
 * The record of operators' actions. Each action on a customer's license is recorded with its reason, and each look at it
 * with its purpose, for 12 months, so that the customer can see it. Each record has one leaf in the audit chain, in the
 * same transaction.
 */

import { hourOf, type Day, type Hour } from '../kernel/day.ts';
import { requireFreeText } from '../kernel/free-text.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { heldUntil, purposeOf, writeHeldLook } from '../kernel/purpose.ts';
import { defineQueries, optionalRow, rowCount, rows } from '../kernel/query.ts';
import { appended, chainQueries, commitmentOf, saltOf, type AuditRecord, type LeafKind } from './chain.ts';

/**
 * The recorded actions of operators in their stored form, with the kind of their leaves. Customers read the catalogues'
 * texts for these actions. Transfers and take-overs are customers' own actions, which operators need
 * to see.
 */
export const ACTIONS = {
  'activation list': 'look',
  'activation release': 'act',
  'bundle delete': 'act',
  'bundle open': 'look',
  'clock confirm': 'act',
  'coupon create': 'act',
  'coupon end': 'act',
  'disclosure add': 'act',
  'disclosure end': 'act',
  'disclosure remove': 'act',
  erasure: 'act',
  'erasure planned': 'look',
  'farewell publish': 'act',
  'hold add': 'act',
  'hold lift': 'act',
  'hold review': 'act',
  'license bulk issue': 'act',
  'license correct': 'act',
  'license disown': 'act',
  'license export': 'look',
  'license find': 'look',
  'license forgive': 'act',
  'license holdings': 'look',
  'license issue': 'act',
  'license key issued anew': 'act',
  'license key shown again': 'act',
  'license reinstate': 'act',
  'license renew': 'act',
  'license revoke': 'act',
  'license seats': 'act',
  'license entitlements': 'act',
  'license show': 'look',
  'license suspend': 'act',
  'license takeover': 'act',
  'license transfer': 'act',
  'notice of news': 'act',
  'notice of policy': 'act',
  'product reinstate': 'act',
  'product retire': 'act',
  'policy release': 'act',
  'request answer': 'act',
  'request close': 'act',
  'request extend': 'act',
  'request refuse': 'act',
  'request show': 'look',
  'takeover grant': 'act',
  'takeover refuse': 'act',
} as const satisfies Readonly<Record<string, Exclude<LeafKind, 'restored'>>>;
export type Action = keyof typeof ACTIONS;

/** The kind of the leaves of an action; undefined: only another version of the program has the action. */
export function kindOf(action: string): LeafKind | undefined {
  return Object.hasOwn(ACTIONS, action) ? ACTIONS[action as Action] : undefined;
}

export interface OperatorActionRow extends AuditRecord {
  /** The leaf of the chain; null: the action was recorded before there was a chain. */
  leaf: number | null;
  /** Null as well if a person was erased from the record, which then no longer fits its leaf. */
  salt: string | null;
  /** The last day on which the customer is not notified of a look; null: it is not held back. */
  heldUntilDay: Day | null;
}

/** An action that has a reason. */
type ReasonRow = Pick<OperatorActionRow, 'action' | 'hour'> & { reason: string };

export const actionQueries = defineQueries({
  addOperatorAction: rowCount<OperatorActionRow>(),
  findOperatorAction: optionalRow<{ id: Id }, { id: Id }>(),
  /** The latest action of a kind that has a reason. */
  findReason: optionalRow<{ license: Id; action: string }, ReasonRow>(),
  /**
   * The latest actions with a reason: those since an hour, and those of the kind `cause`. An owner is not shown why an
   * earlier owner lost the license.
   */
  listReasons: rows<{ license: Id; cause: string; since: Hour; rows: number }, ReasonRow>(),
});

/** An action to record. `license` null: the action is on many licenses. */
export interface Act {
  action: Action;
  license: Id | null;
  reason?: string | undefined;
}

/**
 * Records an operator's actions, in their transaction, each with its leaf in the audit chain. It locks the head of the
 * chain, so it comes after all other writes, and only before a count of erasures. An operation that runs again after its
 * commit records nothing more.
 */
export function* recordActions(call: Call, vault: Vault, acts: readonly Act[]): Operation<void> {
  if (acts.length === 0) return;
  const records = acts.map((act) => recordOf(act, call, vault));
  const until = heldUntil(call);
  const [, head, ...known] = yield* ask(
    chainQueries.beginHead({}),
    chainQueries.lockHead({}),
    ...records.map(({ id }) => actionQueries.findOperatorAction({ id })),
  );
  const added = records.flatMap((record, nth) =>
    known[nth] === undefined ? [{ ...record, salt: saltOf(record.id, call, vault) }] : [],
  );
  if (added.length === 0) return;
  const leaves = added.map(({ salt, ...record }) => ({
    kind: ACTIONS[record.action],
    commitment: commitmentOf(record, salt, vault),
    token: null,
  }));
  yield* ask(
    ...added.map((record, nth) => {
      const heldUntilDay = ACTIONS[record.action] === 'look' ? until : null;
      return actionQueries.addOperatorAction({ ...record, leaf: head.leaves + nth, heldUntilDay });
    }),
    ...appended(head, leaves, call, vault),
  );
}

/** Records one action as {@link recordActions} does. */
export function recordAction(call: Call, vault: Vault, act: Act): Operation<void> {
  return recordActions(call, vault, [act]);
}

function recordOf(
  { action, license, reason }: Act,
  call: Call,
  vault: Vault,
): AuditRecord & { action: Action } {
  if (reason !== undefined) requireFreeText('reason', reason, '/reason');
  const isLook = ACTIONS[action] === 'look';
  const held = isLook && call.heldBack !== undefined ? writeHeldLook(call.heldBack) : null;
  return {
    id: vault.current.digest('operator action', [call.id, license ?? '']),
    hour: hourOf(call.now),
    actor: call.actor,
    action,
    license,
    purpose: isLook ? purposeOf(call) : null,
    reason: reason ?? held,
  };
}
