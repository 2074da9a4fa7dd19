/**
 * What the log says of an error: its code and its file, and never a value.
 */

import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { once } from 'node:events';
import { settled, thrown } from '../../../../db/store/outcome.ts';
import { faultFields, fileFaultOf } from '../../../../server/domain/kernel/fault-fields.ts';
import { Refusal } from '../../../../server/domain/kernel/refusal.ts';
import { KeyFault } from '../../../../server/crypto/key-fault.ts';

const coded = (code: unknown, more: object = {}): Error => Object.assign(new Error('x'), { code, ...more });

function caught(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

const CASES: readonly (readonly [what: string, error: unknown, error: string, file?: string])[] = [
  ['a missing file', caught(() => readFileSync('/nowhere/a')), 'ENOENT', '/nowhere/a'],
  ['a folder in place of a file', caught(() => readFileSync('/')), 'EISDIR'],
  [
    'a file without rights',
    coded('EACCES', { syscall: 'open', path: '/data/secret' }),
    'EACCES',
    '/data/secret',
  ],
  ['a disk that is full', coded('ENOSPC', { syscall: 'write' }), 'ENOSPC'],
  ['a fault of SQLite', coded('SQLITE_CORRUPT_VTAB'), 'SQLITE_CORRUPT_VTAB'],
  ['a fault of PostgreSQL', coded('40001'), '40001'],
  ['a fault of Node', coded('ERR_DLOPEN_FAILED'), 'ERR_DLOPEN_FAILED'],
  ['a refusal', new Refusal({ code: 'busy' }), 'busy'],
  ['a request that failed', new TypeError('fetch failed', { cause: coded('ECONNREFUSED') }), 'ECONNREFUSED'],
  ['a time limit', new DOMException('x', 'TimeoutError'), 'TimeoutError'],
  ['a bug', new RangeError('ada@example.com'), 'RangeError'],
  ['a fault of a key', new KeyFault('x', 'y'), 'KeyFault'],
  ['a code that is no code', coded('ada@example.com'), 'Error'],
  ['a number as a code', coded(7), 'Error'],
  ['a text', 'ada@example.com', 'unknown'],
  ['nothing', undefined, 'unknown'],
  ['null', null, 'unknown'],
];

describe('the log fields of an error', () => {
  for (const [what, error, code, file] of CASES) {
    it(`${what}: ${code}`, () => {
      expect(faultFields(error)).to.deep.equal(file === undefined ? { error: code } : { error: code, file });
    });
    it(`${what}: the same after it has crossed a thread`, () => {
      const outcome = JSON.parse(JSON.stringify(thrown(error, 'an operation', ''))) as ReturnType<
        typeof thrown
      >;
      const { error: name, file: path } = faultFields(caught(() => settled(outcome)));
      expect([name, path]).to.deep.equal([code, file]);
    });
  }

  it('a connection that is refused has a code and no file', async () => {
    const socket = connect(1, '127.0.0.1');
    const [error] = (await once(socket, 'error').catch((fault: unknown) => [fault])) as [unknown];
    expect(faultFields(error)).to.deep.equal({ error: 'ECONNREFUSED' });
    expect(fileFaultOf(error)).to.equal(undefined);
  });
});
