/**
 * A large file that is sealed under one key: a head, then pieces of 64 KiB. Each piece is sealed with AES-256-GCM
 * together with its number and whether it is the last piece, so that a piece that was changed, moved, removed or added
 * is detected. Sealing and opening stream the pieces, so the memory that they use does not grow with the file. A key
 * seals one file only. `backups.ts` provides the keys.
 */

import { createCipheriv, createDecipheriv } from 'node:crypto';
import { closeSync, readSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { openFile } from '../../client-sdk/typescript/primitives/read-file.ts';
import type { Watch } from '../domain/privacy/backup.ts';

const PIECE_BYTES = 65_536;
const TAG_BYTES = 16;
const NONCE_BYTES = 12;
const NUMBER_AT = 4;
const LAST_AT = 11;
const PRIVATE_FILE = 0o600;

interface Sealing extends Watch {
  readonly head: Buffer;
  /** The key of 32 bytes, which is used for this file alone. */
  readonly key: Uint8Array;
}

/** Thrown if a piece of the sealed file was changed since it was sealed. */
export class PieceDamaged extends Error {
  /** The offset of the damaged piece in the sealed file, in bytes. */
  readonly offset: number;

  constructor(offset: number) {
    super(`the piece at byte ${offset} is damaged`);
    this.name = 'PieceDamaged';
    this.offset = offset;
  }
}

/**
 * Seals the file `plain` into the new file `sealed` (mode 0600), which is synced. @throws the signal's reason if the
 * signal is aborted
 */
export async function sealFile(
  plain: string,
  sealed: string,
  { head, key, ...watch }: Sealing,
): Promise<void> {
  await throughPieces(plain, sealed, {
    ...watch,
    headBytes: 0,
    pieceBytes: PIECE_BYTES,
    begin: head,
    transform: (piece, number, isLast) => {
      const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number, isLast)).setAAD(head);
      return Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()]);
    },
  });
}

/**
 * Opens a sealed file and writes its content into the new file `plain` (mode 0600), which is synced.
 * @throws PieceDamaged if a piece was changed, moved, added or removed
 */
export async function unsealFile(
  sealed: string,
  plain: string,
  { head, key, ...watch }: Sealing,
): Promise<void> {
  const pieceBytes = PIECE_BYTES + TAG_BYTES;
  await throughPieces(sealed, plain, {
    ...watch,
    headBytes: head.length,
    pieceBytes,
    begin: Buffer.alloc(0),
    transform: (piece, number, isLast) => {
      try {
        return openPiece(piece, { head, key, nonce: nonceOf(number, isLast) });
      } catch {
        throw new PieceDamaged(head.length + number * pieceBytes);
      }
    },
  });
}

function openPiece(piece: Buffer, under: { head: Buffer; key: Uint8Array; nonce: Buffer }): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', under.key, under.nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(under.head).setAuthTag(piece.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(piece.subarray(0, -TAG_BYTES)), decipher.final()]);
}

function nonceOf(number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeUInt32BE(number, NUMBER_AT);
  nonce.writeUInt8(isLast ? 1 : 0, LAST_AT);
  return nonce;
}

interface Pieces extends Watch {
  /** The number of bytes to skip at the beginning of the source file. */
  readonly headBytes: number;
  readonly pieceBytes: number;
  /** The bytes that are written at the beginning of the target file. */
  readonly begin: Buffer;
  readonly transform: (piece: Buffer, number: number, isLast: boolean) => Buffer;
}

/** Copies a file piece by piece through a transformation. There is always a last piece, which may be empty. */
async function throughPieces(from: string, to: string, pieces: Pieces): Promise<void> {
  const { file, stats } = openFile(from);
  try {
    const target = await open(to, 'wx', PRIVATE_FILE);
    try {
      await transformPieces({ file, size: Number(stats.size) }, target, pieces);
      await target.sync();
    } finally {
      await target.close();
    }
  } finally {
    closeSync(file);
  }
}

async function transformPieces(
  { file, size }: { file: number; size: number },
  target: FileHandle,
  pieces: Pieces,
): Promise<void> {
  const { headBytes, pieceBytes, begin, transform, onProgress, signal } = pieces;
  const count = Math.max(1, Math.ceil((size - headBytes) / pieceBytes));
  await target.writeFile(begin);
  for (let number = 0; number < count; number++) {
    signal?.throwIfAborted();
    const offset = headBytes + number * pieceBytes;
    const piece = Buffer.alloc(Math.max(0, Math.min(pieceBytes, size - offset)));
    const bytes = readSync(file, piece, 0, piece.length, offset);
    await target.writeFile(transform(piece.subarray(0, bytes), number, number === count - 1));
    onProgress?.(Math.min(size, offset + pieceBytes), size);
  }
}
