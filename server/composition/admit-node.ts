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

/** Why a node is not admitted to a database, as a clause that follows the word "database". */
export interface AdmissionFault {
  readonly what: string;
  readonly remedy: string;
}

/** Admits a node to its database. @throws ConfigFault if the node is not admitted */
export async function admitNode(world: JudgedWorld, vault: Vault, config: Config): Promise<void> {
  const fault = await admissionFault(world, vault);
  if (fault !== undefined) throw admissionRefused(config, fault);
}

type JudgedWorld = Pick<World, 'run' | 'rootKey'>;

/** Judges a node, and records it if it is new. Returns why it is not admitted; undefined: it is admitted. */
export async function admissionFault(world: JudgedWorld, vault: Vault): Promise<AdmissionFault | undefined> {
  const fingerprints = fingerprintsOf(vault, world.rootKey);
  const judgement = await world.run(operations.cluster.judgeNode, { fingerprints }, ACTOR);
  const fault = faultOf(judgement);
  if (fault !== undefined || judgement.fresh.length === 0) return fault;
  return faultOf(await world.run(operations.cluster.recordNode, { fingerprints }, ACTOR));
}

function faultOf({ isCopying, others: [other] }: Judgement): AdmissionFault | undefined {
  if (isCopying)
    return { what: 'into which a copy is unfinished', remedy: 'Repeat it: quietkey database copy' };
  if (other === undefined) return undefined;
  return {
    what: `that was first used with another ${other}`,
    remedy:
      'Give this server the secrets and the root key of the first server. Its own secrets and root key, if it has any, are of no use there.',
  };
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

/** The fault of a node that is not admitted. */
export function admissionRefused({ database }: Config, { what, remedy }: AdmissionFault): ConfigFault {
  const [variable, place] =
    database === undefined
      ? (['QUIETKEY_DATA', 'a folder with a database'] as const)
      : ([DATABASE_VARIABLE, 'a database'] as const);
  return new ConfigFault([{ variable, message: `names ${place} ${what}`, remedy }]);
}
