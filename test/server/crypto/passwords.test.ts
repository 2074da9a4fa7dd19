import { expect } from 'chai';
import { openPasswords } from '../../../server/crypto/passwords.ts';

describe('the hash of a password', () => {
  it('is argon2id over 19 MiB in two passes, where no cost is given, and fits its password alone', async () => {
    const passwords = openPasswords();
    const encoded = await passwords.hash('correct horse battery staple');
    expect(encoded).to.match(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(await passwords.verify(() => Promise.resolve(encoded), 'correct horse battery staple')).to.equal(
      true,
    );
    expect(await passwords.verify(() => Promise.resolve(encoded), 'correct horse battery stable')).to.equal(
      false,
    );
    expect(await passwords.verify(() => Promise.resolve(undefined), 'correct horse battery staple')).to.equal(
      false,
    );
  });
});
