/**
 * A store whose text is sealed by a key in the keychain of the system, so that a copy of the folder opens on no other
 * machine and for no other person. The file stays where it was; only its text is sealed (AES-256-GCM, NIST SP 800-38D).
 * A text that is not sealed yet is read as it is, and the next write seals it.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Store } from '../state/store.ts';

/**
 * One secret in a keychain. An `Entry` of the package `@napi-rs/keyring` is one.
 * Both functions may throw: the keychain is locked, or there is none.
 */
export interface KeychainEntry {
  /** The stored secret; null if there is none. */
  getPassword(): string | null;
  setPassword(secret: string): void;
}

const MAGIC = 'quietkey-sealed 1 ';
const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals what a store contains. A keychain that throws makes the store unreadable and changes nothing. A keychain without
 * the key, as after a copy to another machine, makes the store count as empty.
 */
export function sealedStore(store: Store, keychain: KeychainEntry): Store {
  let key: Uint8Array | undefined;
  /** The text that was opened last, since opening is asked for at each check. */
  let opened: { sealed: string; text: string } | undefined;

  const storedKey = (): Uint8Array | undefined => (key ??= readKey(keychain.getPassword()));
  const makeKey = (): Uint8Array => {
    keychain.setPassword(randomBytes(KEY_BYTES).toString('base64url'));
    const made = storedKey();
    if (made === undefined) throw new Error('the keychain does not keep the key');
    return made;
  };
  return {
    read() {
      const stored = store.read();
      if (stored?.startsWith(MAGIC) !== true) return stored;
      if (opened?.sealed === stored) return opened.text;
      const known = storedKey();
      const text = known && open(stored, known);
      if (text !== undefined) opened = { sealed: stored, text };
      return text;
    },
    write: (text) => store.write(seal(text, storedKey() ?? makeKey())),
    exclusively: (work) => (store.exclusively ? store.exclusively(work) : work()),
  };
}

function readKey(secret: string | null): Uint8Array | undefined {
  const key = Buffer.from(secret ?? '', 'base64url');
  return key.length === KEY_BYTES ? key : undefined;
}

function seal(text: string, key: Uint8Array): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce);
  const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return MAGIC + sealed.toString('base64url');
}

/** The text; undefined if another key sealed it, or if it was changed. */
function open(sealed: string, key: Uint8Array): string | undefined {
  const bytes = Buffer.from(sealed.slice(MAGIC.length), 'base64url');
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
