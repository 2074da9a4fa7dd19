/** The key sets that a client takes from the network. It is loaded with the calls that use the network. */
import { readKeySet, type KeySet, type Trust } from './key-set.ts';
import { refused, type Refused } from './token.ts';

/**
 * Decides whether to accept a key set from the network. The key set must not be older than the stored key set or the
 * pinned version. If it has the version of the stored key set, it must equal the stored one, byte for byte.
 */
export function acceptKeySet(
  token: unknown,
  trust: Trust,
  stored: KeySet | undefined,
): { ok: true; keySet: KeySet } | Refused {
  if (stored && stored.token === token && stored.version >= trust.minimumKeySetVersion) {
    return { ok: true, keySet: stored };
  }
  const read = readKeySet(token, trust);
  if (!read.ok) return read;
  const { version } = read.keySet;
  if (version < trust.minimumKeySetVersion) return refused('key_set_too_old');
  if (stored && version < stored.version) return refused('key_set_too_old');
  if (stored && version === stored.version) return refused('key_set_differs');
  return read;
}
