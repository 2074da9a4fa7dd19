/**
 * The table of settings agrees with the lists in OPERATIONS.md, and with every variable that a source or a document names.
 */

import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../../server/config/config.ts';
import { settingReader, SETTINGS, type SettingName } from '../../server/config/settings.ts';
import { ROOT } from '../support/root.ts';
import { readSources } from './house-rules.ts';
import { DOCUMENT, withSettings } from './settings-document.ts';

const DOCUMENTS = ['README.md', DOCUMENT, 'ARCHITECTURE.md', 'CHANGELOG.md', 'GLOSSARY.md', 'SECURITY.md'];
const VARIABLE = /\bQUIETKEY_[A-Z_]*[A-Z]\b/g;

const root = fileURLToPath(ROOT);
const read = (name: string): string => readFileSync(new URL(name, ROOT), 'utf8');

describe('the table of settings', () => {
  it('is what OPERATIONS.md lists: npm run docs:settings writes it', () => {
    const document = read(DOCUMENT);
    expect(withSettings(document)).to.equal(document);
  });

  it('has every variable that product code and documents name', () => {
    const sources = readSources(root).filter(({ path }) => /^(?:server|scripts|db)\//.test(path));
    const named = [...sources, ...DOCUMENTS.map((path) => ({ path, text: read(path) }))].flatMap(
      ({ path, text }) => [...text.matchAll(VARIABLE)].map(([name]) => ({ path, name })),
    );
    expect(named.length).to.be.greaterThan(Object.keys(SETTINGS).length);
    const unknown = named.filter(
      ({ name }) => !Object.hasOwn(SETTINGS, name) && !name.startsWith('QUIETKEY_TEST'),
    );
    expect(unknown).to.deep.equal([]);
  });

  it('has no variable that the configuration does not read', () => {
    const asked = new Set<string>();
    const spy = (env: Record<string, string>): void => {
      const watched = new Proxy(env, {
        get: (target, name) => {
          asked.add(String(name));
          return target[String(name)];
        },
      });
      readConfig(watched);
    };
    spy({});
    spy({ QUIETKEY_MAIL_OUTBOX: '/tmp/outbox' });
    expect(Object.keys(SETTINGS).filter((name) => !asked.has(name))).to.deep.equal([]);
  });

  it('gives defaults that its readers take', () => {
    const reader = settingReader({}, (name, fault) => expect.fail(`${name} ${fault}`));
    for (const name of Object.keys(SETTINGS) as SettingName[]) {
      expect(reader.value(name) === undefined, name).to.equal(!('default' in SETTINGS[name]));
    }
  });
});
