/**
 * Nodes on one database whose secrets are rotated by hand. Each node holds the generations that it has taken up, so a
 * test controls which node knows which generation. The secrets, the store and the signatures are real; only the clock
 * is set by the test.
 */

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openInThreadStore } from '../../db/sqlite/store/in-thread-store.ts';
import { openDayKeys } from '../../server/crypto/day-keys.ts';
import { openSigner } from '../../server/crypto/signer.ts';
import { openTombstones } from '../../server/crypto/tombstones.ts';
import { openTrialSecret } from '../../server/crypto/trial-secret.ts';
import { openVault } from '../../server/crypto/vault.ts';
import { dayOf } from '../../server/domain/kernel/day.ts';
import { dependents } from '../../server/domain/cluster/generations-in-use.ts';
import type { NamedOperation } from '../../server/domain/kernel/named-operation.ts';
import { operations } from '../../server/domain/operations.ts';
import type { SecretBytes } from '../../server/composition/watch-secrets.ts';
import type { SecretKind } from '../../server/config/secret.ts';
import { putEmptyFile } from './empty-file.ts';
import { openTestWorld, type MovableClock, type TestWorld } from './world.ts';

export interface Node {
  run<Input, Answer>(
    operation: NamedOperation<Input, Answer>,
    input: NoInfer<Input>,
    actor?: string,
  ): Promise<Answer>;
  /** Takes up the current secrets. */
  takeUp(): void;
}

export interface RotatingWorld {
  readonly nodes: readonly [Node, Node];
  readonly clock: MovableClock;
  /** The first step of a rotation: adds a new generation after the others. Returns its number. */
  add(kind: SecretKind): number;
  /** The second step: moves the newest to the front. */
  use(kind: SecretKind): void;
  drop(kind: SecretKind, generation: number): void;
  /** Both steps, taken up by both nodes. */
  rotate(kind: SecretKind): void;
  live(kind: SecretKind): number[];
  /** The counts of what needs a generation, by kind. */
  needs(kind: SecretKind, generation: number): Promise<Record<string, number>>;
  end(): Promise<void>;
}

/** Gives each world its own database over one folder. */
export async function openRotation(): Promise<{ fresh(): RotatingWorld; end(): Promise<void> }> {
  const test = await openTestWorld();
  const folders = test.config;
  let opened = 0;
  return {
    fresh: () => {
      opened += 1;
      const path = join(test.folder, `${opened}.db`);
      putEmptyFile(path, dayOf(test.clock.now()));
      return openNodes(folders, path, test.clock);
    },
    end: () => test.end(),
  };
}

const make = (generation: number) => ({ generation, bytes: randomBytes(32) });

function openNodes(
  { dataFolder, keysFolder }: TestWorld['config'],
  path: string,
  clock: MovableClock,
): RotatingWorld {
  let secrets: SecretBytes = { lookUp: [make(1)], issue: [make(1)] };
  const opened = [openNode(), openNode()] as const;

  function openNode() {
    const beside = {
      dayKeys: openDayKeys(dataFolder),
      tombstones: openTombstones(dataFolder),
      trials: openTrialSecret(join(dataFolder, 'trial-secret')),
    };
    const vault = openVault({ ...secrets, ...beside });
    const today = dayOf(clock.now());
    const store = openInThreadStore({ path, today, vault, signer: openSigner(keysFolder) });
    const run: Node['run'] = (name, input, actor = 'terminal:test') => {
      const [id, random] = [randomBytes(16).toString('base64url'), randomBytes(32).toString('base64url')];
      const now = clock.now();
      return store.run(name, input, {
        now,
        confirmedDay: dayOf(now),
        id,
        random,
        salt: random,
        actor,
        purpose: 'support',
      });
    };
    return { node: { run, takeUp: () => vault.hold(secrets) }, store };
  }

  const change = (kind: SecretKind, ring: SecretBytes[SecretKind]) => {
    secrets = { ...secrets, [kind]: ring };
  };
  const newest = (kind: SecretKind) => Math.max(...secrets[kind].map(({ generation }) => generation));
  const world: RotatingWorld = {
    nodes: [opened[0].node, opened[1].node],
    clock,
    add: (kind) => {
      const added = make(newest(kind) + 1);
      change(kind, [...secrets[kind], added]);
      return added.generation;
    },
    use: (kind) =>
      change(
        kind,
        secrets[kind].toSorted((a, b) => b.generation - a.generation),
      ),
    drop: (kind, generation) =>
      change(
        kind,
        secrets[kind].filter((secret) => secret.generation !== generation),
      ),
    rotate: (kind) => {
      world.add(kind);
      for (const { node } of opened) node.takeUp();
      world.use(kind);
      for (const { node } of opened) node.takeUp();
    },
    live: (kind) => secrets[kind].map(({ generation }) => generation),
    needs: async (kind, generation) => {
      const counts = await opened[0].node.run(operations.cluster.countGenerations, {});
      return Object.fromEntries(
        dependents(counts, kind, generation).map((count) => [count.kind, count.held] as const),
      );
    },
    end: async () => {
      for (const { store } of opened) await store.close();
    },
  };
  return world;
}
