/**
 * Presents a node to its database: with marks of its secrets and its root key, under which the database was begun or not.
 * Guarantees that nothing is asked of a database that is another vendor's, or whose copy has not ended.
 */

import { ConfigFault, DATABASE_VARIABLE, type Config } from './config.ts';
import type { Judgement, MarkRow } from './domain/admission.ts';
import type { Vault } from './domain/ports.ts';
import type { World } from './world.ts';

const ACTOR = 'server';

/** @throws ConfigFault where the node is not admitted */
export async function admitNode(world: World, vault: Vault, config: Config): Promise<void> {
  const marks = marksOf(vault, world.rootKey);
  const judgement = await world.run('judgeNode', { marks }, ACTOR);
  demandAdmitted(judgement, config);
  if (judgement.fresh.length > 0) demandAdmitted(await world.run('markNode', { marks }, ACTOR), config);
}

function demandAdmitted({ isCopying, others: [other] }: Judgement, config: Config): void {
  if (isCopying)
    throw refused(config, 'into which a copy has not ended', 'Repeat it: quietkey database copy');
  if (other === undefined) return;
  throw refused(
    config,
    `that was begun with another ${other} than this server has`,
    'Give this server those of the first one; where it had none it has made some, which are of no use.',
  );
}

/** Under each live generation of the secret, so that a rotation leaves the node known. */
function marksOf(vault: Vault, rootKey: string): MarkRow[] {
  const keys = issueKeys(vault);
  return vault.live.flatMap((one) => [
    { kind: 'secret', mark: one.digest('mark of the secret', []) },
    { kind: 'root key', mark: one.digest('mark of the root key', [rootKey]) },
    ...keys.map((key) => ({ kind: 'issue secret', mark: one.digest('mark of the issue secret', [key]) })),
  ]);
}

/** Of each generation of the issue secret a key that belongs to no license: no product is named by an empty text. */
function issueKeys(vault: Vault): string[] {
  return vault.issueGenerations.map((generation) =>
    vault.licenseKey({ generation, product: '', email: '', nonce: 'mark', prefix: null }),
  );
}

function refused({ database }: Config, what: string, remedy: string): ConfigFault {
  const [variable, place] =
    database === undefined
      ? (['QUIETKEY_DATA', 'a folder with a database'] as const)
      : ([DATABASE_VARIABLE, 'a database'] as const);
  return new ConfigFault([{ variable, message: `names ${place} ${what}`, remedy }]);
}
