/**
 * The log writes what its list allows and nothing else, whatever it is given.
 */

import { expect } from 'chai';
import { allowedFields } from '../../../server/config/log.ts';
import type { RequestLine } from '../../../server/web/request-log.ts';

describe('the log', () => {
  it('keeps the fields of its list and drops all others', () => {
    const line = {
      method: 'POST',
      route: '/v1/activations',
      status: 200,
      ms: 1.5,
      email: 'ada@example.com',
      ip: '1.2.3.4',
    };
    expect(allowedFields(line)).to.deep.equal({
      method: 'POST',
      route: '/v1/activations',
      status: 200,
      ms: 1.5,
    });
  });
  it('keeps every field of the line of a request', () => {
    const line: Required<RequestLine> = {
      event: 'request',
      method: 'POST',
      route: '/v1/activations',
      status: 503,
      code: 'server_unavailable',
      cause: '57P01',
      ms: 1.5,
      requestId: 'f42Ql03A9nN_zj8G',
      error: 'EACCES',
      file: '/srv/quietkey/keys',
      stack: '    at somewhere',
    };
    expect(allowedFields(line)).to.deep.equal(line);
  });
  it('keeps no objects, and cuts long text', () => {
    const line = { event: 'x'.repeat(1_000_000), error: { message: 'ada@example.com' }, code: undefined };
    expect(allowedFields(line)).to.deep.equal({ event: 'x'.repeat(300) });
  });
  it('takes nothing from a prototype', () => {
    expect(allowedFields(Object.create({ event: 'inherited' }) as object)).to.deep.equal({});
  });
});
