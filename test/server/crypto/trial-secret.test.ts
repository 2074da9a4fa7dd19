/** The secret of trials: made by the first digest, private, the same for every process, and never replaced by a new one. */

import { expect } from 'chai';
import { chmodSync, existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasTrialSecret, openTrialSecret } from '../../../server/crypto/trial-secret.ts';
import { scratchFolder } from './scratch.ts';

describe('the secret of trials', () => {
  let path: string;
  beforeEach(() => {
    path = join(scratchFolder(), 'trial-secret');
  });
  const digestIn = (file: string): string => openTrialSecret(file).digest('tag', ['sonar', 'a']);

  it('is made by the first digest, in a private file of 32 bytes', () => {
    const secret = openTrialSecret(path);
    expect([existsSync(path), hasTrialSecret(path)]).to.deep.equal([false, false]);
    expect(secret.digest('tag', ['sonar', 'a'])).to.match(/^[\w-]{22}$/);
    expect(statSync(path)).to.include({ size: 32 });
    expect(statSync(path).mode & 0o777).to.equal(0o600);
    expect(hasTrialSecret(path)).to.equal(true);
  });

  it('is the same for another process, and another one in another file', () => {
    const digest = digestIn(path);
    expect(digestIn(path)).to.equal(digest);
    expect(digestIn(`${path}-2`)).to.not.equal(digest);
    symlinkSync(path, `${path}-link`);
    expect(digestIn(`${path}-link`), 'as orchestrators mount it').to.equal(digest);
  });

  it('gives other digests for another purpose, product or tag', () => {
    const secret = openTrialSecret(path);
    const digests = [
      secret.digest('tag', ['sonar', 'a']),
      secret.digest('id', ['sonar', 'a']),
      secret.digest('tag', ['radar', 'a']),
      secret.digest('tag', ['sonar', 'b']),
      secret.digest('tag', ['sona', 'ra']),
    ];
    expect(new Set(digests).size).to.equal(digests.length);
  });

  it('is not used from a damaged file or one that others can read, which stays as it is', () => {
    writeFileSync(path, 'short', { mode: 0o600 });
    expect(() => digestIn(path)).to.throw('does not have 32 bytes');
    expect(() => hasTrialSecret(path)).to.throw('does not have 32 bytes');
    expect(readFileSync(path, 'utf8')).to.equal('short');
    writeFileSync(path, Buffer.alloc(32, 7));
    chmodSync(path, 0o644);
    expect(() => digestIn(path)).to.throw(path);
  });
});
