/**
 * Receipts as tokens: a receipt is verified with the public half alone, every change is refused, and no other token is
 * accepted as a receipt, nor a receipt as another token, even under the same key.
 */

import { expect } from 'chai';
import { importJWK, jwtVerify } from 'jose';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readKeySet, readRootKey } from '../../../client-sdk/typescript/lease/key-set.ts';
import { readLease } from '../../../client-sdk/typescript/lease/lease.ts';
import { readStatement } from '../../../client-sdk/typescript/lease/statement.ts';
import { TOKEN_TYPES, type ReceiptClaims } from '../../../client-sdk/typescript/contract/wire.ts';
import { compactSigner } from '../../../server/crypto/compact-jws.ts';
import { KeyFault } from '../../../server/crypto/key-fault.ts';
import {
  prepareReceiptKey,
  readReceipt,
  receiptKeyText,
  receiptSigner,
} from '../../../server/crypto/receipt.ts';
import { makeKey, privateHalf } from '../../../server/crypto/signing-key.ts';
import type { TokenTable } from '../../support/make-token-vectors.ts';
import { expand } from '../../support/token-rows.ts';
import { rounds } from '../../support/rounds.ts';
import { readVectors } from '../../support/vectors.ts';
import { scratchFolder } from './scratch.ts';

const CLAIMS: Omit<ReceiptClaims, 'inventory'> = {
  iss: 'licenses.example.com',
  jti: 'AAAAAAAAAAAAAAAAAAAAAA',
  kind: 'erasure',
  iat: 1_795_651_200,
  policy: 1,
  counts: { 'device tags': 4, usernames: 1 },
  engine: 'sqlite',
  bytes_scanned: 4_096,
  residue_bytes: 0,
};

describe('a receipt', () => {
  const folder = scratchFolder();
  const token = receiptSigner(folder)(CLAIMS);
  const key = receiptKeyText(folder) ?? '';
  const table = readVectors<TokenTable>('tokens');

  it('contains the signed claims, and the hash of the inventory', () => {
    const { inventory, ...claims } = readReceipt(token, key)!;
    expect(claims).to.deep.equal(CLAIMS);
    expect(inventory).to.match(/^[\w-]{43}$/);
    expect(receiptSigner(folder)(CLAIMS), 'the same bytes again').to.equal(token);
  });
  it('is verified by jose with the public key', async () => {
    const jwk = await importJWK({ kty: 'OKP', crv: 'Ed25519', x: key.slice('qkreceipt_'.length) }, 'EdDSA');
    const { payload, protectedHeader } = await jwtVerify(token, jwk, { typ: TOKEN_TYPES.receipt });
    expect(payload).to.deep.include(CLAIMS);
    expect(Object.keys(protectedHeader).toSorted()).to.deep.equal(['alg', 'kid', 'typ']);
  });
  it('has a key that is created once and readable only by its owner', () => {
    const path = join(folder, 'receipt.json');
    const before = readFileSync(path, 'utf8');
    prepareReceiptKey(folder);
    expect(readFileSync(path, 'utf8')).to.equal(before);
  });
  it('is refused in every other encoding', () => {
    const changes = '-_.=+/ \nA9'.split('');
    for (let index = 0; index < token.length; index += rounds(10) === 10 ? 1 : 7) {
      const others = changes.map((letter) => token.slice(0, index) + letter + token.slice(index + 1));
      for (const other of [...others, token.slice(0, index) + token.slice(index + 1)]) {
        if (other !== token) expect(readReceipt(other, key), `${index}`).to.equal(undefined);
      }
    }
    for (const other of [`${token}.`, `${token}=`, ` ${token}`, `${token}\n`, '', '..', 'x'.repeat(5_000)])
      expect(readReceipt(other, key), other.slice(-5)).to.equal(undefined);
  });
  it('is refused under another key, and under a malformed key', () => {
    const other = scratchFolder();
    receiptSigner(other);
    for (const wrong of [receiptKeyText(other)!, '', 'qkreceipt_', key.slice(1), `qkroot_${key.slice(10)}`])
      expect(readReceipt(token, wrong), wrong).to.equal(undefined);
  });
  it('is not accepted as a lease, statement or key set, and none of these as a receipt', () => {
    const context = table.contexts['plain']!;
    const trust = { ...context, root: readRootKey(context.rootKey)! };
    const read = readKeySet(context.keySet, trust);
    if (!read.ok) throw new Error(read.fault);
    const readers = [readLease(token, read.keySet, trust), readStatement(token, read.keySet, trust)];
    for (const answer of [...readers, readKeySet(token, trust)])
      expect(answer).to.include({ ok: false, fault: 'wrong_type' });
    for (const vector of table.vectors) {
      const text = expand(vector.token);
      if (typeof text !== 'string') continue;
      for (const { x } of Object.values(table.keys))
        expect(readReceipt(text, `qkreceipt_${x}`), vector.name).to.equal(undefined);
    }
  });
  it('is refused with another type, even if the same key has signed it', () => {
    const own = makeKey();
    const sign = (type: string) =>
      compactSigner({ type, kid: own.kid, key: privateHalf('', own) })({ ...CLAIMS, inventory: 'x' });
    expect(readReceipt(sign(TOKEN_TYPES.receipt), `qkreceipt_${own.x}`)).to.include({ jti: CLAIMS.jti });
    for (const type of Object.values(TOKEN_TYPES).filter((name) => name !== TOKEN_TYPES.receipt))
      expect(readReceipt(sign(type), `qkreceipt_${own.x}`), type).to.equal(undefined);
  });
  it('is not signed with a key file that is damaged or has no private half', () => {
    const other = scratchFolder();
    receiptSigner(other);
    const path = join(other, 'receipt.json');
    const file = JSON.parse(readFileSync(path, 'utf8')) as { d?: string };
    writeFileSync(path, JSON.stringify({ ...file, d: undefined }));
    expect(() => receiptSigner(other)).to.throw(KeyFault, 'holds no private key');
    writeFileSync(path, '{}');
    expect(() => receiptSigner(other)).to.throw(KeyFault);
    rmSync(path);
    expect(receiptKeyText(other)).to.equal(undefined);
  });
});
