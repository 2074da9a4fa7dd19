/** Finds the private root key of a command that signs with it, and the data folder of the server whose root it is. */

import { resolve } from 'node:path';
import { isThere } from '../../../client-sdk/typescript/primitives/files.ts';
import { listKeys } from '../../../server/composition/world.ts';
import { ConfigFault, type Config } from '../../../server/config/config.ts';
import { CommandRefused } from '../../cli/error-output.ts';

/**
 * Finds the private root key: in the file that `--root-key` names, or else on this server.
 * @param command the command that needs it, for the remedy
 */
export function findRootKey(config: Config, typed: string | undefined, command: string): string {
  const file = typed === undefined ? listKeys(config).rootKeyFile : resolve(typed);
  if (file !== null && isThere(file)) return file;
  const message =
    file === null ? 'is required: the file was moved away' : `names ${file}, which does not exist`;
  throw new CommandRefused({
    code: 'root_key_absent',
    detail: 'The private root key was not found.',
    remedy: `Attach the disk that has it, then run: quietkey ${command} --root-key FILE`,
    field: { field: '--root-key', message },
  });
}

/** Requires that the data folder exists. */
export function withFolder(config: Config): Config {
  if (isThere(config.dataFolder)) return config;
  const message = `names ${config.dataFolder}, which does not exist`;
  throw new ConfigFault([{ variable: 'QUIETKEY_DATA', message, remedy: 'Create it: quietkey init' }]);
}
