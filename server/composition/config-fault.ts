/**
 * Turns the errors that an operator can fix into faults of the configuration, which name the setting, the file and a
 * remedy. A bug is passed on unchanged.
 */

import { FileFault } from '../../client-sdk/typescript/primitives/read-file.ts';
import { StoreUnusable } from '../../db/store/unusable.ts';
import { ConfigFault } from '../config/config.ts';
import { remedyOfFile } from '../config/file-remedy.ts';
import { KeyFault } from '../crypto/key-fault.ts';
import type { KeyFolders } from '../crypto/root.ts';
import { faultFields, fileFaultOf } from '../domain/kernel/fault-fields.ts';

/** The codes of file system errors that name no file. */
const DISK_CODE = /^E(?:NOSPC|DQUOT|ROFS|IO|ISDIR)$/;

/** Runs `act` and turns the errors that an operator can fix into ConfigFault. */
export function asConfigFault<Answer>(config: KeyFolders, act: () => Answer): Answer {
  try {
    return act();
  } catch (error) {
    throw configFaultOf(error, config);
  }
}

/** The ConfigFault of an error that an operator can fix. A bug is returned unchanged. */
export function configFaultOf(error: unknown, folders: KeyFolders): unknown {
  if (error instanceof KeyFault) return folderFault(error.message, error.remedy, folders);
  if (error instanceof StoreUnusable) return folderFault(error.message, 'Fix it and start again.', folders);
  if (error instanceof FileFault) return folderFault(error.message, remedyOfFile(error), folders);
  const moduleFault = moduleFaultOf(error);
  if (moduleFault !== undefined) return moduleFault;
  if (error instanceof Error && isFileFault(error)) {
    const remedy = 'Check the owner and the mode of the file, and its disk: quietkey doctor';
    return folderFault(error.message, remedy, folders);
  }
  return error;
}

/** The fault of a native module that this Node.js cannot load; undefined for any other error. */
export function moduleFaultOf(error: unknown): ConfigFault | undefined {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  const isMissing = String(message).startsWith('Could not locate the bindings file');
  if (code !== 'ERR_DLOPEN_FAILED' && !isMissing) return undefined;
  return new ConfigFault([
    {
      variable: 'Node.js',
      message: `${process.version} cannot load a module of Quietkey, which was built for another version`,
      remedy: 'Run npm rebuild in the checkout, and pack the server again if it was packed.',
    },
  ]);
}

/** The log line about keys or secrets that cannot be read. It names files and no values. */
export function lineOfFault(event: string, error: unknown): object {
  const isWorded = [KeyFault, ConfigFault, FileFault].some((kind) => error instanceof kind);
  return { event, ...faultFields(error), ...(isWorded ? { reason: (error as Error).message } : {}) };
}

function isFileFault(error: Error): boolean {
  return fileFaultOf(error) !== undefined || ('code' in error && DISK_CODE.test(String(error.code)));
}

/** A fault of the data folder, or of the keys' folder if the message names that folder. */
export function folderFault(
  message: string,
  remedy: string,
  { dataFolder, keysFolder }: KeyFolders,
): ConfigFault {
  const isOfKeys = !keysFolder.startsWith(dataFolder) && message.includes(keysFolder);
  return new ConfigFault([
    {
      variable: isOfKeys ? 'QUIETKEY_KEYS' : 'QUIETKEY_DATA',
      message: `names a folder that cannot be used: ${message.replace(/\.$/, '')}`,
      remedy,
    },
  ]);
}
