/**
 * What the server stores to recognise a machine: keyed digests of its network adapters, or of the id of its
 * installation. The digests find a machine that lost its state. A tag belongs to one activation, the latest that sent
 * the tag, regardless of the generation of the secret under which the tag is stored.
 */

import { TAGS_MAX, type Identity } from '../../../client-sdk/typescript/contract/wire.ts';
import { activationQueries, type ActivationRow, type FourTags } from './activation.ts';
import { hardwareAfter, type ForkDecision } from './fork.ts';
import type { Day } from '../kernel/day.ts';
import type { Id, Vault } from '../kernel/ports.ts';
import type { Query } from '../kernel/query.ts';
import { isFloating } from '../licensing/floating.ts';
import type { License } from '../licensing/license.ts';

/**
 * The prefixes of stored tags that are not made from hardware: tags of an install id, and tags of a request. If the
 * answer to a machine without any identity is lost, the tag of its request finds the activation again.
 */
const INSTALL_MARK = 'install.';
const REQUEST_MARK = 'request.';

/**
 * A request in the form that one generation of the secret stores: the device tags of the machine, and a digest that
 * identifies the request.
 */
export interface Trace {
  generation: number;
  tags: readonly string[];
  digest: string;
}

/** What a request says about its machine. */
export interface Traced {
  purpose: string;
  fields: readonly string[];
  tags: readonly string[];
  identity?: Identity | undefined;
}

/** The request keyed under each live generation of the secret, earliest generation first. */
export function tracesOf(vault: Vault, license: Id, request: Traced): Trace[] {
  const mark = request.identity === 'install' ? INSTALL_MARK : '';
  return vault.live.map((generation) => {
    const tags = request.tags.map((tag) => mark + generation.deviceTag(license, tag));
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

/** The tags by which a machine without state is found: its device tags or, if it has none, the tag of its request. */
export function findingTags({ tags, digest }: Trace): readonly string[] {
  return tags.length > 0 ? tags : [REQUEST_MARK + digest];
}

/**
 * The tags by which a copy's own activation is found: never the tag of an install id, since the copy has the same id.
 */
export function ownTags(trace: Trace): readonly string[] {
  return hardwareIn(trace.tags).length > 0 ? trace.tags : findingTags({ ...trace, tags: [] });
}

/** Those of the stored tags that are made from hardware. */
export function hardwareIn(tags: readonly string[]): string[] {
  return tags.filter((tag) => !tag.startsWith(INSTALL_MARK) && !tag.startsWith(REQUEST_MARK));
}

/** The prefix of a request that may be stored: none for a floating license, whose machines are seen all day. */
export function networkOf({ product }: License, prefix: string | null): string | null {
  return isFloating(product) ? null : prefix;
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

/** Adds device tags to an activation. */
export function putTags(activation: Id, tags: readonly string[]): Query<number>[] {
  // one fixed order, so that two activations that send the same tags do not deadlock
  return tags.toSorted().map((tag) => activationQueries.putTag({ tag, activation }));
}

/** Removes all device tags of an activation. */
export function dropTags(activation: Id): Query<number> {
  return activationQueries.dropTags({ activation, ...fourTags([]) });
}

/**
 * Replaces the device tags of an activation with the tags that identify its machine from now on: those of its hardware
 * or, if no hardware is known or shown, all tags of the request.
 * @param kept the stored tags
 * @param form the request in every form (`all`), in the form to store (`stored`), and in the form of the kept tags
 *   (`compared`)
 */
export function tagsAfter(
  activation: Id,
  kept: readonly string[],
  decision: ForkDecision,
  form: { readonly all: readonly Trace[]; readonly stored: Trace; readonly compared: Trace },
): Query<number>[] {
  const { all, stored, compared } = form;
  // Stored tags cannot be keyed again for the generation of the latest proof unless the request shows their hardware.
  const isLeftBehind = decision.kind === 'single' && stored !== compared;
  const known = isLeftBehind ? [] : hardwareIn(kept);
  const hardware = hardwareAfter(decision, known, hardwareIn(compared.tags));
  const wanted =
    hardware.length === 0
      ? stored.tags
      : hardware.map((tag) => stored.tags[compared.tags.indexOf(tag)] ?? tag);
  const gone = kept.filter((tag) => !wanted.includes(tag));
  const others = all.filter((trace) => trace !== stored).flatMap(({ tags }) => tags);
  const fresh = wanted.filter((tag) => !kept.includes(tag));
  return [
    ...fours(gone).map((four) => activationQueries.removeTags({ activation, ...four })),
    ...fours(others).map((four) => activationQueries.forgetTags(four)),
    ...putTags(activation, fresh),
  ];
}

/** Removes, from every activation, the device tags of a request in the forms of the other generations. */
export function forgetOtherForms(traces: readonly Trace[], kept: Trace): Query<number>[] {
  const others = traces.filter((trace) => trace !== kept);
  return others.map(({ tags }) => activationQueries.forgetTags(fourTags(tags)));
}

function fours(tags: readonly string[]): FourTags[] {
  return Array.from({ length: Math.ceil(tags.length / TAGS_MAX) }, (_, index) =>
    fourTags(tags.slice(TAGS_MAX * index, TAGS_MAX * (index + 1))),
  );
}
