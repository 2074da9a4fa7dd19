/** `GET /audit/head`: anybody gets the signed head, and it verifies with the receipt key alone. */

import { expect } from 'chai';
import { readAuditHead, receiptKeyText } from '../../../server/crypto/receipt.ts';
import { operations } from '../../../server/domain/operations.ts';
import { startTestServer, type TestServer } from '../../support/world.ts';

describe('GET /audit/head', () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer();
  });
  after(() => server.end());

  const head = async () => {
    const answer = await fetch(`${server.running().url}/audit/head`);
    expect(answer.status).to.equal(200);
    return (await answer.json()) as { leaves: number; head: string; token: string };
  };

  it('is the head of an empty chain at first, and moves with an operator’s action only', async () => {
    expect(await head()).to.include({ leaves: 0, head: '' });
    await server.run(operations.licensing.addProduct, { product: 'sonar', name: 'Sonar', terms: {} });
    await server.run(operations.licensing.issueLicense, { product: 'sonar', email: 'ada@example.com' });
    const { token, ...state } = await head();
    expect(state.leaves).to.equal(1);
    const key = receiptKeyText(server.config.keysFolder) ?? '';
    const { iat, ...signed } = readAuditHead(token, key)!;
    expect(signed).to.deep.equal(state);
    expect(iat % 86_400).to.equal(0);
    expect((await head()).token, 'the same bytes again').to.equal(token);
    const [header, claims, signature] = token.split('.');
    const other = Buffer.from(JSON.stringify({ iss: 'x', iat, leaves: 2, head: 'y' })).toString('base64url');
    expect(claims).not.to.equal(other);
    expect(readAuditHead([header, other, signature].join('.'), key)).to.equal(undefined);
  });
});
