/**
 * What the server stores to recognise a machine: keyed digests of its adapters, by which a machine that lost its state
 * is found. A tag belongs to one activation, the latest to send it, whichever generation of the secret it was stored
 * under.
 */

import { activationQueries, type ActivationRow, type FourTags } from './activation.ts';
import type { Day } from '../kernel/day.ts';
import type { Id, Vault } from '../kernel/ports.ts';
import type { Query } from '../kernel/query.ts';

/**
 * A request as one generation of the secret stores it: the machine's tags, and a digest that identifies the request.
 */
export interface Trace {
  generation: number;
  tags: readonly string[];
  digest: string;
}

/** The request in the form of each live generation, earliest first. */
export function tracesOf(
  vault: Vault,
  license: Id,
  request: { purpose: string; fields: readonly string[]; tags: readonly string[] },
): Trace[] {
  return vault.live.map((generation) => {
    const tags = request.tags.map((tag) => generation.deviceTag(license, tag));
    return {
      generation: generation.number,
      tags,
      digest: generation.digest(request.purpose, [...request.fields, ...tags]),
    };
  });
}

/** The form of this generation. If the generation is destroyed, the first one's form, which matches nothing. */
export function traceUnder(traces: readonly Trace[], generation: number | undefined): Trace {
  const trace = traces.find((candidate) => candidate.generation === generation) ?? traces[0];
  if (trace === undefined) throw new Error('no generation of the secret lives');
  return trace;
}

/** The network to store for a machine: the one of this request, or else the last known one. */
export function networkSeen(
  prefix: string | null,
  { network, networkDay }: Pick<ActivationRow, 'network' | 'networkDay'>,
  today: Day,
  vault: Vault,
): Pick<ActivationRow, 'network' | 'networkDay'> {
  if (prefix === null) return { network, networkDay };
  return { network: vault.sealNetwork(prefix, today), networkDay: today };
}

export function fourTags(tags: readonly string[]): FourTags {
  const [tag1 = null, tag2 = null, tag3 = null, tag4 = null] = tags;
  return { tag1, tag2, tag3, tag4 };
}

/** Adds these tags to an activation that has none yet. */
export function putTags(activation: Id, tags: readonly string[]): Query<number>[] {
  // one fixed order, so that two activations that send the same tags do not deadlock
  return tags.toSorted().map((tag) => activationQueries.putTag({ tag, activation }));
}

/** Replaces the activation's tags with these. */
export function replaceTags(activation: Id, tags: readonly string[]): Query<number>[] {
  return [activationQueries.dropTags({ activation, ...fourTags(tags) }), ...putTags(activation, tags)];
}

/** Removes the same tags as stored under other generations, whichever activation has them. */
export function forgetOtherForms(traces: readonly Trace[], kept: Trace): Query<number>[] {
  const others = traces.filter((trace) => trace !== kept);
  return others.map(({ tags }) => activationQueries.forgetTags(fourTags(tags)));
}
