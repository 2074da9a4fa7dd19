/**
 * The signed texts of the audit chain (client-sdk/AUDIT.md): its head, and the statement that a database was restored.
 * The receipt key signs both, so that one public key verifies receipts, heads and restores.
 */

/** The `typ` header of each kind of signed text. */
export const AUDIT_TOKEN_TYPES = {
  head: 'quietkey-audit-head+jwt',
  restored: 'quietkey-audit-restored+jwt',
} as const;

/** A state of the chain. */
export interface AuditHead {
  /** The number of leaves. */
  leaves: number;
  /** The hash of the last leaf, 43 base64url characters; '' if there is none. */
  head: string;
}

/** The claims of a signed head. */
export interface AuditHeadClaims extends AuditHead {
  iss: string;
  /** The start of the UTC day on which the head was signed, in seconds since 1970. */
  iat: number;
}

/** The claims of a restored leaf. */
export interface RestoredClaims {
  iss: string;
  /** The start of the UTC day of the restore, in seconds since 1970. */
  iat: number;
  /** The number of the restored leaf. */
  leaf: number;
  /** The hash of the leaf before it; '' if there is none. */
  previous: string;
  /** The latest head that was seen before the restore, whose leaves may be lost; null: none is known. */
  lost: AuditHead | null;
}

/** A leaf of the chain, as `quietkey audit export` writes it. */
export interface AuditLeaf {
  /** The place of the leaf; the first one is 0. */
  number: number;
  /** The UTC day of the action, in days since 1970. */
  day: number;
  /** `look`: an operator read a customer's record. `act`: any other action. `restored`: the database was restored. */
  kind: 'look' | 'act' | 'restored';
  /** The SHA-256 hash of the record and its salt, or of the signed text of a restored leaf; base64url. */
  commitment: string;
  /** The SHA-256 hash of the leaf and of the hash before it, base64url. */
  hash: string;
  /** The signed text of a restored leaf; null in any other leaf. */
  token: string | null;
}

/** The answer of `GET /audit/head`. */
export interface AuditHeadAnswer extends AuditHead {
  /** The signed head. */
  token: string;
}
