/**
 * Tokens as third parties see them: verified by jose with the published key set, before and after a rotation that
 * reaches an open signer; and folders with keys that do not match are refused.
 */

import { expect } from 'chai';
import {
  compactVerify,
  decodeJwt,
  decodeProtectedHeader,
  importJWK,
  jwtVerify,
  type JWTVerifyGetKey,
} from 'jose';
import { spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type {
  KeySetClaims,
  LeaseClaims,
  StatementClaims,
} from '../../../client-sdk/typescript/contract/wire.ts';
import { FileFault } from '../../../client-sdk/typescript/primitives/read-file.ts';
import { KeyFault } from '../../../server/crypto/key-fault.ts';
import { listKeys } from '../../../server/crypto/key-list.ts';
import { prepareKeys, rotateKeys } from '../../../server/crypto/rotate-signing-keys.ts';
import { openSigner } from '../../../server/crypto/signer.ts';
import { scratchFolder } from './scratch.ts';
import { toInstant } from '../../../server/domain/kernel/day.ts';

const DAY = 86_400;
const NOW = toInstant(20_000 * DAY + 12_345);

const CLAIMS: Omit<LeaseClaims, 'iss' | 'key_set'> = {
  aud: 'sonar',
  sub: 'license',
  jti: 'activation.1',
  iat: 20_000 * DAY,
  nbf: 20_000 * DAY,
  exp: 20_031 * DAY,
  tags: ['a'],
  entitlements: [],
  license_end: null,
  updates_until: null,
  refresh_after: 20_007 * DAY,
  grace: 14 * DAY,
};
const STATEMENT: Omit<StatementClaims, 'iss'> = {
  aud: 'sonar',
  license: 'license',
  activation: 'activation',
  sequence: 1,
  kind: 'revoked',
  effective: 20_000 * DAY,
};

async function readSet(token: string, rootKey: string): Promise<KeySetClaims> {
  const root = await importJWK({ kty: 'OKP', crv: 'Ed25519', x: rootKey.replace('qkroot_', '') }, 'EdDSA');
  const { payload, protectedHeader } = await compactVerify(token, root, { algorithms: ['EdDSA'] });
  expect(protectedHeader.typ).to.equal('quietkey-key-set+jwt');
  return JSON.parse(Buffer.from(payload).toString()) as KeySetClaims;
}

/** Verifies as a third party would, with the key of the header's kid and this use. */
async function verifyWith(set: KeySetClaims, token: string, use: string): Promise<unknown> {
  const find: JWTVerifyGetKey = ({ kid }) => {
    const key = set.keys.find((candidate) => candidate.kid === kid && candidate.use === use);
    if (key === undefined) throw new Error(`no ${use} key ${kid}`);
    return importJWK({ kty: 'OKP', crv: 'Ed25519', x: key.x }, 'EdDSA');
  };
  const options = { typ: `quietkey-${use}+jwt`, algorithms: ['EdDSA'], currentDate: new Date(NOW * 1000) };
  return (await jwtVerify(token, find, options)).payload;
}

const keysIn = (dataFolder: string) => ({ dataFolder, keysFolder: join(dataFolder, 'keys') });
const versionOf = (keySet: string): unknown => decodeJwt(keySet)['version'];

describe('the signer', () => {
  it('signs tokens that jose verifies with the published key set', async () => {
    const folder = scratchFolder();
    const { root } = prepareKeys(keysIn(folder), { now: NOW });
    const signer = openSigner(keysIn(folder).keysFolder);
    const set = await readSet(signer.keySet, root.text);
    expect(set).to.deep.include({
      iss: signer.issuer,
      version: 1,
      issued: 20_000 * DAY,
      expires: 20_400 * DAY,
    });
    expect(set.keys.map(({ use }) => use)).to.deep.equal(['lease', 'statement']);
    const iss = signer.issuer;
    const [{ lease }, { statement }] = [signer.signLease(CLAIMS), signer.signStatement(STATEMENT)];
    expect(await verifyWith(set, lease, 'lease')).to.deep.equal({ iss, ...CLAIMS, key_set: 1 });
    expect(await verifyWith(set, statement, 'statement')).to.deep.equal({ iss, ...STATEMENT });
  });
  it('signs the same claims to the same bytes', () => {
    const folder = scratchFolder();
    prepareKeys(keysIn(folder), { now: NOW });
    expect(openSigner(keysIn(folder).keysFolder).signLease(CLAIMS)).to.deep.equal(
      openSigner(keysIn(folder).keysFolder).signLease(CLAIMS),
    );
  });
  it('has a key for each use, a fixed header, and an issuer that is derived from the root', () => {
    const folder = scratchFolder();
    const { root } = prepareKeys(keysIn(folder), { now: NOW });
    const signer = openSigner(keysIn(folder).keysFolder);
    const [lease, statement] = [
      signer.signLease(CLAIMS).lease,
      signer.signStatement(STATEMENT).statement,
    ].map((token) => decodeProtectedHeader(token));
    expect(Object.keys(lease ?? {})).to.deep.equal(['alg', 'typ', 'kid']);
    expect(lease).to.include({ alg: 'EdDSA', typ: 'quietkey-lease+jwt' });
    expect(lease?.kid).not.to.equal(statement?.kid);
    expect(signer.issuer).to.equal(`quietkey:${root.kid}`);
    expect(decodeProtectedHeader(signer.keySet).kid).to.equal(root.kid);
  });
  it('keeps the issuer that was chosen', () => {
    const folder = scratchFolder();
    prepareKeys(keysIn(folder), { now: NOW, issuer: 'licenses.example.com' });
    rotateKeys(keysIn(folder), { now: NOW });
    expect(openSigner(keysIn(folder).keysFolder).issuer).to.equal('licenses.example.com');
  });
});

describe('a rotation', () => {
  it('reaches an open signer within seconds, and older leases still verify', async () => {
    const folder = scratchFolder();
    const { root } = prepareKeys(keysIn(folder), { now: NOW });
    let uptime = 0;
    const signer = openSigner(keysIn(folder).keysFolder, { uptime: () => uptime });
    const before = signer.signLease(CLAIMS);
    const { version, made, kept } = rotateKeys(keysIn(folder), { now: NOW });
    expect([version, made.length, kept.length]).to.deep.equal([2, 2, 2]);
    uptime = 1;
    expect(versionOf(signer.keySet), 'not looked at yet').to.equal(1);
    uptime = 2;
    const after = signer.signLease(CLAIMS);
    expect(after.keySet).to.equal(signer.keySet);
    expect(decodeProtectedHeader(after.lease).kid).to.equal(made[0]?.kid);
    const set = await readSet(after.keySet, root.text);
    expect(await verifyWith(set, after.lease, 'lease')).to.deep.include({ ...CLAIMS, key_set: 2 });
    expect(await verifyWith(set, before.lease, 'lease')).to.deep.include({ ...CLAIMS, key_set: 1 });
  });
  it('that is copied file by file is taken up only when it is complete', () => {
    const [folder, node] = [scratchFolder(), scratchFolder()];
    prepareKeys(keysIn(folder), { now: NOW });
    cpSync(join(folder, 'keys'), join(node, 'keys'), { recursive: true });
    let uptime = 0;
    const signer = openSigner(keysIn(node).keysFolder, { uptime: () => uptime });
    const version = () => {
      uptime += 2;
      const { lease, keySet } = signer.signLease(CLAIMS);
      return [versionOf(keySet), decodeProtectedHeader(lease).kid];
    };
    const [, before] = version();
    const { made } = rotateKeys(keysIn(folder), { now: NOW });
    const set = readFileSync(join(folder, 'keys', 'key-set.jwt'), 'utf8');
    for (const text of [set.slice(0, 200), set]) {
      writeFileSync(join(node, 'keys', 'key-set.jwt'), text);
      expect(version()).to.deep.equal([1, before]);
    }
    for (const { kid } of made)
      copyFileSync(join(folder, 'keys', `${kid}.json`), join(node, 'keys', `${kid}.json`));
    expect(version()).to.deep.equal([2, made[0]?.kid]);
  });
  it('is atomic: every signature verifies under the set that the signer hands out', async () => {
    const folder = scratchFolder();
    const { root } = prepareKeys(keysIn(folder), { now: NOW });
    const module = JSON.stringify(
      new URL('../../../server/crypto/rotate-signing-keys.js', import.meta.url).href,
    );
    const script = `import { rotateKeys } from ${module};
      let drop = [];
      for (let i = 0; i < 20; i += 1) {
        drop = rotateKeys(JSON.parse(process.argv[1]), { now: ${NOW}, drop }).made.map(({ kid }) => kid);
      }`;
    const rotating = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      script,
      JSON.stringify(keysIn(folder)),
    ]);
    const signed = new Map<string, string>();
    let uptime = 0;
    const open = openSigner(keysIn(folder).keysFolder, { uptime: () => (uptime += 2) });
    while (rotating.exitCode === null) {
      for (const { keySet, lease } of [openSigner(keysIn(folder).keysFolder), open].map((signer) =>
        signer.signLease(CLAIMS),
      )) {
        signed.set(keySet, lease);
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(rotating.exitCode).to.equal(0);
    expect(versionOf(open.keySet)).to.equal(21);
    expect(signed.size).to.be.greaterThan(2);
    for (const [keySet, lease] of signed) {
      const set = await readSet(keySet, root.text);
      expect(await verifyWith(set, lease, 'lease')).to.deep.include({ ...CLAIMS, key_set: set.version });
    }
  });
  it('destroys the private halves of the previous keys', () => {
    const folder = scratchFolder();
    prepareKeys(keysIn(folder), { now: NOW });
    const { kept } = rotateKeys(keysIn(folder), { now: NOW });
    for (const { kid } of kept) {
      const file = JSON.parse(readFileSync(join(folder, 'keys', `${kid}.json`), 'utf8')) as object;
      expect(file).to.include({ kid, retired_on: '2024-10-04' }).and.not.to.have.property('d');
    }
    expect(() => openSigner(keysIn(folder).keysFolder)).not.to.throw();
  });
  it('drops keys exactly 400 days after they were retired', () => {
    const folder = scratchFolder();
    prepareKeys(keysIn(folder), { now: NOW });
    rotateKeys(keysIn(folder), { now: NOW });
    expect(rotateKeys(keysIn(folder), { now: toInstant(NOW + 400 * DAY) }).kept).to.have.lengthOf(4);
    const jumped = { now: toInstant(NOW + 401 * DAY), isClockBelieved: false };
    expect(rotateKeys(keysIn(folder), jumped).dropped, 'by a clock that is not believed').to.deep.equal([]);
    const { kept, dropped } = rotateKeys(keysIn(folder), { now: toInstant(NOW + 401 * DAY) });
    expect([kept.length, dropped.length]).to.deep.equal([6, 2]);
    expect(dropped.some(({ kid }) => existsSync(join(folder, 'keys', `${kid}.json`)))).to.equal(false);
  });
  it('drops a stolen key at once, and refuses an unknown kid', () => {
    const folder = scratchFolder();
    prepareKeys(keysIn(folder), { now: NOW });
    const stolen = listKeys(keysIn(folder), NOW).keys[0]?.kid ?? '';
    expect(
      rotateKeys(keysIn(folder), { now: NOW, drop: [stolen] }).dropped.map(({ kid }) => kid),
    ).to.deep.equal([stolen]);
    expect(() => rotateKeys(keysIn(folder), { now: NOW, drop: [stolen] })).to.throw(KeyFault, stolen);
  });
  it('stops before the set is larger than a client reads', () => {
    const folder = scratchFolder();
    prepareKeys(keysIn(folder), { now: NOW });
    for (let i = 0; i < 7; i += 1) rotateKeys(keysIn(folder), { now: NOW });
    const files = readdirSync(join(folder, 'keys'));
    expect(() => rotateKeys(keysIn(folder), { now: NOW })).to.throw(KeyFault, '18 keys');
    expect(readdirSync(join(folder, 'keys')).toSorted()).to.deep.equal(files.toSorted());
    expect(listKeys(keysIn(folder), NOW).version).to.equal(8);
    expect(statSync(join(folder, 'keys', 'key-set.jwt')).size).to.be.at.most(4_096);
  });
  it('requires the root key, wherever it is', () => {
    const folder = scratchFolder();
    const away = scratchFolder();
    prepareKeys(keysIn(folder), { now: NOW });
    prepareKeys(keysIn(away), { now: NOW });
    renameSync(join(folder, 'root-key.json'), join(away, 'moved.json'));
    expect(() => rotateKeys(keysIn(folder), { now: NOW })).to.throw(KeyFault, 'private root key is not in');
    expect(() => rotateKeys(keysIn(folder), { now: NOW, rootKeyFile: join(away, 'root-key.json') })).to.throw(
      KeyFault,
      'another',
    );
    expect(rotateKeys(keysIn(folder), { now: NOW, rootKeyFile: join(away, 'moved.json') }).version).to.equal(
      2,
    );
    expect(listKeys(keysIn(folder), NOW)).to.include({ rootKeyFile: null, version: 2, daysLeft: 399 });
  });
  it('makes a set that a server whose clock is behind, before midnight, can sign under', () => {
    const folder = scratchFolder();
    prepareKeys(keysIn(folder), { now: NOW });
    rotateKeys(keysIn(folder), { now: toInstant(20_001 * DAY + 300) });
    const { lease, keySet } = openSigner(keysIn(folder).keysFolder).signLease(CLAIMS);
    const { issued } = decodeJwt<KeySetClaims>(keySet);
    expect(decodeJwt(lease).iat).to.be.at.least(issued);
  });
  it('is refused while another one runs, and removes the lock of a dead one', () => {
    const folder = scratchFolder();
    prepareKeys(keysIn(folder), { now: NOW });
    const lock = join(folder, 'keys', 'rotating');
    writeFileSync(lock, String(process.pid), { mode: 0o600 });
    expect(() => rotateKeys(keysIn(folder), { now: NOW })).to.throw(KeyFault, 'another rotation');
    writeFileSync(lock, '999999999 elsewhere');
    expect(() => rotateKeys(keysIn(folder), { now: NOW }), 'on another machine').to.throw(
      KeyFault,
      'another rotation',
    );
    writeFileSync(lock, '999999999');
    expect(rotateKeys(keysIn(folder), { now: NOW }).version).to.equal(2);
    expect(existsSync(lock)).to.equal(false);
  });
});

describe('a folder of keys', () => {
  it('is created once: a second run changes nothing', () => {
    const folder = scratchFolder();
    const first = prepareKeys(keysIn(folder), { now: NOW });
    const files = () =>
      readdirSync(join(folder, 'keys')).map((name) => readFileSync(join(folder, 'keys', name), 'utf8'));
    const before = files();
    const second = prepareKeys(keysIn(folder), { now: toInstant(NOW + 9 * DAY) });
    expect([first.madeRoot, first.madeKeySet, second.madeRoot, second.madeKeySet]).to.deep.equal([
      true,
      true,
      false,
      false,
    ]);
    expect(files()).to.deep.equal(before);
  });
  it('is completed if the first run was interrupted', () => {
    const folder = scratchFolder();
    const { root } = prepareKeys(keysIn(folder), { now: NOW });
    rmSync(join(folder, 'keys'), { recursive: true });
    expect(prepareKeys(keysIn(folder), { now: NOW }).root.text, 'the private root is kept').to.equal(
      root.text,
    );
    rmSync(join(folder, 'keys', 'key-set.jwt'));
    prepareKeys(keysIn(folder), { now: NOW });
    expect(() => openSigner(keysIn(folder).keysFolder)).not.to.throw();
  });
  it('contains only private files', () => {
    const folder = scratchFolder();
    prepareKeys(keysIn(folder), { now: NOW });
    const paths = [
      join(folder, 'root-key.json'),
      ...readdirSync(join(folder, 'keys')).map((name) => join(folder, 'keys', name)),
    ];
    expect(paths.map((path) => statSync(path).mode & 0o777)).to.deep.equal(paths.map(() => 0o600));
  });

  const faults: [string, (folder: string, other: string) => void, string][] = [
    [
      'a key set of another root',
      (folder, other) => copyFileSync(join(other, 'keys/key-set.jwt'), join(folder, 'keys/key-set.jwt')),
      'not signed by the root',
    ],
    ['an altered key set', (folder) => alter(join(folder, 'keys/key-set.jwt')), 'not signed by the root'],
    ['no key set', (folder) => rmSync(join(folder, 'keys/key-set.jwt')), 'no key set'],
    ['no public root', (folder) => rmSync(join(folder, 'keys/root.json')), 'public root key'],
    ['no private key', (folder) => rmSync(leaseKeyPath(folder)), 'signing key'],
    [
      'another private key',
      (folder, other) => copyFileSync(leaseKeyPath(other), leaseKeyPath(folder)),
      'does not hold',
    ],
    ['a damaged private key', (folder) => writeFileSync(leaseKeyPath(folder), '{'), 'not a key file'],
    [
      'a private key that others may read',
      (folder) => chmodSync(leaseKeyPath(folder), 0o644),
      'read by others',
    ],
  ];
  for (const [what, spoil, message] of faults) {
    it(`is refused with ${what}`, () => {
      const [folder, other] = [scratchFolder(), scratchFolder()];
      prepareKeys(keysIn(folder), { now: NOW });
      prepareKeys(keysIn(other), { now: NOW });
      spoil(folder, other);
      expect(() => openSigner(keysIn(folder).keysFolder))
        .to.throw(message)
        .and.satisfy((error: unknown) => error instanceof KeyFault || error instanceof FileFault);
    });
  }
  it('that is damaged later does not stop an open signer', () => {
    const folder = scratchFolder();
    prepareKeys(keysIn(folder), { now: NOW });
    let uptime = 0;
    const signer = openSigner(keysIn(folder).keysFolder, { uptime: () => uptime });
    rmSync(join(folder, 'keys'), { recursive: true });
    uptime = 100;
    expect(versionOf(signer.signLease(CLAIMS).keySet)).to.equal(1);
  });
});

function leaseKeyPath(folder: string): string {
  return join(folder, 'keys', `${listKeys(keysIn(folder), NOW).keys[0]?.kid}.json`);
}

function alter(path: string): void {
  const token = readFileSync(path, 'utf8');
  const index = token.indexOf('.') + 20;
  const other = token.charAt(index) === 'A' ? 'B' : 'A';
  writeFileSync(path, token.slice(0, index) + other + token.slice(index + 1));
}
