/**
 * What a support bundle says of the system and of the stored state. Each member is chosen here; nothing of the state is
 * copied as a whole, so a secret that a later version stores is not in it.
 */
import { arch, platform, release } from 'node:os';
import { SDK_VERSION } from '../contract/telemetry-vocabulary.ts';
import { chainOf } from '../exchange/logged-error.ts';
import type { CallContext } from '../exchange/plan.ts';
import type { AdapterClass } from '../machine/adapter.ts';
import { parseState, type SavedState } from '../state/state.ts';

/** A client, as the other entries of this package see it. */
export type ClientParts = Pick<CallContext, 'setting' | 'keeper'>;

/** The versions that a bundle names, of those that the runtime has. */
const RUNTIMES = ['node', 'v8', 'uv', 'openssl', 'electron', 'chrome', 'bun', 'deno'];

/** The system, the runtime, and how the app has configured the client. */
export function systemFacts({ setting }: ClientParts): object {
  const { trust, identity, quiet, timeoutMs, urlOf } = setting;
  const versions = RUNTIMES.flatMap((name) => {
    const version = process.versions[name];
    return version === undefined ? [] : [[name, version] as const];
  });
  return {
    now: new Date(setting.now() * 1000).toISOString(),
    sdk: SDK_VERSION,
    runtime: Object.fromEntries(versions),
    system: { platform: platform(), release: release(), arch: arch() },
    app: {
      server: urlOf(''),
      product: trust.product,
      issuer: trust.issuer,
      minimumKeySetVersion: trust.minimumKeySetVersion,
      identity,
      quiet,
      timeoutMs,
      importedKeyForms: setting.importedKeys.length,
    },
  };
}

/** The stored state without its secrets, and what the client makes of it. */
export function stateFacts(parts: ClientParts): object {
  const { keeper } = parts;
  const saved = keeper.read() ?? parseState(undefined);
  const { holding, asking, latestDay, daysBehind } = saved;
  const { lease, fault, keyRemoved, statement, keySet } = keeper.verified(saved);
  return {
    readError: readErrorOf(parts),
    version: saved.version,
    activation: holding && {
      activation: holding.activation,
      license: holding.license,
      epoch: holding.epoch,
      sequence: holding.sequence,
    },
    lease: lease ? { ...lease, tags: lease.tags.length } : null,
    leaseFault: fault ?? null,
    leaseKeyRemoved: keyRemoved,
    statement: statement ?? null,
    keySet: keySet && {
      version: keySet.version,
      issued: keySet.issued,
      expires: keySet.expires,
      keys: [...keySet.keys.keys()],
    },
    unanswered: (['activating', 'renewing', 'releasing'] as const).filter((call) => saved[call] !== null),
    asking: asking?.until ?? null,
    latestDay,
    daysBehind: daysBehind ?? null,
    adaptersWereHidden: saved.lease?.givenUnseen === true,
    otherMachine: saved.lease?.otherMachine ?? null,
    adapters: holding ? adapterCounts(parts) : 'not read: no activation',
  };
}

/** Why the store cannot be read now; null if it can. */
function readErrorOf({ setting }: ClientParts): unknown {
  try {
    setting.store.read();
    return null;
  } catch (error) {
    return chainOf(error);
  }
}

/** How many adapters of each class a check sees. Neither names nor addresses. */
function adapterCounts({ setting }: ClientParts): object {
  const { adapters, complete, sources } = setting.adapters();
  const count = (is: AdapterClass): number => adapters.filter((adapter) => adapter.class === is).length;
  return { own: count('own'), foreign: count('foreign'), unknown: count('unknown'), complete, sources };
}

/** The texts of the state that may be in no bundle: every long text but the ids that support needs. */
export function secretsOf(saved: SavedState): string[] {
  const { holding } = saved;
  const ids = new Set([holding?.activation, holding?.license]);
  return textsIn(saved).filter((text) => text.length >= SECRET_CHARACTERS_MIN && !ids.has(text));
}

/** The usernames in the state and in the copies of what was sent. */
export function usernamesOf(saved: SavedState): string[] {
  const bodies = saved.sent.flatMap(({ body }) => [...body.matchAll(/"username":"([^"]{2,64})"/g)]);
  return [saved.activating?.username ?? '', ...bodies.map(([, username = '']) => username)];
}

const SECRET_CHARACTERS_MIN = 16;
const TEXTS_MAX = 5_000;

/** All texts of a value, also those of JSON in a text. */
function textsIn(value: unknown, found: string[] = []): string[] {
  if (found.length >= TEXTS_MAX) return found;
  if (typeof value === 'string') {
    found.push(value);
    if (value.startsWith('{')) textsIn(parsed(value), found);
  } else if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) textsIn(member, found);
  }
  return found;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
