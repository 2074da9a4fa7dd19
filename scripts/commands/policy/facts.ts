/** Reads what the documents of `quietkey policy` and `quietkey evidence` are made from, besides the inventory. */

import type { Config } from '../../../server/config/config.ts';
import { readVendor } from '../../../server/config/vendor-file.ts';
import type { Facts } from '../../../server/documents/notice.ts';
import type { Ask } from '../../../server/domain/kernel/named-operation.ts';
import { operations } from '../../../server/domain/operations.ts';

export async function readFacts(ask: Ask, config: Config): Promise<Facts> {
  const vendor = readVendor(config.dataFolder);
  const { present: lives } = await ask(operations.privacy.showLives, {});
  const disclosed = await ask(operations.privacy.showDisclosed, {});
  const versions = await ask(operations.privacy.listPolicies, {});
  return { vendor: { ...vendor, name: vendor.name ?? config.siteName }, lives, ...disclosed, versions };
}
