/**
 * Rotates a secret in two steps. The first step adds a new generation after the current one, so that every node and
 * thread can read values of the new generation. The second step moves the new generation to the front, so that all new
 * values are written with it. A step happens completely or not at all, an interrupted rotation continues where it
 * stopped, and no step prints a secret. The caller decides how long to wait between the steps, and when an old
 * generation is no longer needed.
 */

import { ConfigFault, type Config } from '../config/config.ts';
import { openBackups } from '../crypto/backups.ts';
import { createOnce, replaceAndDestroy } from '../crypto/durable-file.ts';
import { isNoted, noteDestroyed } from '../crypto/secret-check.ts';
import { dependents, type Dependence, type DependentKind } from '../domain/cluster/generations-in-use.ts';
import { readSecrets, secretFile } from './prepare-secrets.ts';
import { asConfigFault } from './config-fault.ts';
import {
  makeSecret,
  ringText,
  SECRET_GENERATION_MAX,
  SECRET_KINDS,
  SECRETS_LIVE_MAX,
  type SecretKind,
  type SecretRing,
} from '../config/secret.ts';

const CHECKED = { lookUp: 'secret', issue: 'issue secret' } as const;

/**
 * A generation of a secret, as an operator sees it. `waiting`: values can be read with the generation, but none are
 * written with it yet.
 */
export interface SecretLine {
  readonly kind: SecretKind;
  readonly generation: number;
  readonly use: 'in use' | 'earlier' | 'waiting';
  /** Where the generation is stored: the path of a file, or the name of an environment variable. */
  readonly place: string;
}

/** The result of a step of a rotation. Only `ring` is secret, and printing it does not show the secret. */
export interface RotationStep {
  readonly kind: SecretKind;
  readonly step: 'add' | 'use';
  /** The generation that the step adds, or that new values are written with from now on. */
  readonly generation: number;
  /**
   * The file of the secrets. Undefined if this program does not write the secrets, so that the operator must install
   * them.
   */
  readonly file: string | undefined;
  readonly place: string;
  readonly ring: SecretRing;
}

/** The number of items of one kind, such as backups, that need a generation of a secret. */
export interface Needed {
  readonly kind: DependentKind | 'backups';
  readonly held: number;
}

/** Lists every live generation of both secrets. @throws ConfigFault if the secrets cannot be read */
export function listSecrets(config: Config): SecretLine[] {
  const secrets = readSecrets(config);
  return (['lookUp', 'issue'] as const).flatMap((kind) => {
    const ring = secrets[kind] ?? [];
    const used = ring[0]?.generation ?? 0;
    return ring.map(({ generation }) => ({
      kind,
      generation,
      use: useOf(generation, used),
      place: placeOf(config, kind),
    }));
  });
}

/**
 * The next step of a rotation: it adds a generation or, if one is waiting, puts that one into use.
 * @throws ConfigFault if the secret can have no more generations
 */
export function nextStep(config: Config, kind: SecretKind): RotationStep {
  const ring = requireRing(config, kind);
  const newest = Math.max(...ring.map(({ generation }) => generation));
  const place = { kind, file: writableFile(config, kind), place: placeOf(config, kind) };
  if (newest !== ring[0]?.generation) {
    const ordered = ring.toSorted((a, b) => b.generation - a.generation);
    return { ...place, step: 'use', generation: newest, ring: ordered };
  }
  const generation = newest + 1;
  if (generation > SECRET_GENERATION_MAX || ring.length >= SECRETS_LIVE_MAX) throw noRoom(kind, ring.length);
  return { ...place, step: 'add', generation, ring: [...ring, makeSecret(generation)] };
}

/**
 * Writes the result of a step of a rotation.
 * @param out a new file for the operator to install; undefined: the secrets' own file
 * @throws ConfigFault if the file cannot be written
 */
export function takeStep(config: Config, step: RotationStep, out?: string): void {
  asConfigFault(config, () => write(step, out));
}

function write({ kind, ring, file, place }: RotationStep, out: string | undefined): void {
  const text = ringText(kind, ring);
  const { variable } = SECRET_KINDS[kind];
  if (out !== undefined) {
    if (!createOnce(out, text))
      throw fault(variable, `cannot be written to ${out}, which exists already`, 'Name a new file.');
  } else if (file !== undefined) {
    replaceAndDestroy(file, text);
  } else {
    const remedy = 'Name a new file with --out FILE, and copy its lines to that place.';
    throw fault(variable, `is set in ${place}, which this program does not write to`, remedy);
  }
}

/**
 * Destroys a generation of a secret, or records that the data folder works without a generation whose line is lost.
 * Returns whether the generation is gone. If not, its line is in a file that this program does not write.
 * @throws ConfigFault if this folder never used the generation
 */
export function destroySecret(config: Config, kind: SecretKind, generation: number): boolean {
  const ring = requireRing(config, kind);
  const left = ring.filter((secret) => secret.generation !== generation);
  if (left.length === ring.length && !isNoted(config.dataFolder, CHECKED[kind], generation)) {
    const problem = `never had a generation ${generation} here`;
    throw fault(SECRET_KINDS[kind].variable, problem, 'See: quietkey secret list');
  }
  const file = writableFile(config, kind);
  asConfigFault(config, () => {
    // recorded before the line is removed, so that a folder without the line never requires the generation
    noteDestroyed(config.dataFolder, CHECKED[kind], generation);
    if (file !== undefined && left.length < ring.length) replaceAndDestroy(file, ringText(kind, left));
  });
  return file !== undefined || left.length === ring.length;
}

/**
 * What still needs a generation of a secret: rows, as the database counts them, and the backups whose keys the
 * generation wraps. Tombstones are not counted, since the tombstones of a generation are needed only for backups of the
 * same generation.
 */
export function neededBy(
  config: Config,
  counts: readonly Dependence[],
  { kind, generation }: Pick<SecretLine, 'kind' | 'generation'>,
): Needed[] {
  const needed: Needed[] = dependents(counts, kind, generation);
  const bytes = requireRing(config, kind)
    .find((secret) => secret.generation === generation)
    ?.secret.reveal();
  if (kind === 'issue' || bytes === undefined) return needed;
  const backups = openBackups(config.dataFolder, [bytes]);
  const wrapped = backups.list().filter((backup) => backups.canOpen(backup)).length;
  return wrapped === 0 ? needed : [...needed, { kind: 'backups', held: wrapped }];
}

function useOf(generation: number, used: number): SecretLine['use'] {
  if (generation === used) return 'in use';
  return generation > used ? 'waiting' : 'earlier';
}

function requireRing(config: Config, kind: SecretKind): SecretRing {
  const ring = readSecrets(config)[kind];
  if (ring !== undefined) return ring;
  throw fault(
    SECRET_KINDS[kind].variable,
    'is not set, and not in the data folder',
    'Set it where licenses are issued.',
  );
}

/**
 * The file of a secret if this program may write it. Only the file in the data folder is written: the orchestrator
 * changes the files that it mounts.
 */
function writableFile(config: Config, kind: SecretKind): string | undefined {
  return config.secrets[kind] === undefined ? secretFile(config, kind) : undefined;
}

function placeOf(config: Config, kind: SecretKind): string {
  return secretFile(config, kind) ?? SECRET_KINDS[kind].variable;
}

function noRoom(kind: SecretKind, live: number): ConfigFault {
  const { variable } = SECRET_KINDS[kind];
  return live >= SECRETS_LIVE_MAX
    ? fault(variable, `holds ${live} generations, and no more can live at once`, 'Destroy the earliest.')
    : fault(variable, `is at generation ${SECRET_GENERATION_MAX}, the last`, 'Begin a new data folder.');
}

function fault(variable: string, message: string, remedy: string): ConfigFault {
  return new ConfigFault([{ variable, message, remedy }]);
}
