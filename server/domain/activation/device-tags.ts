/**
 * What the server stores to recognise a machine: keyed digests of its network adapters. The digests find a machine that
 * lost its state. A tag belongs to one activation, the latest that sent the tag, regardless of the generation of the
 * secret under which the tag is stored.
 */

import { activationQueries, type ActivationRow, type FourTags } from './activation.ts';
import type { Day } from '../kernel/day.ts';
import type { Id, Vault } from '../kernel/ports.ts';
import type { Query } from '../kernel/query.ts';

/**
 * A request in the form that one generation of the secret stores: the device tags of the machine, and a digest that
 * identifies the request.
 */
export interface Trace {
  generation: number;
  tags: readonly string[];
  digest: string;
}

/** A request in the form of each live generation of the secret, earliest first. */
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

/**
 * The request in the form of the given generation. If that generation is destroyed, the result is the form of the first
 * generation, which matches nothing.
 */
export function traceUnder(traces: readonly Trace[], generation: number | undefined): Trace {
  const trace = traces.find((candidate) => candidate.generation === generation) ?? traces[0];
  if (trace === undefined) throw new Error('no generation of the secret lives');
  return trace;
}

/** The network prefix to store for a machine: the prefix of this request, or else the last known prefix. */
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

/** Adds device tags to an activation that has no tags yet. */
export function putTags(activation: Id, tags: readonly string[]): Query<number>[] {
  // one fixed order, so that two activations that send the same tags do not deadlock
  return tags.toSorted().map((tag) => activationQueries.putTag({ tag, activation }));
}

/** Replaces the device tags of an activation with the given tags. */
export function replaceTags(activation: Id, tags: readonly string[]): Query<number>[] {
  return [activationQueries.dropTags({ activation, ...fourTags(tags) }), ...putTags(activation, tags)];
}

/** Removes the device tags of a request as stored under the other generations, from every activation that has them. */
export function forgetOtherForms(traces: readonly Trace[], kept: Trace): Query<number>[] {
  const others = traces.filter((trace) => trace !== kept);
  return others.map(({ tags }) => activationQueries.forgetTags(fourTags(tags)));
}
