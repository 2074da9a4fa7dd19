/**
 * The vault against frozen vectors from a second implementation, and against a thief: a stolen database reveals nothing
 * without the secrets.
 */

import { join } from 'node:path';
import { expect } from 'chai';
import { createHmac, randomBytes } from 'node:crypto';
import { readLicenseKey } from '../../../client-sdk/typescript/contract/license-key.ts';
import { openDayKeys } from '../../../server/crypto/day-keys.ts';
import { openTombstones } from '../../../server/crypto/tombstones.ts';
import { openTrialSecret } from '../../../server/crypto/trial-secret.ts';
import { lengthPrefixed } from '../../../server/crypto/length-prefixed.ts';
import { openVault } from '../../../server/crypto/vault.ts';
import { readVectors } from '../../support/vectors.ts';
import { scratchFolder } from './scratch.ts';
import { toDay } from '../../../server/domain/kernel/day.ts';

interface VaultVectors {
  secret: string;
  issueSecret: string;
  lengthPrefixed: { fields: string[]; hex: string }[];
  licenseKeys: { product: string; email: string; nonce: string; prefix: string | null; licenseKey: string }[];
  keyVerifiers: { canonicalKey: string; verifier: string }[];
  emailIndexes: { canonicalEmail: string; index: string }[];
  deviceTags: { license: string; clientTag: string; tag: string }[];
  renewSecrets: { activation: string; epoch: number; secret: string }[];
  proofs: { secret: string; fields: string[]; proof: string }[];
  digests: { purpose: string; fields: string[]; digest: string }[];
}

const vectors = readVectors<VaultVectors>('vault');
const bytes = (text: string) => Buffer.from(text, 'base64url');

function vaultOf(secret: Uint8Array, issueSecret?: Uint8Array) {
  const first = (bytes: Uint8Array) => ({ generation: 1, bytes });
  const issue = issueSecret === undefined ? [] : [first(issueSecret)];
  const folder = scratchFolder();
  const beside = {
    dayKeys: openDayKeys(folder),
    tombstones: openTombstones(folder),
    trials: openTrialSecret(join(folder, 'trial-secret')),
  };
  return openVault({ lookUp: [first(secret)], issue, ...beside });
}

describe('the vault and its frozen vectors', () => {
  const vault = vaultOf(bytes(vectors.secret), bytes(vectors.issueSecret));

  for (const { fields, hex } of vectors.lengthPrefixed) {
    it(`prefixes ${JSON.stringify(fields)} with lengths`, () => {
      expect(lengthPrefixed(fields).toString('hex')).to.equal(hex);
    });
  }
  for (const { licenseKey, ...parts } of vectors.licenseKeys) {
    it(`derives the license key of ${parts.email} for ${parts.product}`, () => {
      expect(vault.licenseKey({ generation: 1, ...parts })).to.equal(licenseKey);
      expect(readLicenseKey(licenseKey)).to.include({ ok: true, generation: 1 });
    });
  }
  it('keys license keys, emails and tags', () => {
    for (const { canonicalKey, verifier } of vectors.keyVerifiers) {
      expect(vault.current.keyVerifier(canonicalKey)).to.equal(verifier).with.lengthOf(22);
    }
    for (const { canonicalEmail, index } of vectors.emailIndexes) {
      expect(vault.current.emailIndex(canonicalEmail)).to.equal(index);
    }
    for (const { license, clientTag, tag } of vectors.deviceTags) {
      expect(vault.current.deviceTag(license, clientTag)).to.equal(tag);
    }
  });
  it('derives renewal secrets, and distinguishes a valid proof from a false one', () => {
    for (const { activation, epoch, secret } of vectors.renewSecrets) {
      expect(vault.current.renewSecret(activation, epoch)).to.equal(secret).with.lengthOf(43);
    }
    for (const { proof, secret, fields } of vectors.proofs) {
      expect(vault.proofHolds(proof, secret, fields)).to.equal(true);
      expect(vault.proofHolds(proof, secret, [...fields, ''])).to.equal(false);
      expect(vault.proofHolds(`${proof}A`, secret, fields)).to.equal(false);
      expect(vault.proofHolds(proof, vault.current.renewSecret('another', 1), fields)).to.equal(false);
      expect(vault.proofHolds('', secret, fields)).to.equal(false);
    }
  });
  it('keys requests by their purpose', () => {
    for (const { purpose, fields, digest } of vectors.digests) {
      expect(vault.current.digest(purpose, fields)).to.equal(digest);
    }
  });
});

describe('the vault', () => {
  it('works without the issue secret, except for license keys', () => {
    const vault = vaultOf(randomBytes(32));
    expect(vault.issueGenerations).to.deep.equal([]);
    const parts = { generation: 1, product: 'sonar', email: 'ada@example.com', nonce: 'n', prefix: null };
    expect(() => vault.licenseKey(parts)).to.throw('without the issue secret');
    expect(vault.current.keyVerifier('X')).to.have.lengthOf(22);
  });
  it('looks for a tombstone under every live generation, and adds it under the current one', () => {
    const folder = scratchFolder();
    const beside = {
      dayKeys: openDayKeys(folder),
      tombstones: openTombstones(folder),
      trials: openTrialSecret(join(folder, 'trial-secret')),
    };
    const [first, second] = [1, 2].map((generation) => ({ generation, bytes: randomBytes(32) }));
    const vault = openVault({ lookUp: [first!], issue: [], ...beside });
    vault.bury('license', 'one', toDay(20_000));
    vault.hold({ lookUp: [second!, first!], issue: [] });
    vault.bury('license', 'two', toDay(20_000));
    const buried = () => ['one', 'two', 'three'].filter((id) => vault.isBuried('license', id));
    expect(buried()).to.deep.equal(['one', 'two']);
    vault.hold({ lookUp: [second!], issue: [] });
    expect(buried()).to.deep.equal(['two']);
  });
  it('does not use the other secret for license keys', () => {
    const issue = randomBytes(32);
    const parts = { generation: 1, product: 'sonar', email: 'ada@example.com', nonce: 'n', prefix: null };
    expect(vaultOf(randomBytes(32), issue).licenseKey(parts)).to.equal(
      vaultOf(randomBytes(32), issue).licenseKey(parts),
    );
  });
  it('refuses a secret that is not 32 bytes', () => {
    expect(() => vaultOf(randomBytes(31))).to.throw(RangeError);
    expect(() => vaultOf(randomBytes(32), randomBytes(16))).to.throw(RangeError);
  });
  it('compares texts of any length', () => {
    const vault = vaultOf(randomBytes(32));
    const same = (value: string, other: string) => vault.same(value, other);
    expect([same('a', 'a'), same('', ''), same('a', 'ab'), same('a', 'b')]).to.deep.equal([
      true,
      true,
      false,
      false,
    ]);
  });
  it('gives different values for different uses', () => {
    const vault = vaultOf(randomBytes(32), randomBytes(32));
    const values = [
      vault.current.keyVerifier('x'),
      vault.current.emailIndex('x'),
      vault.current.deviceTag('x', ''),
      vault.current.deviceTag('', 'x'),
      vault.current.digest('x', []),
      vault.current.digest('', ['x']),
      vault.current.renewSecret('x', 1).slice(0, 22),
    ];
    expect(new Set(values).size).to.equal(values.length);
  });
  it('reveals nothing to a thief of the database: no candidate matches without the secret', () => {
    const vault = vaultOf(randomBytes(32), randomBytes(32));
    const truth = 'ada1234@example.com';
    const stolen = vault.current.emailIndex(truth);
    const guesses = vaultOf(randomBytes(32));
    const unkeyed = (text: string) => createHmac('sha256', '').update(text).digest('base64url').slice(0, 22);
    for (let i = 0; i < 4_096; i += 1) {
      const candidate = `ada${i}@example.com`;
      expect(guesses.current.emailIndex(candidate) === stolen || unkeyed(candidate) === stolen).to.equal(
        false,
      );
    }
    expect(vault.current.emailIndex(truth), 'the control: the owner finds it').to.equal(stolen);
  });
});
