// A real server with a product, a license, an activation, and a token with every scope. Also a valid path and body for
// each row of the route table.

import { formatOfflineRequest, writeOfflineText } from '../../../client-sdk/typescript/contract/offline.ts';
import type { IssueAnswer } from '../../../client-sdk/typescript/contract/license-view.ts';
import type { ActivateAnswer } from '../../../client-sdk/typescript/contract/wire.ts';
import { SCOPES, type Scope } from '../../../server/domain/operator/operator.ts';
import type { OperationRoute, Route } from '../../../server/http/route.ts';
import { ROUTES } from '../../../server/http/routes.ts';
import { proven, random22 } from '../../support/machine.ts';
import { startTestServer, type TestServer } from '../../support/world.ts';
import { askAt, type Ask } from './asking.ts';
import { operations } from '../../../server/domain/operations.ts';
import { makeKeyPair } from '../../../client-sdk/typescript/primitives/key-pair.ts';

export const EMAIL = 'ada@example.com';
const TAGS = [random22()];

/** Sells a license and activates a machine with it. */
export async function sell({ run }: Pick<TestServer, 'run'>): Promise<Sold> {
  await run(operations.licensing.addProduct, {
    product: 'sonar',
    name: 'Sonar',
    prefix: 'SONAR',
    terms: { seats: 3 },
  });
  const issued = await run(operations.licensing.issueLicense, { product: 'sonar', email: EMAIL });
  const { licenseKey } = issued;
  const machine = { tags: TAGS, nonce: random22(), network: null };
  return {
    issued,
    activated: await run(operations.activation.activate, { product: 'sonar', licenseKey, ...machine }),
  };
}

/** A license, and a machine that was activated with it. */
export interface Sold {
  issued: IssueAnswer;
  activated: ActivateAnswer;
}

export interface Shop extends Sold {
  server: TestServer;
  ask: Ask;
  port: number;
  /** A token with every scope. */
  token: string;
  tokenFor(...scopes: Scope[]): Promise<string>;
  end(): Promise<void>;
}

export async function openShop(settings: Record<string, string> = {}): Promise<Shop> {
  const server = await startTestServer(settings, undefined, undefined, { threads: 'in-thread' });
  const { url } = server.running();
  const sold = await sell(server);
  const tokenFor = async (...scopes: Scope[]): Promise<string> =>
    (await server.run(operations.operator.createOperatorToken, { name: 'test', scopes, purpose: 'order' }))
      .token;
  const { ask, end } = askAt(url);
  return {
    server,
    ask,
    port: Number(new URL(url).port),
    ...sold,
    token: await tokenFor(...SCOPES),
    tokenFor,
    end: async () => {
      end();
      await server.end();
    },
  };
}

/** The path of a row, with ids that exist unless others are given. */
export function addressOf(
  { path }: Pick<Route, 'path'>,
  shop: Sold,
  parts: Record<string, string> = {},
): string {
  const known: Record<string, string> = {
    product: 'sonar',
    license: shop.issued.license.license,
    activation: shop.activated.activation,
    mail: random22(),
    ...parts,
  };
  return path.replaceAll(/:(\w+)/g, (_all, name: string) => known[name] ?? '');
}

/** The rows that read a body. */
export const BODY_ROUTES = ROUTES.filter(
  (row): row is OperationRoute => 'operation' in row && row.body !== undefined,
);

/** The text of a request file of an activation. */
function requestFile(licenseKey: string): string {
  const key = makeKeyPair('x25519').publicKey.export({ format: 'jwk' }).x ?? '';
  const body = { product: 'sonar', licenseKey, tags: TAGS, nonce: random22() };
  return writeOfflineText('request', formatOfflineRequest({ call: 'activate', key, body }));
}

/** A valid body for the row. */
export function bodyFor({ operation }: OperationRoute, { issued, activated }: Sold): Record<string, unknown> {
  const shown = (verb: 'renew' | 'release') => {
    const { activation: _activation, network: _network, ...body } = proven(verb, activated, TAGS);
    return body;
  };
  const bodies: Readonly<Record<string, () => Record<string, unknown>>> = {
    activate: () => ({ product: 'sonar', licenseKey: issued.licenseKey, tags: TAGS, nonce: random22() }),
    answerOffline: () => ({ request: requestFile(issued.licenseKey) }),
    beginSignIn: () => ({ product: 'sonar' }),
    startTrial: () => ({ product: 'sonar', trialTags: TAGS, tags: TAGS, identity: 'adapters' }),
    activateSignedIn: () => ({
      product: 'sonar',
      deviceCode: `${random22()}.${'A'.repeat(43)}`,
      tags: TAGS,
      nonce: random22(),
    }),
    renewLease: () => shown('renew'),
    releaseLease: () => shown('release'),
    addProduct: () => ({ product: `p-${random22().toLowerCase().replaceAll('_', 'x')}x`, name: 'Another' }),
    changeProduct: () => ({ name: 'Sonar 2' }),
    issueLicense: () => ({ product: 'sonar', email: EMAIL }),
    findLicenses: () => ({ email: EMAIL }),
    renewLicense: () => ({ endsOn: '2031-12-31' }),
    suspendLicense: () => ({ reason: 'payment open' }),
    revokeLicense: () => ({}),
    setSeats: () => ({ seats: 3 }),
    setEntitlements: () => ({ entitlements: ['pro', 'cloud:2031-12-31'] }),
    failMail: () => ({ answer: 'EENVELOPE 550 5.7.1', final: false }),
    correctLicense: () => ({ seats: 3, reason: 'the shop sent another quantity' }),
  };
  const body = bodies[operation.name];
  if (body === undefined) throw new Error(`no body is known for ${operation.name}`);
  return body();
}
