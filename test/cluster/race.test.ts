import { expect } from 'chai';
import { createLocalJWKSet, decodeJwt, jwtVerify, type JWK } from 'jose';
import type { ActivateRequest, KeySetClaims } from '../../client-sdk/typescript/contract/wire.ts';
import { random22 } from '../support/machine.ts';
import type { RaceAnswer } from '../support/race-client.ts';
import { openRaceClients, type RaceClients } from '../support/race-clients.ts';
import { rounds } from '../support/rounds.ts';
import { startTestServer, type TestServer } from '../support/world.ts';
import { operations } from '../../server/domain/operations.ts';

const MACHINES = 200;
const PROCESSES = 4;
const SEATS = 5;

describe('a race for seats, over HTTP, from several processes', function () {
  let server: TestServer;
  let clients: RaceClients;
  before(async () => {
    clients = openRaceClients(PROCESSES);
    server = await startTestServer();
    await server.run(operations.licensing.addProduct, {
      product: 'sonar',
      name: 'Sonar',
      terms: { seats: SEATS },
    });
  });
  after(async () => {
    await clients.end();
    await server.end();
  });

  function race(requests: ActivateRequest[]): Promise<RaceAnswer[]> {
    const share = requests.length / PROCESSES;
    return clients.race(
      Array.from({ length: PROCESSES }, (_, index) => ({
        url: server.running().url,
        requests: requests.slice(index * share, (index + 1) * share),
      })),
    );
  }

  async function newLicense() {
    return server.run(operations.licensing.issueLicense, { product: 'sonar', email: 'ada@example.com' });
  }

  async function verify(lease: string): Promise<string> {
    const { keys } = decodeJwt<KeySetClaims>(server.running().world.keySet());
    const jwks = keys.map(({ kid, x }): JWK => ({ kty: 'OKP', crv: 'Ed25519', kid, x, alg: 'EdDSA' }));
    const currentDate = new Date(server.clock.now() * 1000);
    const { payload } = await jwtVerify(lease, createLocalJWKSet({ keys: jwks }), {
      audience: 'sonar',
      currentDate,
    });
    return payload.jti ?? '';
  }

  async function counted(license: string): Promise<{ used: number; rows: number }> {
    const { used } = await server.run(operations.licensing.showLicense, { license });
    const rows = (await server.run(operations.activation.listActivations, { license })).items;
    return { used, rows: rows.filter(({ status }) => status === 'active').length };
  }

  for (let round = 1; round <= rounds(20); round += 1) {
    it(`${MACHINES} machines and ${SEATS} seats: exactly ${SEATS} are granted (round ${round})`, async () => {
      const { license, licenseKey } = await newLicense();
      const answers = await race(
        Array.from({ length: MACHINES }, () => ({
          product: 'sonar',
          licenseKey,
          tags: [random22(), random22()],
          nonce: random22(),
        })),
      );
      const granted = answers.filter(({ status }) => status === 200);
      expect(granted).to.have.length(SEATS);
      expect(answers.filter(({ code }) => code === 'seats_taken')).to.have.length(MACHINES - SEATS);
      expect(new Set(granted.map(({ activation }) => activation)).size).to.equal(SEATS);
      expect(await counted(license.license)).to.deep.equal({ used: SEATS, rows: SEATS });
    });

    it(`${MACHINES} times the same machine: one seat, a valid lease for each (round ${round})`, async () => {
      const { license, licenseKey } = await newLicense();
      const tags = [random22(), random22(), random22()];
      const answers = await race(
        Array.from({ length: MACHINES }, () => ({ product: 'sonar', licenseKey, tags, nonce: random22() })),
      );
      expect(new Set(answers.map(({ activation }) => activation)).size).to.equal(1);
      const sequences = await Promise.all(answers.map(({ lease }) => verify(lease ?? '')));
      expect(new Set(sequences).size).to.equal(MACHINES);
      expect(await counted(license.license)).to.deep.equal({ used: 1, rows: 1 });
    });
  }
});
