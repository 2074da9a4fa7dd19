/**
 * The content of leases: thousands of leases from the real operations and the real signer are searched for all input
 * about a person, a machine and a network, as text and as bytes, in every common encoding. The names of all claims are
 * frozen.
 */

import { expect } from 'chai';
import { randomInt } from 'node:crypto';
import { hostname } from 'node:os';
import { acceptKeySet } from '../../client-sdk/typescript/lease/accept-key-set.ts';
import { issuerOfRoot, readRootKey, type Trust } from '../../client-sdk/typescript/lease/key-set.ts';
import { adapterTags } from '../../client-sdk/typescript/machine/device-tags.ts';
import { deriveTagKey } from '../../client-sdk/typescript/machine/tag-key.ts';
import { readLease } from '../../client-sdk/typescript/lease/lease.ts';
import { readLicenseKey } from '../../client-sdk/typescript/contract/license-key.ts';
import type { ActivateAnswer } from '../../client-sdk/typescript/contract/wire.ts';
import type { TokenTable } from '../support/make-token-vectors.ts';
import { proven, random22 } from '../support/machine.ts';
import { rounds } from '../support/rounds.ts';
import { readVectors } from '../support/vectors.ts';
import { openTestWorld, type TestWorld } from '../support/world.ts';
import { operations } from '../../server/domain/operations.ts';

const LEASES = 10_000;
const LEASES_PER_LICENSE = 20;
const { claimNames } = readVectors<TokenTable>('tokens');

/** Facts about one activation that must not be in its lease. */
interface Known {
  texts: string[];
  bytes: Buffer[];
}

/** A text as it may occur in a token: in any letter case, in hex, and in base64 at any byte offset. */
function spellings(text: string): string[] {
  const raw = Buffer.from(text);
  const base64 = [0, 1, 2].map((shift) => {
    const spelt = Buffer.concat([Buffer.alloc(shift), raw]).toString('base64url');
    // The first characters and the last one also contain bits of their neighbours.
    return spelt.slice(shift === 0 ? 0 : shift + 1, -1);
  });
  return [text.toLowerCase(), raw.toString('hex'), ...base64.map((text64) => text64.toLowerCase())];
}

/** The content of a token: its text, its three parts decoded, and the bytes of each tag. */
function contentOf(token: string): { text: string; bytes: Buffer[] } {
  const parts = token.split('.').map((part) => Buffer.from(part, 'base64url'));
  const { tags } = JSON.parse(parts[1]!.toString()) as { tags: string[] };
  const bytes = [...parts, ...tags.map((tag) => Buffer.from(tag, 'base64url'))];
  return { text: [token, ...bytes.map((part) => part.toString('latin1'))].join('\n').toLowerCase(), bytes };
}

function traces(token: string, known: Known): string[] {
  const { text, bytes } = contentOf(token);
  return [
    ...known.texts.filter((fact) => spellings(fact).some((spelling) => text.includes(spelling))),
    ...known.bytes
      .filter((fact) => bytes.some((part) => part.includes(fact)))
      .map((fact) => fact.toString('hex')),
  ];
}

const randomMac = (): string =>
  ['a4', '5e', '60', ...Array.from({ length: 3 }, () => randomInt(256).toString(16).padStart(2, '0'))].join(
    ':',
  );

describe('the content of a lease', function () {
  let world: TestWorld;
  before(async () => {
    world = await openTestWorld();
    await world.run(operations.licensing.addProduct, {
      product: 'sonar',
      name: 'Sonar',
      terms: { seats: 1000, entitlements: ['pro', 'cloud:365'] },
    });
  });
  after(() => world.end());

  interface Buyer {
    email: string;
    licenseKey: string;
    known: Known;
  }
  async function buyer(index: number): Promise<Buyer> {
    const email = `ada.lovelace.${index}@analytical-engine.example`;
    const { licenseKey } = await world.run(operations.licensing.issueLicense, { product: 'sonar', email });
    const read = readLicenseKey(licenseKey);
    if (!read.ok) throw new Error(read.fault);
    const halves = [read.canonical.slice(0, 15), read.canonical.slice(15)];
    const texts = [email, email.split('@')[0]!, 'analytical-engine', licenseKey, read.canonical, ...halves];
    return { email, licenseKey, known: { texts, bytes: [deriveTagKey(read.canonical)] } };
  }

  /** A lease of a new machine, or of its renewal, and the facts that were known when it was made. */
  async function lease(
    index: number,
    { licenseKey, known }: Buyer,
  ): Promise<{ token: string; known: Known }> {
    const read = readLicenseKey(licenseKey);
    if (!read.ok) throw new Error(read.fault);
    const macs = [randomMac(), randomMac()];
    const tags = adapterTags(
      deriveTagKey(read.canonical),
      macs.map((mac) => ({ name: 'eth0', mac, class: 'own' })),
    );
    const username = `countess-${index}`;
    const network = '203.0.113.0/24';
    const asked = { product: 'sonar', licenseKey, username, tags, nonce: random22(), network };
    let answer: ActivateAnswer = await world.run(operations.activation.activate, asked);
    if (index % 2 === 1)
      answer = (await world.run(
        operations.activation.renewLease,
        proven('renew', answer, tags),
      )) as ActivateAnswer;
    const plain = macs.map((mac) => mac.replaceAll(':', ''));
    return {
      token: answer.lease,
      known: {
        texts: [
          ...known.texts,
          username,
          '203.0.113',
          ...macs,
          ...macs.map((mac) => mac.replaceAll(':', '-')),
          ...plain,
          ...ownHost(),
        ],
        bytes: [
          ...known.bytes,
          ...plain.map((mac) => Buffer.from(mac, 'hex')),
          Buffer.from(answer.secret, 'base64url'),
        ],
      },
    };
  }

  it(`reveals nothing about person, machine or network, in ${rounds(LEASES)} leases`, async () => {
    const { rootKey } = world.world;
    const root = readRootKey(rootKey)!;
    const trust: Trust = { root, issuer: issuerOfRoot(root), product: 'sonar', minimumKeySetVersion: 0 };
    const accepted = acceptKeySet(world.world.keySet(), trust, undefined);
    if (!accepted.ok) throw new Error(accepted.fault);
    for (let index = 0; index < rounds(LEASES); index += LEASES_PER_LICENSE) {
      const customer = await buyer(index);
      const made = Array.from({ length: LEASES_PER_LICENSE }, (_, more) => lease(index + more, customer));
      for (const { token, known } of await Promise.all(made)) {
        expect(traces(token, known), token).to.deep.equal([]);
        expect(readLease(token, accepted.keySet, trust).ok, token).to.equal(true);
        const [header, payload] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
        expect(Object.keys(JSON.parse(header!) as object)).to.deep.equal(['alg', 'typ', 'kid']);
        expect(Object.keys(JSON.parse(payload!) as object)).to.deep.equal(claimNames.lease);
      }
    }
  });

  it('is found if it is planted in a lease', async () => {
    const { token, known } = await lease(1, await buyer(1));
    const [header = '', payload = '', signature = ''] = token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as {
      sub: string;
      tags: string[];
    };
    const planted = (changes: object): string[] => {
      const bent = Buffer.from(JSON.stringify({ ...claims, ...changes })).toString('base64url');
      return traces(`${header}.${bent}.${signature}`, known);
    };
    for (const text of known.texts) {
      for (const spelling of [text, text.toUpperCase(), Buffer.from(text).toString('hex')]) {
        expect(planted({ sub: `x${spelling}x` }), spelling).to.include(text);
      }
      for (const before of ['', 'x', 'xx']) {
        expect(planted({ sub: Buffer.from(`${before}${text}yyy`).toString('base64url') }), text).to.include(
          text,
        );
      }
    }
    for (const bytes of known.bytes) {
      const tag = Buffer.concat([Buffer.alloc(5, 7), bytes, Buffer.alloc(5, 7)]).toString('base64url');
      expect(planted({ tags: [tag] }), 'bytes in a tag').to.include(bytes.toString('hex'));
    }
  });

  it('has exactly these claims, and so have a statement and a key set', async () => {
    expect(claimNames).to.deep.equal({
      lease: ['iss', 'aud', 'sub', 'jti', 'iat', 'nbf', 'exp', 'tags', 'entitlements', 'entitlement_ends', 'license_end', 'updates_until', 'refresh_after', 'grace', 'machine_days', 'key_set'], // prettier-ignore
      statement: ['iss', 'aud', 'license', 'activation', 'sequence', 'kind', 'effective', 'notice'],
      keySet: ['iss', 'version', 'issued', 'expires', 'keys'],
    });
    const customer = await buyer(2);
    const asked = {
      product: 'sonar',
      licenseKey: customer.licenseKey,
      tags: [random22()],
      nonce: random22(),
      network: null,
    };
    const activated = await world.run(operations.activation.activate, asked);
    const ended = await world.run(
      operations.activation.releaseLease,
      proven('release', activated, asked.tags),
    );
    const statement = 'statement' in ended ? ended.statement : '';
    expect([...namesIn(statement), 'notice'], 'a release has no notice').to.deep.equal(claimNames.statement);
    expect(traces(activated.lease, customer.known)).to.deep.equal([]);
    expect(namesIn(activated.keySet)).to.deep.equal(claimNames.keySet);
  });
});

const namesIn = (token: string): string[] =>
  Object.keys(JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as object);

/** A host name of a few letters may occur in a token by chance. */
const ownHost = (): string[] => (hostname().length >= 8 ? [hostname()] : []);
