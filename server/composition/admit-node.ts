/**
 * Admits a node to its database, by fingerprints of its secrets and its root key. Nothing is read from a database that
 * belongs to another vendor, or whose copy is unfinished.
 */

import { ConfigFault, DATABASE_VARIABLE, type Config } from '../config/config.ts';
import type { Judgement, SecretFingerprintRow } from '../domain/cluster/node-admission.ts';
import type { Vault } from '../domain/kernel/ports.ts';
import { issueSecretFingerprint } from './vault.ts';
import type { World } from '../runtime/world.ts';
import { operations } from '../domain/operations.ts';

const ACTOR = 'server';

/** Admits a node to its database. @throws ConfigFault if the node is not admitted */
export async function admitNode(world: World, vault: Vault, config: Config): Promise<void> {
  const fingerprints = fingerprintsOf(vault, world.rootKey);
  const judgement = await world.run(operations.cluster.judgeNode, { fingerprints }, ACTOR);
  requireAdmitted(judgement, config);
  if (judgement.fresh.length > 0)
    requireAdmitted(await world.run(operations.cluster.recordNode, { fingerprints }, ACTOR), config);
}

function requireAdmitted({ isCopying, others: [other] }: Judgement, config: Config): void {
  if (isCopying)
    throw refused(config, 'into which a copy has not ended', 'Repeat it: quietkey database copy');
  if (other === undefined) return;
  throw refused(
    config,
    `that was first used with another ${other}`,
    'Give this server the secrets and the root key of the first server. If this server has made its own, they are of no use.',
  );
}

/**
 * The fingerprints of a node's secrets, under each live generation of a secret, so that a rotation keeps the node
 * admitted. The fingerprint of the issue secret does not depend on the first secret, since a node without the issue
 * secret may rotate the first secret and destroy its old generation.
 */
function fingerprintsOf(vault: Vault, rootKey: string): SecretFingerprintRow[] {
  return [
    ...vault.live.flatMap((generation) => [
      { kind: 'secret', mark: generation.digest('mark of the secret', []) },
      { kind: 'root key', mark: generation.digest('mark of the root key', [rootKey]) },
    ]),
    ...vault.issueGenerations.map((generation) => ({
      kind: 'issue secret',
      mark: issueSecretFingerprint(vault, generation),
    })),
  ];
}

function refused({ database }: Config, what: string, remedy: string): ConfigFault {
  const [variable, place] =
    database === undefined
      ? (['QUIETKEY_DATA', 'a folder with a database'] as const)
      : ([DATABASE_VARIABLE, 'a database'] as const);
  return new ConfigFault([{ variable, message: `names ${place} ${what}`, remedy }]);
}
