/**
 * The entry `@quietkey/client/storage`: where an app stores its license. It finds the platform's folder, shares it among
 * the persons of a machine, goes on in memory where nothing can be written, and seals the state by a keychain.
 */
import { PRODUCT_ID, PRODUCT_ID_FORM } from './contract/product-id.ts';
import { issuerOfRoot, readRootKey } from './lease/key-set.ts';
import { BadOptions } from './primitives/errors.ts';
import { checkOptions, isFunction, isObject, isText, type OptionRules } from './primitives/option-rules.ts';
import { fileStore } from './state/state-file.ts';
import type { Store } from './state/store.ts';
import { FOLDER_RULES, stateFolder, type FolderOptions } from './storage/folder.ts';
import { orMemory, type StorageEvent } from './storage/memory.ts';
import { folderOfProduct, type SharedBy, type SystemFacts } from './storage/platform-folder.ts';
import { sealedStore, type KeychainEntry } from './storage/sealed.ts';

export { stateFolder, type FolderOptions, type SystemFacts } from './storage/folder.ts';
export { orMemory, type StorageEvent } from './storage/memory.ts';
export type { SharedBy } from './storage/platform-folder.ts';
export { sealedStore, type KeychainEntry } from './storage/sealed.ts';

export interface AppStoreOptions extends FolderOptions {
  /** Notified when the state can only be kept in memory, and when it is stored again. Absent: such a write throws. */
  notify?: ((event: StorageEvent) => void) | undefined;
  /** The keychain that keeps the key of the state. Absent: the state is not sealed. */
  keychain?: KeychainEntry | undefined;
}

const isKeychain = (value: unknown): boolean =>
  isObject(value) &&
  isFunction((value as Partial<KeychainEntry>).getPassword) &&
  isFunction((value as Partial<KeychainEntry>).setPassword);

const RULES: OptionRules<AppStoreOptions> = {
  ...FOLDER_RULES,
  notify: { accepts: isFunction, must: 'a function' },
  keychain: { accepts: isKeychain, must: 'an object with the functions getPassword() and setPassword(text)' },
};

/**
 * The store of an app, in the platform's folder, for the option `store` of `new Quietkey(…)`.
 *
 * @throws BadOptions
 */
export function appStore(options: AppStoreOptions): Store {
  checkOptions(options, RULES, 'appStore(…)');
  if (options.sharedBy === 'machine' && options.keychain !== undefined)
    throw new BadOptions(
      'keychain cannot be combined with sharedBy: "machine".',
      'A keychain is one person’s: another person’s app would not read the state, and would write over it.',
    );
  const { notify, keychain, ...folder } = options;
  const files = fileStore(stateFolder(folder), { sharedBy: folder.sharedBy });
  const store = keychain ? sealedStore(files, keychain) : files;
  return notify ? orMemory(store, notify) : store;
}

export interface ProductFolderOptions {
  /** Those of `new Quietkey(…)`. */
  product: string;
  rootKey: string;
  issuer?: string | undefined;
  sharedBy?: SharedBy | undefined;
  /** For tests. */
  system?: SystemFacts | undefined;
}

const PRODUCT_RULES: OptionRules<ProductFolderOptions> = {
  product: {
    accepts: (value) => isText(value) && PRODUCT_ID.test(value),
    must: `the product's id, which has ${PRODUCT_ID_FORM}`,
    isRequired: true,
  },
  rootKey: {
    accepts: (value) => isText(value) && readRootKey(value) !== undefined,
    must: "the vendor's root key",
    isRequired: true,
  },
  issuer: { accepts: isText, must: "the issuer in the server's tokens" },
  sharedBy: FOLDER_RULES.sharedBy,
  system: FOLDER_RULES.system,
};

/**
 * The absolute path of the folder that `new Quietkey(…)` uses without the option `store`. Undefined if the person has no
 * home folder: the state is then in memory.
 *
 * @throws BadOptions
 */
export function productFolder(options: ProductFolderOptions): string | undefined {
  checkOptions(options, PRODUCT_RULES, 'productFolder(…)');
  const { product, rootKey, sharedBy = 'person', system } = options;
  const root = readRootKey(rootKey);
  const issuer = options.issuer ?? (root && issuerOfRoot(root));
  return issuer === undefined ? undefined : folderOfProduct({ product, issuer }, sharedBy, system);
}
