/**
 * The configuration: its defaults, every fault at once with the variable's name and a remedy, and never a secret's
 * value.
 */

import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inspect } from 'node:util';
import { ConfigFault, readConfig, type Environment } from '../../../server/config/config.ts';
import { makeSecretText, Secret } from '../../../server/config/secret.ts';
import { scratchFolder } from '../crypto/scratch.ts';

function faultsOf(env: Environment): ConfigFault {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigFault) return error;
    throw error;
  }
  throw new Error('no fault was found');
}

describe('the configuration', () => {
  it('has defaults for everything', () => {
    expect(readConfig({})).to.deep.equal({
      dataFolder: resolve('quietkey-data'),
      keysFolder: resolve('quietkey-data/keys'),
      database: undefined,
      host: '127.0.0.1',
      port: 8787,
      url: undefined,
      downloads: undefined,
      siteName: 'Quietkey',
      trustedProxies: [],
      logLevel: 'info',
      purpose: undefined,
      mail: {
        way: undefined,
        from: { name: 'Quietkey', address: 'quietkey@localhost.localdomain' },
        keyFile: undefined,
        server: undefined,
      },
      secrets: { lookUp: undefined, issue: undefined },
      secretFiles: { lookUp: undefined, issue: undefined },
      trialSecret: resolve('quietkey-data/trial-secret'),
    });
  });
  it('takes what is set, and counts an empty variable as absent', () => {
    const secret = makeSecretText('lookUp');
    const config = readConfig({
      QUIETKEY_DATA: '/srv/quietkey',
      QUIETKEY_KEYS: '/srv/shared/keys',
      QUIETKEY_HOST: '::1',
      QUIETKEY_PORT: '0',
      QUIETKEY_URL: 'https://licenses.example.com/',
      QUIETKEY_SITE_NAME: ' Fjörd & نرم\u200cافزار <GmbH> ',
      QUIETKEY_TRUSTED_PROXIES: ' 10.0.0.7, 192.0.2.0/24,2001:db8::/32 ',
      QUIETKEY_LOG_LEVEL: 'silent',
      QUIETKEY_PURPOSE: 'order: web shop',
      QUIETKEY_SECRET: secret,
      QUIETKEY_ISSUE_SECRET: '',
      QUIETKEY_TEST_FULL: '1',
      PATH: '/bin',
    });
    expect(config).to.include({ dataFolder: '/srv/quietkey', keysFolder: '/srv/shared/keys' });
    expect(config).to.include({ host: '::1', port: 0, logLevel: 'silent', purpose: 'order: web shop' });
    expect(readConfig({ QUIETKEY_DATA: '/srv/quietkey' }).keysFolder).to.equal('/srv/quietkey/keys');
    expect(config.siteName).to.equal('Fjörd & نرم\u200cافزار <GmbH>');
    expect(config.url).to.equal('https://licenses.example.com');
    expect(config.trustedProxies).to.deep.equal(['10.0.0.7', '192.0.2.0/24', '2001:db8::/32']);
    expect(config.secrets.lookUp?.[0]?.secret.reveal()).to.have.lengthOf(32);
    expect(config.secrets.issue).to.equal(undefined);
  });
  it('takes the address of a PostgreSQL database, and never shows it', () => {
    for (const protocol of ['postgres', 'postgresql']) {
      const text = `${protocol}://quietkey:s3cret@db.example.com:5432/quietkey?sslmode=verify-full`;
      const config = readConfig({ DATABASE_URL: text });
      expect(config.database?.reveal()).to.equal(text);
      expect([inspect(config), JSON.stringify(config), String(config.database)].join(' ')).not.to.contain(
        's3cret',
      );
    }
    for (const text of [
      'postgres://quietkey:a,b@db.example.com/quietkey',
      'postgres://quietkey@db.example.com/a,b',
      'postgres:///quietkey?host=/run/postgresql',
    ]) {
      expect(readConfig({ DATABASE_URL: text }).database?.reveal()).to.equal(text);
    }
    expect(readConfig({ DATABASE_URL: '' }).database).to.equal(undefined);
  });
  it('refuses any other database, and never repeats its address', () => {
    for (const [text, says] of [
      ['mysql://root:s3cret@db/quietkey', /is not the address of a PostgreSQL database/],
      ['s3cret', /is not the address of a PostgreSQL database/],
      ['file:///srv/s3cret.db', /is not the address of a PostgreSQL database/],
      ['postgres://user:s3cret@db.example.com', /names no database/],
      ['postgres:///s3cret', /names no host/],
      ['postgres://user:s3cret%c4@db.example.com/quietkey', /a % that is not written %25/],
      ['postgres://user:s3cret@a.example,b.example/quietkey', /names several hosts/],
      ['postgres://user:s3cret@a.example:5432,b.example:5433/quietkey', /names several hosts/],
      ['postgresql://user:s3cret@/quietkey?host=a.example,b.example', /names several hosts/],
      ['postgres://user:s3cret@a.example/quietkey?sslmode=require&port=5432%2C5433', /names several hosts/],
      [
        'postgres://user:s3cret@a.example/quietkey?target_session_attrs=read-write',
        /has target_session_attrs/,
      ],
      ['postgres://user:s3cret@a.example/quietkey?connect_timeout=1', /has connect_timeout/],
      ['postgres://user:s3cret@a.example/quietkey?durability=none', /has durability=none/],
    ] as const) {
      const { message, faults } = faultsOf({ DATABASE_URL: text });
      expect(faults.map(({ variable }) => variable)).to.deep.equal(['DATABASE_URL']);
      expect(message).to.match(says).and.to.contain('postgres://').and.not.contain('s3cret');
    }
  });
  it('tells all faults at once, each with a remedy', () => {
    const { faults, message } = faultsOf({
      QUIETKEY_PORT: '70000',
      QUIETKEY_URL: 'http://licenses.example.com',
      QUIETKEY_TRUSTED_PROXIES: '10.0.0.0/33, proxy.example',
      QUIETKEY_LOG_LEVEL: 'loud',
      QUIETKEY_PURPOSE: 'curiosity',
      QUIETKEY_SECRET: 'change me',
      QUIETKEY_ISSUE_SECRET: makeSecretText('issue'),
      QUIETKEY_ISSUE_SECRET_FILE: '/nowhere',
      QUIETKEY_PROT: '80',
    });
    expect(faults.map(({ variable }) => variable)).to.deep.equal([
      'QUIETKEY_PORT',
      'QUIETKEY_URL',
      'QUIETKEY_TRUSTED_PROXIES',
      'QUIETKEY_TRUSTED_PROXIES',
      'QUIETKEY_LOG_LEVEL',
      'QUIETKEY_PURPOSE',
      'QUIETKEY_SECRET',
      'QUIETKEY_ISSUE_SECRET',
      'QUIETKEY_PROT',
    ]);
    expect(faults.every(({ remedy }) => remedy.length > 10)).to.equal(true);
    expect(message.split('\n')).to.have.lengthOf(9);
  });

  const proxies: [string, boolean][] = [
    ['10.0.0.7', true],
    ['0.0.0.0/0', true],
    ['10.0.0.0/32', true],
    ['2001:db8::/128', true],
    ['::ffff:10.0.0.0/104', true],
    ['fe80::1%eth0', true],
    ['10.0.0.0/33', false],
    ['2001:db8::/129', false],
    ['10.0.0.0/', false],
    ['10.0.0.0/8/8', false],
    ['10.0.0.0/-8', false],
    ['10.0.0.0/255.0.0.0', false],
    ['010.0.0.0/8', false],
    ['0x0a.0.0.0/8', false],
    ['10.0/16', false],
    ['10', false],
    ['[2001:db8::1]', false],
    ['10.0.0.7:80', false],
    ['proxy.example', false],
  ];
  for (const [proxy, isTaken] of proxies) {
    it(`${isTaken ? 'takes' : 'refuses'} ${proxy} as a trusted proxy`, () => {
      const env = { QUIETKEY_TRUSTED_PROXIES: proxy };
      if (isTaken) expect(readConfig(env).trustedProxies).to.deep.equal([proxy]);
      else expect(faultsOf(env).faults).to.have.lengthOf(1);
    });
  }

  for (const name of ['two\nlines', 'a\u0000', 'a\u2028b', 'a\u202eb', '\u{1f600}'.repeat(61)]) {
    it(`refuses ${JSON.stringify(name).slice(0, 20)} as the name of the portal`, () => {
      const { faults } = faultsOf({ QUIETKEY_SITE_NAME: name });
      expect(faults.map(({ variable }) => variable)).to.deep.equal(['QUIETKEY_SITE_NAME']);
    });
  }

  const urls: [string, boolean][] = [
    ['http://127.0.0.1:8787', true],
    ['http://localhost', true],
    ['http://[::1]:8787', true],
    ['https://a.example', true],
    ['https://a.example/licenses', false],
    ['http://127.0.0.1.example.com', false],
    ['http://localhost.example.com', false],
    ['http://10.0.0.1', false],
    ['ftp://a.example', false],
    ['https://user@a.example', false],
    ['https://a.example?x', false],
    ['a.example', false],
  ];
  for (const [url, isTaken] of urls) {
    it(`${isTaken ? 'takes' : 'refuses'} ${url} as its own address`, () => {
      if (isTaken) expect(readConfig({ QUIETKEY_URL: url }).url).to.equal(url);
      else expect(faultsOf({ QUIETKEY_URL: url }).faults).to.have.lengthOf(1);
    });
  }
});

describe('secrets in the configuration', () => {
  const good = makeSecretText('lookUp');
  const faults: [string, Environment, string][] = [
    ['a short one', { QUIETKEY_SECRET: good.slice(0, -8) }, 'has 35 characters'],
    ['one without its prefix', { QUIETKEY_SECRET: good.slice(4) }, 'begin with "qks_"'],
    ['one instead of the other', { QUIETKEY_ISSUE_SECRET: good }, 'belongs in QUIETKEY_SECRET'],
    ['one that is not base64url', { QUIETKEY_SECRET: `${good.slice(0, -1)}!` }, 'not base64url'],
    ['one of no generation', { QUIETKEY_SECRET: good.replace('qks_', 'qks1_') }, 'begin with "qks_"'],
    [
      'one of too high a generation',
      { QUIETKEY_SECRET: good.replace('qks_', 'qks32_') },
      'begin with "qks_"',
    ],
    ['a generation twice', { QUIETKEY_SECRET: `${good} ${makeSecretText('lookUp')}` }, 'generation 1 twice'],
    ['one under two numbers', { QUIETKEY_SECRET: `${good} ${good.replace('qks_', 'qks2_')}` }, 'two numbers'],
    [
      'too many',
      {
        QUIETKEY_SECRET: [1, 2, 3, 4, 5, 6, 7, 8, 9]
          .map((number) => makeSecretText('lookUp').replace('qks_', number === 1 ? 'qks_' : `qks${number}_`))
          .join('\n'),
      },
      'holds 9 generations',
    ],
    ['zeros', { QUIETKEY_SECRET: `qks_${Buffer.alloc(32).toString('base64url')}` }, 'not random'],
    [
      'typed text',
      { QUIETKEY_SECRET: `qks_${Buffer.from('the quick brown fox jumps over a').toString('base64url')}` },
      'not random',
    ],
    [
      'two that are equal',
      { QUIETKEY_SECRET: good, QUIETKEY_ISSUE_SECRET: good.replace('qks_', 'qki_') },
      'the same secret',
    ],
    ['a file that is not there', { QUIETKEY_SECRET_FILE: '/nowhere/secret' }, 'ENOENT'],
    ['a folder', { QUIETKEY_SECRET_FILE: privateFolder() }, 'not a file'],
    ['a file that others may read', { QUIETKEY_SECRET_FILE: secretFile(good, 0o640) }, 'read by others'],
    ['a file with something else', { QUIETKEY_SECRET_FILE: secretFile('x', 0o600) }, 'begin with "qks_"'],
    ['a file that is too long', { QUIETKEY_SECRET_FILE: secretFile('x'.repeat(2_000), 0o600) }, 'too long'],
  ];
  for (const [what, env, says] of faults) {
    it(`refuse ${what}, name the variable and never show a value`, () => {
      const { message, faults: found } = faultsOf(env);
      expect(found).to.have.lengthOf(1);
      expect(Object.keys(env)).to.include(found[0]?.variable);
      expect(message).to.include(says);
      const values = Object.values(env).filter((value) => value?.startsWith('qk') === true);
      for (const value of [...values, good]) {
        expect(message).not.to.include(value ?? '');
        expect(message).not.to.include((value ?? '').slice(4, 16));
      }
    });
  }
  it('are several, the first in use', () => {
    const second = makeSecretText('lookUp').replace('qks_', 'qks12_');
    const config = readConfig({ QUIETKEY_SECRET: ` ${second}\n${good} ` });
    expect(config.secrets.lookUp?.map(({ generation }) => generation)).to.deep.equal([12, 1]);
  });
  it('are read from a private file', () => {
    const config = readConfig({ QUIETKEY_SECRET_FILE: secretFile(`${good}\n`, 0o600) });
    expect(Buffer.from(config.secrets.lookUp?.[0]?.secret.reveal() ?? '').toString('base64url')).to.equal(
      good.slice(4),
    );
  });
  it('do not show themselves', () => {
    const bytes = randomBytes(32);
    const secret = new Secret(bytes);
    const shown = [
      JSON.stringify({ secret }),
      inspect({ secret }, { showHidden: true }),
      String(secret),
    ].join();
    expect(shown).to.include('[secret]').and.not.to.include(bytes.toString('hex').slice(0, 8));
    expect(inspect(readConfig({ QUIETKEY_SECRET: good }), { depth: 9 })).not.to.include(good.slice(4));
    secret.reveal().fill(0);
    expect(Buffer.from(secret.reveal()).equals(bytes), 'a copy was revealed').to.equal(true);
  });
});

function secretFile(text: string, mode: number): string {
  const path = join(scratchFolder(), 'a-secret');
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

function privateFolder(): string {
  const folder = scratchFolder();
  chmodSync(folder, 0o700);
  return folder;
}
