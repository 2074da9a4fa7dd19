/**
 * The strict checks for every signed token. Size and encoding are checked before any parser runs, the header before the
 * key, and the signature before the payload is parsed. Each refusal has its own code. The claims are read in
 * `lease.ts`, `statement.ts` and `key-set.ts`.
 */
import type { KeyObject } from 'node:crypto';
import { decodeExact } from '../primitives/bytes.ts';
import { isSignedBy } from './public-key.ts';
import { TOKEN_CHARACTERS_MAX } from '../contract/wire.ts';

/** Why a token was refused. The list is closed. The codes are local to the SDK: no server sends them. */
export type TokenFault =
  | 'gate_not_text'
  | 'gate_too_long'
  | 'gate_parts'
  | 'gate_encoding'
  | 'gate_signature_length'
  | 'header_malformed'
  | 'header_members'
  | 'header_algorithm'
  | 'wrong_type'
  | 'unknown_key'
  | 'wrong_key_use'
  | 'bad_signature'
  | 'payload_malformed'
  | 'claims_malformed'
  | 'wrong_issuer'
  | 'wrong_product'
  | 'key_set_too_old'
  | 'key_set_differs';

/** The claims of a token whose signature was verified. Read a claim only after `Object.hasOwn` has found it. */
export type Claims = Readonly<Record<string, unknown>>;

export interface Refused {
  ok: false;
  fault: TokenFault;
}

export type Verified = { ok: true; claims: Claims; kid: string } | Refused;

/** Finds the public key for the `kid` of a token's header, or returns the reason why there is none. */
export type KeyFinder = (kid: string) => KeyObject | 'unknown_key' | 'wrong_key_use';

/** The length of an Ed25519 signature in base64url: 64 bytes are 86 characters (RFC 8032 section 5.1.6). */
const SIGNATURE_CHARACTERS = 86;
const HEADER_CHARACTERS_MAX = 400;
const HEADER_MEMBERS = ['alg', 'kid', 'typ'];
/**
 * The text of a member named `__proto__`. The canonical serialisation of an object contains this text only if the
 * object has such a member, at any depth.
 */
const PROTO_MEMBER = '"__proto__":';
/** The two names of the Ed25519 algorithm: `EdDSA` of RFC 8037 and `Ed25519` of RFC 9864. */
const ALGORITHMS = new Set(['EdDSA', 'Ed25519']);
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export const refused = (fault: TokenFault): Refused => ({ ok: false, fault });

/**
 * Verifies a compact JWS (RFC 7515) of exactly one type. The only accepted algorithm is Ed25519.
 *
 * @param token - a value of any type, from the network or the disk
 * @param type - the only accepted `typ`
 */
export function verifyToken(token: unknown, type: string, findKey: KeyFinder): Verified {
  const gate = passGate(token);
  if (!gate.ok) return gate;
  const header = readHeader(gate.header, type);
  if (!header.ok) return header;
  const key = findKey(header.kid);
  if (typeof key === 'string') return refused(key);
  if (!isSignedBy(key, gate)) return refused('bad_signature');
  const claims = parseExactObject(gate.payload);
  return claims ? { ok: true, claims, kid: header.kid } : refused('payload_malformed');
}

interface Gate {
  ok: true;
  header: Buffer;
  payload: Buffer;
  signature: Buffer;
  signed: Buffer;
}

function passGate(token: unknown): Gate | Refused {
  if (typeof token !== 'string') return refused('gate_not_text');
  if (token.length > TOKEN_CHARACTERS_MAX) return refused('gate_too_long');
  const parts = token.split('.');
  const [head, body, tail] = parts;
  if (parts.length !== 3 || !head || !body || tail === undefined) return refused('gate_parts');
  if (tail.length !== SIGNATURE_CHARACTERS) return refused('gate_signature_length');
  const header = decodeExact(head);
  const payload = decodeExact(body);
  const signature = decodeExact(tail);
  if (!header || !payload || !signature) return refused('gate_encoding');
  return { ok: true, header, payload, signature, signed: Buffer.from(`${head}.${body}`, 'ascii') };
}

function readHeader(bytes: Buffer, type: string): { ok: true; kid: string } | Refused {
  if (bytes.length > HEADER_CHARACTERS_MAX) return refused('header_malformed');
  const header = parseExactObject(bytes);
  if (!header) return refused('header_malformed');
  const { alg, typ, kid } = header;
  if (Object.keys(header).sort().join() !== HEADER_MEMBERS.join()) return refused('header_members');
  if (typeof alg !== 'string' || !ALGORITHMS.has(alg)) return refused('header_algorithm');
  if (typ !== type) return refused('wrong_type');
  return typeof kid === 'string' ? { ok: true, kid } : refused('header_malformed');
}

/**
 * Parses a JSON object and returns it only if the bytes are its canonical serialisation, so that duplicate members and
 * a second encoding are refused. An object with a member `__proto__` is refused too: no claim has this name, and an app
 * may copy the claims with code that is not safe against it.
 */
function parseExactObject(bytes: Buffer): Claims | undefined {
  try {
    const text = utf8.decode(bytes);
    if (text.includes(PROTO_MEMBER)) return undefined;
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return JSON.stringify(value) === text ? (value as Claims) : undefined;
  } catch {
    return undefined;
  }
}
