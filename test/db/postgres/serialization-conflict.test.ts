/**
 * A database that refuses two of three transactions with a serialization failure (40001), at a statement or at COMMIT:
 * every request succeeds, each lease is signed once, and no seat is counted twice.
 */

import { expect } from 'chai';
import { openPostgresStore } from '../../../db/postgres/store.ts';
import { CATALOGUE } from '../../../db/store/catalogue.ts';
import type { Catalogue, NamedOperation } from '../../../server/domain/kernel/named-operation.ts';
import type { ActivateAnswer } from '../../../client-sdk/typescript/contract/wire.ts';
import { addDays, DAY_SECONDS, dayOf, addSeconds } from '../../../server/domain/kernel/day.ts';
import { operations, type Store } from '../../../server/domain/operations.ts';
import type { Call } from '../../../server/domain/kernel/ports.ts';
import { proven, random22 } from '../../support/machine.ts';
import { patiently } from '../../support/patiently.ts';
import { portsOf } from '../../support/ports.ts';
import { ownDatabase, type TestDatabase } from '../../support/postgres.ts';
import { openTestWorld, type TestWorld } from '../../support/world.ts';

const MACHINES = 12;
const SEATS = 8;
const DATES = { create: 0, renew: 10, release: 11 };

const TRIGGERS = {
  'a statement':
    'CREATE TRIGGER unruly BEFORE INSERT OR UPDATE ON activations FOR EACH ROW EXECUTE FUNCTION unruly()',
  COMMIT: `CREATE CONSTRAINT TRIGGER unruly AFTER INSERT OR UPDATE ON activations
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION unruly()`,
};

for (const [place, trigger] of Object.entries(TRIGGERS)) {
  describe(`two of three transactions refused at ${place}`, () => {
    let folder: TestWorld;
    let database: TestDatabase;
    let store: Store;
    let concluded = 0;
    let begun = 0;

    before(async () => {
      folder = await openTestWorld();
      database = await ownDatabase();
      await database.query(`
        CREATE SEQUENCE turns;
        CREATE FUNCTION unruly() RETURNS trigger LANGUAGE plpgsql AS '
          BEGIN
            IF nextval(''turns'') % 3 <> 0 THEN RAISE EXCEPTION ''unruly'' USING ERRCODE = ''40001''; END IF;
            RETURN NEW;
          END';
        ${trigger}`);
      const today = dayOf(folder.clock.now());
      const ports = portsOf(folder.config);
      store = await openPostgresStore({ url: database.url, today, ...ports, operations: counted(CATALOGUE) });
    });

    after(async () => {
      await store.close();
      await database.end();
      await folder.end();
    });

    function counted(catalogue: Catalogue): Catalogue {
      const entries = Object.entries(catalogue).map(([name, entry]): [string, NamedOperation] => [
        name,
        {
          ...entry,
          operate: (input, call, vault) => {
            begun += 1;
            return entry.operate(input, call, vault);
          },
          conclude: (answer, signer, vault) => {
            concluded += 1;
            return entry.conclude(answer, signer, vault);
          },
        },
      ]);
      return Object.fromEntries(entries);
    }

    const on = (day: number): Call => ({
      now: addSeconds(folder.clock.now(), day * DAY_SECONDS),
      confirmedDay: addDays(dayOf(folder.clock.now()), day),
      id: random22(),
      random: random22() + random22(),
      salt: random22(),
      actor: 'client',
      purpose: 'support',
    });

    it('every request succeeds, and work outside of the transaction is done once', async () => {
      await store.run(
        operations.licensing.addProduct,
        { product: 'sonar', name: 'Sonar', terms: { seats: SEATS } },
        on(0),
      );
      const issue = { product: 'sonar', email: 'ada@example.com' };
      const { license, licenseKey } = await store.run(operations.licensing.issueLicense, issue, on(0));
      const machines = Array.from({ length: MACHINES }, () => [random22(), random22()]);
      const activations = machines.map((tags) => {
        const request = { product: 'sonar', licenseKey, tags, nonce: random22(), network: null };
        return patiently(() => store.run(operations.activation.activate, request, on(DATES.create))).catch(
          String,
        );
      });
      const answers = await Promise.all(activations);
      const granted = answers.flatMap((answer, i) =>
        typeof answer === 'string' ? [] : [{ answer, tags: machines[i]! }],
      );
      expect(granted).to.have.lengthOf(SEATS);
      expect(new Set(answers.filter((answer) => typeof answer === 'string'))).to.deep.equal(
        new Set(['Refusal: All seats of this license are taken.']),
      );

      const renewed = await Promise.all(
        granted.map(({ answer, tags }) =>
          patiently(() =>
            store.run(operations.activation.renewLease, proven('renew', answer, tags), on(DATES.renew)),
          ),
        ),
      );
      const released = await Promise.all(
        granted.map(({ tags }, i) =>
          patiently(() =>
            store.run(
              operations.activation.releaseLease,
              proven('release', renewed[i] as ActivateAnswer, tags),
              on(DATES.release),
            ),
          ),
        ),
      );
      expect(released.filter((answer) => 'statement' in answer)).to.have.lengthOf(SEATS);
      expect(
        (await store.run(operations.licensing.showLicense, { license: license.license }, on(DATES.release)))
          .used,
      ).to.equal(0);
      expect(concluded, 'product, license, activations, renewals, releases, look').to.equal(3 + 3 * SEATS);
      expect(begun).to.be.greaterThan(3 + MACHINES + 2 * SEATS + SEATS);
    });
  });
}
