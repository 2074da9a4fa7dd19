/**
 * Released policies: what a vendor states of the stored data, by version and effective day. The first policy of a database
 * without customers applies at once. Every later one is compared with the latest: if it is wider, its effective day is at
 * least 15 days after its release. Of the policies whose day has come, the latest is in force.
 */

import {
  changesBetween,
  isWider,
  NOTICE_DAYS,
  policyContent,
  type PolicyChange,
  type PolicyContent,
  type StatedRecipient,
} from '../inventory/policy-content.ts';
import { LIFE_SETTINGS, type Lives } from '../inventory/lives.ts';
import { believedDay } from '../kernel/confirmed-day.ts';
import { addDays, later, readDate, writeDate, type Day } from '../kernel/day.ts';
import { idempotent, read, write } from '../kernel/named-operation.ts';
import { ask, mustAffect, type Operation } from '../kernel/operation.ts';
import type { Call, Vault } from '../kernel/ports.ts';
import { refuse } from '../kernel/refusal.ts';
import { recordAction } from '../operator/action.ts';
import { listGeneral, requireRecipient } from './disclosure.ts';
import { listComing, noticePolicies } from './policy-notices.ts';
import { policyQueries, standingPolicies, type PolicyRow } from './policy-rows.ts';
import { retentionOperations, retentionQueries, showLives } from './retention.ts';

/** The versions that a list has, the latest first. Earlier ones stay in the database. */
const LISTED_MAX = 50;
/** An effective day is at most a year away. */
const DAYS_AHEAD_MAX = 365;
const HOURS = 24;

export interface PolicyView {
  version: number;
  releasedOn: string;
  effectiveOn: string;
  standing: 'earlier' | 'in force' | 'waiting';
  /** How it differs from the version before; none for the first. */
  changes: PolicyChange[];
}

/** A release as it would be. */
export interface PolicyPlan {
  version: number;
  /** How it would differ from the latest version or, for the first, from what applies now. */
  changes: PolicyChange[];
  /** Whether it needs notice. */
  needsNotice: boolean;
  earliestOn: string;
}

/** What a release states besides the inventory. */
export interface PolicyAsked {
  /** The periods of `retention.json`, in days. */
  asked: Lives;
  /** Recipients of the data of all customers from the effective day on, who are no disclosures yet. */
  recipients?: readonly StatedRecipient[];
}

interface Drafted extends PolicyPlan {
  content: PolicyContent;
  earliest: Day;
}

function* planPolicy(input: PolicyAsked, call: Call): Operation<PolicyPlan> {
  const { version, changes, needsNotice, earliestOn } = yield* draft(input, call);
  return { version, changes, needsNotice, earliestOn };
}

/** Releases the next version. @throws Refusal about `/effective` */
function* releasePolicy(
  { effectiveOn, ...input }: PolicyAsked & { effectiveOn?: string | undefined },
  call: Call,
  vault: Vault,
): Operation<PolicyView> {
  const { version, changes, content, earliest } = yield* draft(input, call);
  const today = believedDay(call);
  const effectiveDay = effectiveOn === undefined ? earliest : requireDay(effectiveOn, earliest, today);
  const added: PolicyRow = {
    version,
    releasedDay: today,
    effectiveDay,
    content: JSON.stringify(content),
    changes: JSON.stringify(version === 1 ? [] : changes),
    announced: effectiveDay > today ? '' : null,
  };
  yield* ask(mustAffect(policyQueries.addPolicy(added)));
  yield* recordAction(call, vault, { action: 'policy release', license: null });
  return viewOf(added, today, effectiveDay <= today ? version : null);
}

function* draft({ asked, recipients = [] }: PolicyAsked, call: Call): Operation<Drafted> {
  for (const recipient of recipients) requireRecipient({ ...recipient, classes: [...recipient.classes] });
  const today = believedDay(call);
  const [latest, customers] = yield* ask(
    policyQueries.findLatestPolicy({}),
    policyQueries.countCustomers({}),
  );
  const { present, next } = yield* showLives();
  const general = yield* listStated();
  const lives = longest(present, next, asked);
  const content = policyContent(lives, merged([...general, ...recipients]));
  const standing =
    latest === undefined ? policyContent(present, general) : yield* standingOf(latest, present);
  const changes = changesBetween(standing, content);
  const needsNotice = isWider(changes) && customers.held > 0;
  const soonest = needsNotice ? addDays(today, NOTICE_DAYS) : today;
  const earliest = later(soonest, latest?.effectiveDay ?? today);
  return {
    version: (latest?.version ?? 0) + 1,
    changes,
    needsNotice,
    earliestOn: writeDate(earliest),
    content,
    earliest,
  };
}

/** What a policy states, but with the periods that were shortened since its release: customers see the shorter ones. */
function* standingOf(latest: PolicyRow, present: Lives): Operation<PolicyContent> {
  const [changed] = yield* ask(retentionQueries.listLives({}));
  const content = contentIn(latest);
  const shorter = changed.flatMap(({ class: name, policy }) => {
    const days = present[name];
    return policy < latest.version || days === undefined ? [] : [[name, days * HOURS] as const];
  });
  return { ...content, lives: { ...content.lives, ...Object.fromEntries(shorter) } };
}

/** For each class the longest of the periods that apply, apply from the next purge on, and are asked for. */
function longest(...all: readonly Lives[]): Lives {
  const lives = LIFE_SETTINGS.map(({ class: name, default: byDefault }) => {
    const [present = {}, ...others] = all;
    const now = present[name] ?? byDefault;
    return [name, Math.max(now, ...others.map((other) => other[name] ?? now))] as const;
  });
  return Object.fromEntries(lives);
}

/** Those who receive data of all customers and go on receiving them. */
function* listStated(): Operation<StatedRecipient[]> {
  const general = yield* listGeneral();
  return merged(
    general.flatMap(({ recipient, classes, ground, endedOn }) =>
      endedOn === null ? [{ recipient, classes, ground }] : [],
    ),
  );
}

/** One entry for each recipient, with all classes. */
function merged(recipients: readonly StatedRecipient[]): StatedRecipient[] {
  const named = new Map<string, StatedRecipient>();
  for (const { recipient, classes, ground } of recipients) {
    const known = named.get(recipient)?.classes ?? [];
    named.set(recipient, { recipient, classes: [...new Set([...known, ...classes])], ground });
  }
  return [...named.values()];
}

function requireDay(date: string, earliest: Day, today: Day): Day {
  const refuseDay = (message: string): never =>
    refuse('request_malformed', { fields: [{ pointer: '/effective', message }] });
  const day = readDate(date) ?? refuseDay('must be a date YYYY-MM-DD');
  if (day < earliest) refuseDay(`must be ${writeDate(earliest)} or later`);
  const last = later(addDays(today, DAYS_AHEAD_MAX), earliest);
  return day <= last ? day : refuseDay(`must be ${writeDate(last)} or earlier`);
}

/** The versions, the latest first. */
function* listPolicies(_input: object, call: Call): Operation<PolicyView[]> {
  const today = believedDay(call);
  const [found] = yield* ask(policyQueries.listPolicies({ rows: LISTED_MAX }));
  const inForce = found.find(({ effectiveDay }) => effectiveDay <= today)?.version ?? null;
  return found.map((row) => viewOf(row, today, inForce));
}

/** What a version states. @throws Refusal about `/version` */
function* showPolicy({ version }: { version: number }): Operation<PolicyContent> {
  const [found] = yield* ask(policyQueries.findPolicy({ version }));
  if (found !== undefined) return contentIn(found);
  return refuse('request_malformed', { fields: [{ pointer: '/version', message: 'was never released' }] });
}

/** What differs from a version to another, or to what a release would state now. @throws Refusal about `/version` */
function* comparePolicies(
  { from, to, ...input }: PolicyAsked & { from: number; to?: number | undefined },
  call: Call,
): Operation<PolicyChange[]> {
  const before = yield* showPolicy({ version: from });
  const after = to === undefined ? (yield* draft(input, call)).content : yield* showPolicy({ version: to });
  return changesBetween(before, after);
}

/** What the program stores and the policy in force does not state, so that a server must not run yet. */
export interface Unstated {
  changes: PolicyChange[];
  /** The first day on which a released policy states all of it; null: none does. */
  statedFrom: string | null;
}

/** Compares the program with the policy in force. Without a released policy, what the program states applies. */
function* findUnstated(_input: object, call: Call): Operation<Unstated> {
  const { present } = yield* showLives();
  const program = policyContent(present, []);
  const wider = ({ content }: { content: PolicyContent }) =>
    changesBetween({ ...content, recipients: [] }, program).filter((change) => change.wider);
  const [inForce, ...waiting] = yield* standingPolicies(call);
  if (inForce === undefined) return { changes: [], statedFrom: null };
  const stating = waiting.find((standing) => wider(standing).length === 0);
  return {
    changes: wider(inForce),
    statedFrom: stating === undefined ? null : writeDate(stating.effectiveDay),
  };
}

/** The operations on policies and retention periods, by their names. */
export const policyOperations = {
  ...retentionOperations,
  planPolicy: read(planPolicy),
  releasePolicy: write(releasePolicy),
  listPolicies: read(listPolicies),
  comparePolicies: read(comparePolicies),
  findUnstated: read(findUnstated),
  listComing: read(listComing),
  noticePolicies: idempotent(noticePolicies),
};

function contentIn({ content }: Pick<PolicyRow, 'content'>): PolicyContent {
  return JSON.parse(content) as PolicyContent;
}

function viewOf(
  { version, releasedDay, effectiveDay, changes }: Omit<PolicyRow, 'content'>,
  today: Day,
  inForce: number | null,
): PolicyView {
  const past = version === inForce ? 'in force' : 'earlier';
  return {
    version,
    releasedOn: writeDate(releasedDay),
    effectiveOn: writeDate(effectiveDay),
    standing: effectiveDay > today ? 'waiting' : past,
    changes: JSON.parse(changes) as PolicyChange[],
  };
}
