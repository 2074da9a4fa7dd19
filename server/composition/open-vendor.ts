/**
 * The vendor as pages and mails show it now. The file is read again at most every two seconds, when somebody asks. If it
 * has become wrong, the vendor that was read last stays, and the log says what is wrong.
 */

import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../config/config.ts';
import { logChanges } from '../config/log.ts';
import { readVendor } from '../config/vendor-file.ts';
import { sinceStart } from '../runtime/clock.ts';
import type { NamedVendor } from '../vendor/vendor.ts';
import { asConfigFault, lineOfFault } from './config-fault.ts';

const REREAD_SECONDS = 2;

/**
 * Opens the vendor's file. @param options.seconds a monotonic clock
 * @throws ConfigFault if the file is wrong
 */
export function openVendor(
  config: Config,
  { log, seconds = sinceStart }: { log: (line: object) => void; seconds?: () => number },
): () => NamedVendor {
  const report = logChanges(log);
  const read = (): NamedVendor => {
    const vendor = readVendor(config.dataFolder);
    return { ...vendor, name: vendor.name ?? config.siteName };
  };
  let [vendor, readAt] = [asConfigFault(config, read), seconds()];
  return () => {
    if (seconds() - readAt < REREAD_SECONDS) return vendor;
    readAt = seconds();
    try {
      const now = read();
      // pages that are made once are made again only for another vendor
      if (!isDeepStrictEqual(now, vendor)) vendor = now;
      report(undefined);
    } catch (error) {
      report(lineOfFault('vendor file not read', error));
    }
    return vendor;
  };
}
