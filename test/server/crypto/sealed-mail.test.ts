/**
 * What is sealed for the mailer, compared with jose both ways; and the guarantee behind it: with every key that the
 * server process can reach nothing opens, with the mailer's key everything does, and no length reveals an address.
 */

import { expect } from 'chai';
import { compactDecrypt, CompactEncrypt, decodeProtectedHeader, importJWK } from 'jose';
import { createPrivateKey, createSecretKey, type KeyObject } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareMailKey, readMailKey, readPrivateMailKey } from '../../../server/crypto/mail-key.ts';
import { KeyFault } from '../../../server/crypto/key-fault.ts';
import { openSealedAddress, openSealedMail, openSealing } from '../../../server/crypto/sealed-mail.ts';
import { canonicalEmail } from '../../../server/domain/licensing/email.ts';
import type { Mail } from '../../../server/domain/kernel/letter.ts';
import { rounds } from '../../support/rounds.ts';
import { openTestWorld } from '../../support/world.ts';
import { scratchFolder } from './scratch.ts';
import { toInstant } from '../../../server/domain/kernel/day.ts';

const ADDRESSES = rounds(1_000, 30);

/** An address of this many characters. */
function addressOf(length: number): string {
  if (length < 9) return `${'a'.repeat(length - 2)}@b`;
  const local = 'a'.repeat(Math.min(64, length - 4));
  const labels = 'b'
    .repeat(length - local.length - 1)
    .replace(/(.{60})./g, '$1.')
    .replace(/\.$/, 'c');
  return `${local}@${labels}`;
}

function keys() {
  const folder = scratchFolder();
  const path = join(scratchFolder(), 'mailer.key');
  prepareMailKey(folder, path);
  return { folder, path, sealing: openSealing(folder), key: readPrivateMailKey(path) };
}

const mail = (email: string, products = 1): Mail => ({
  to: { email },
  until: toInstant(1_000),
  letter: {
    kind: 'keys',
    keys: Array.from({ length: products }, () => ({ product: '語'.repeat(100), licenseKey: 'K'.repeat(60) })),
    left: 0,
  },
});

describe('what is sealed for the mailer', () => {
  it('is opened by jose, and opens content that jose has sealed', async () => {
    const { folder, sealing, key, path } = keys();
    const sealed = sealing.sealAddress({ email: 'ada@example.com' }) ?? '';
    const file = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>;
    const { plaintext } = await compactDecrypt(sealed, await importJWK(file, 'ECDH-ES'));
    expect(Buffer.from(plaintext).toString().trimEnd()).to.equal('"ada@example.com"');
    expect(decodeProtectedHeader(sealed)).to.include({ alg: 'ECDH-ES', enc: 'A256GCM', kid: key.kid });

    const theirs = await new CompactEncrypt(Buffer.from('"eve@example.com"  '))
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', typ: 'quietkey-address' })
      .encrypt(readMailKey(folder)!.key);
    expect(await openSealedAddress(theirs, key)).to.deep.equal({ email: 'eve@example.com' });
  });

  it('has one length, whatever its content, and is different each time', async () => {
    const { sealing, key } = keys();
    const lengths = Array.from({ length: 252 }, (_one, i) => addressOf(i + 3));
    for (const [index, address] of lengths.entries()) expect(address).to.have.lengthOf(index + 3);
    expect(canonicalEmail(lengths.at(-1)!, (domain) => domain)).to.include({ ok: true });
    const addresses = lengths.map((address) => sealing.sealAddress({ email: address }) ?? '');
    expect(new Set(addresses.map((sealed) => sealed.length)).size).to.equal(1);
    expect(new Set(addresses).size).to.equal(lengths.length);
    expect(await openSealedAddress(addresses.at(-1)!, key)).to.deep.equal({ email: lengths.at(-1) });
    const inFrench = { email: lengths.at(-1)!, language: 'fr' };
    const sealedInFrench = sealing.sealAddress(inFrench)!;
    expect(sealedInFrench).to.have.lengthOf(addresses[0]!.length);
    expect(await openSealedAddress(sealedInFrench, key)).to.deep.equal(inFrench);

    const mails = [mail('a@b.example'), mail(lengths.at(-1)!, 30), { ...mail(''), to: null }];
    const sealed = mails.map((mail) => sealing.sealMail(mail) ?? '');
    expect(new Set(sealed.map(({ length }) => length)).size).to.equal(1);
    for (const [index, mail] of sealed.entries()) {
      expect(await openSealedMail(mail, key)).to.deep.equal(mails[index]);
    }
    expect(() => sealing.sealMail(mail('a@b.example', 80))).to.throw(RangeError);
  });

  it('does not open with another key, after a change, or as another kind', async () => {
    const { sealing, key } = keys();
    const sealed = sealing.sealAddress({ email: 'ada@example.com' })!;
    const broken = Array.from(sealed);
    broken[200] = broken[200] === 'A' ? 'B' : 'A';
    const attempts = await Promise.allSettled([
      openSealedAddress(sealed, keys().key),
      openSealedAddress(broken.join(''), key),
      openSealedMail(sealed, key),
      openSealedAddress(sealing.sealMail(mail('a@b.example'))!, key),
    ]);
    expect(attempts.map(({ status }) => status)).to.deep.equal(Array(4).fill('rejected'));
  });

  it(`of ${ADDRESSES} addresses the server opens none with any key of its own, the mailer all`, async () => {
    const test = await openTestWorld();
    try {
      const path = join(test.folder, 'mailer.key');
      prepareMailKey(test.config.keysFolder, path);
      const sealing = openSealing(test.config.keysFolder);
      const addresses = Array.from({ length: ADDRESSES }, (_one, i) => `ada${i}@example.com`);
      const sealed = addresses.map((address) => sealing.sealAddress({ email: address }) ?? '');
      const reachable = keysIn(test.config.dataFolder);
      expect(reachable.length).to.be.greaterThan(4);
      for (const address of sealed) {
        for (const key of reachable)
          expect(
            await compactDecrypt(address, key).then(
              () => true,
              () => false,
            ),
          ).to.equal(false);
      }
      const key = readPrivateMailKey(path);
      const opened = await Promise.all(sealed.map((address) => openSealedAddress(address, key)));
      expect(opened.map(({ email }) => email)).to.deep.equal(addresses);
    } finally {
      await test.end();
    }
  });
});

describe('the key of the mailer', () => {
  it('is created once, private, and only its public half is given to the server', () => {
    const [folder, path] = [scratchFolder(), join(scratchFolder(), 'mailer.key')];
    expect(prepareMailKey(folder, path)).to.deep.equal([path, join(folder, 'mailer.json')]);
    expect(prepareMailKey(folder, path)).to.deep.equal([]);
    expect(statSync(path).mode & 0o777).to.equal(0o600);
    expect(JSON.parse(readFileSync(join(folder, 'mailer.json'), 'utf8'))).not.to.have.property('d');
    const other = scratchFolder();
    expect(prepareMailKey(other, path), 'for a second server').to.deep.equal([join(other, 'mailer.json')]);
    expect(readMailKey(other)?.kid).to.equal(readMailKey(folder)?.kid);
  });

  it('is refused if the server has another one, or the file is damaged', () => {
    const { folder, path } = keys();
    expect(() => prepareMailKey(folder, join(scratchFolder(), 'other.key'))).to.throw(
      KeyFault,
      'is not the public half of',
    );
    expect(() => readPrivateMailKey(join(scratchFolder(), 'none'))).to.throw(KeyFault, 'not in');
    expect(() => readPrivateMailKey(join(folder, 'mailer.json'))).to.throw(KeyFault, 'no private key');
    writeFileSync(path, '{}');
    expect(() => readPrivateMailKey(path)).to.throw(KeyFault, 'not a key of a mailer');
    expect(openSealing(scratchFolder()).sealAddress({ email: 'ada@example.com' })).to.equal(undefined);
  });
});

/** Every 32 bytes in a file of the folder that could be a key, in each form that a key could have. */
function keysIn(folder: string): KeyObject[] {
  const texts = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)).toString('latin1'));
  const words = texts.flatMap(
    (text) => text.match(/(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/g) ?? [],
  );
  const found = [
    ...new Set([...words, ...texts.flatMap((text) => text.match(/(?<=qk[si]_)[A-Za-z0-9_-]{43}/g) ?? [])]),
  ];
  return found.flatMap((word) => {
    const secret = Buffer.from(word, 'base64url');
    const header = Buffer.from('302e020100300506032b656e04220420', 'hex');
    const der = Buffer.concat([header, secret]);
    return [createSecretKey(secret), createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })];
  });
}
