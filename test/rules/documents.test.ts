import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { Page } from '../../server/domain/kernel/page.ts';
import { OfflineQuietkey } from '../../client-sdk/typescript/offline.ts';
import type { IssueAnswer, LicenseView } from '../../client-sdk/typescript/contract/license-view.ts';
import { openWorld, type World } from '../../server/composition/world.ts';
import { readConfig } from '../../server/config/config.ts';
import type { Ask } from '../../server/domain/kernel/named-operation.ts';
import { openTerminal, type Terminal } from '../scripts/terminal.ts';
import { makeRequest } from '../support/requests.ts';
import { makeTakeover } from '../support/takeovers.ts';
import { ownDatabase, type TestDatabase } from '../support/postgres.ts';
import { ROOT } from '../support/root.ts';
import { DIRECTIONS } from './directions.ts';
import { GENERATED_PARTS } from './generated-parts.ts';
import { replaceBetween } from './markdown-table.ts';

const SDK = 'client-sdk/typescript';
const DECISION_LINES_MAX = 8;
/** Documents whose commands are run, and the least number of commands in each. */
const MANUALS = { 'README.md': 1, 'OPERATIONS.md': 20 };
const DOCUMENTS = [
  ...Object.keys(MANUALS),
  'ARCHITECTURE.md',
  'BENCHMARKS.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'GLOSSARY.md',
  'INTEGRATIONS.md',
  'SECURITY.md',
  `${SDK}/README.md`,
  `${SDK}/MACHINES.md`,
];

const root = fileURLToPath(ROOT);
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
/** The inline code of a document; its code blocks are run instead. */
const codeOf = (name: string): string[] => {
  const sentences = read(name).replaceAll(/^ *```[^]*?^ *```$/gm, '');
  return [...sentences.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.replaceAll(/\s+/g, ' '));
};

/** Runs every command in a document's code blocks, in order, with a new data folder for each document. */
for (const [name, least] of Object.entries(MANUALS)) {
  describe(`the commands of ${name}`, () => {
    let terminal: Terminal;
    let database: TestDatabase;
    let rootKey: string;
    before(async () => {
      database = await ownDatabase({ schema: false });
      terminal = await openTerminal();
      ({ rootKey } = await terminal.ask<{ rootKey: string }>('init'));
      writeFileSync(
        join(terminal.folder, 'orders.csv'),
        'product,email,order\nsonar,bob@example.com,A-2001\n',
      );
      writeFileSync(join(terminal.folder, 'news.txt'), 'Sonar 4 is here.\n');
    });
    after(async () => {
      await database.end();
      await terminal.throwAway();
    });

    const found = async (): Promise<string> => {
      const { items } = await terminal.ask<Page<LicenseView>>('license', 'find', 'ada@example.com');
      return items[0]?.license ?? '';
    };
    const mailKey = (): string => join(terminal.folder, 'mailer.key');

    /** What only a customer does, and no command; returns the id of what it has made. */
    const asCustomer = async (make: (world: World) => Promise<string>): Promise<string> => {
      const config = readConfig({ QUIETKEY_DATA: terminal.dataFolder });
      const world = await openWorld(config, { threads: 'in-thread' });
      const made = await make(world);
      await world.close();
      return made;
    };

    /** The number of a new request about personal data. */
    const madeRequest = () =>
      asCustomer((world) => {
        const run: Ask = (operation, input) => world.run(operation, input, 'customer');
        return makeRequest(run, mailKey(), { email: 'ada@example.com', kind: 'access' });
      });

    /** A license that somebody takes over. */
    const madeTakeover = (name: string) =>
      asCustomer((world) => makeTakeover(world, mailKey(), { product: 'sonar', name }));

    /** Writes the request file of an app that has the license of the document. */
    const writeRequest = async (): Promise<void> => {
      const order = ['license', 'issue', 'sonar', 'ada@example.com', '--order', 'A-1017'];
      const { licenseKey } = await terminal.ask<IssueAnswer>(...order);
      const store = join(terminal.folder, 'app');
      const options = {
        server: 'https://license.example',
        product: 'sonar',
        store,
        identity: 'install',
      } as const;
      const app = new OfflineQuietkey({ ...options, rootKey });
      const { text } = await app.request({ kind: 'activate', licenseKey });
      writeFileSync(join(terminal.folder, 'sonar.qkreq'), text);
    };

    /** Replaces the placeholders of a command. */
    const asTyped = async (word: string): Promise<string> => {
      if (word === 'LICENSE') return found();
      if (word === 'DATA') return terminal.dataFolder;
      if (word === 'DATABASE') return database.url;
      if (word === 'MAILKEY') return mailKey();
      if (word === 'REQUEST') return madeRequest();
      if (word === 'SUPPORTKEY') return join(terminal.folder, 'support.key');
      if (/^FOLDER(?:\/|$)/.test(word)) return word.replace('FOLDER', join(terminal.folder, 'stick'));
      if (/^\w+\.(?:csv|txt|qkreq|qkans|farewell)$/.test(word)) return join(terminal.folder, word);
      const backups = join(terminal.dataFolder, 'backups');
      return word === 'FILE' ? join(backups, readdirSync(backups)[0] ?? '') : word;
    };

    const commands = [...read(name).matchAll(/^ *npx quietkey (.+)$/gm)].map(([, line = '']) => line);

    it('are in the document', () => {
      expect(commands.length).to.be.least(least);
    });

    for (const line of commands) {
      it(`npx quietkey ${line}`, async () => {
        const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
        const env = {
          QUIETKEY_URL: 'https://licenses.example.com',
          QUIETKEY_MAILER_KEY: mailKey(),
          QUIETKEY_MAIL_OUTBOX: join(terminal.folder, 'outbox'),
        };
        if (words.includes('sonar.qkreq')) await writeRequest();
        const typed = await Promise.all(words.map(asTyped));
        if (words[0] === 'takeover' && words[1] !== 'list') typed[2] = await madeTakeover(words[1] ?? '');
        const { exit, err } = await terminal.type(typed, { env });
        expect(exit, err).to.equal(0);
      });
    }
  });
}

describe('the documents', () => {
  it('name existing commands and options', async () => {
    const terminal = await openTerminal();
    const helpOf = new Map<string, string>();
    const wrong: string[] = [];
    for (const name of DOCUMENTS) {
      for (const code of codeOf(name)) {
        const [, typed] = /^(?:npx )?quietkey ([a-z].*)$/.exec(code) ?? [];
        if (typed === undefined) continue;
        const words = typed.split(' ');
        const last = words.findIndex((word) => !/^[a-z-]+$/.test(word) || word.startsWith('-'));
        const path = words.slice(0, last === -1 ? undefined : last).join(' ');
        if (path.startsWith('help')) continue;
        if (!helpOf.has(path)) helpOf.set(path, (await terminal.type([...path.split(' '), '--help'])).out);
        const help = helpOf.get(path) ?? '';
        const options = words.filter((word) => word.startsWith('--'));
        // words after the command are its arguments, where it has some
        const [usage = '', command = ''] = /^Usage: quietkey ([a-z -]*[a-z]).*$/m.exec(help) ?? [];
        const isThere = path === command || (path.startsWith(`${command} `) && usage.includes('<'));
        if (!isThere) wrong.push(`${name}: ${code}`);
        for (const option of options) if (!help.includes(option)) wrong.push(`${name}: ${code}: ${option}`);
      }
    }
    await terminal.throwAway();
    expect(helpOf.size).to.be.greaterThan(10);
    expect(wrong).to.deep.equal([]);
  });

  it('name existing files of the repository', () => {
    const path = /^(?:client-sdk|server|db|scripts|test)(?:\/[\w.-]+)+$/;
    const missing = DOCUMENTS.flatMap((name) =>
      codeOf(name)
        .filter((code) => path.test(code) && !existsSync(join(root, code)))
        .map((code) => `${name}: ${code}`),
    );
    expect(missing).to.deep.equal([]);
  });

  it('link to existing documents and headings', () => {
    const anchorsOf = (name: string): string[] =>
      [...read(name).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
        heading
          .toLowerCase()
          .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
          .replaceAll(' ', '-'),
      );
    const broken = DOCUMENTS.flatMap((name) =>
      [...read(name).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)]
        .filter(([, file = '', anchor]) => {
          const target = file === '' ? name : join(dirname(name), file);
          if (!existsSync(join(root, target))) return true;
          return anchor !== undefined && !anchorsOf(target).includes(anchor);
        })
        .map(([link]) => `${name}: ${link}`),
    );
    expect(broken).to.deep.equal([]);
  });

  for (const { document, name, text } of GENERATED_PARTS) {
    it(`have "${name}" in ${document} as the code has it: npm run docs:tables writes it`, () => {
      expect(read(document)).to.equal(replaceBetween(read(document), name, text()));
    });
  }

  it('cite every finding, and none that there is not', () => {
    const cited = DOCUMENTS.flatMap((name) => read(name).match(/\bfindings\/[a-z\d.-]+\.sh\b/g) ?? []);
    const scripts = readdirSync(join(root, 'findings')).map((name) => `findings/${name}`);
    expect(scripts.length).to.be.greaterThan(70);
    expect(scripts.filter((script) => !cited.includes(script))).to.deep.equal([]);
    expect(cited.filter((script) => !scripts.includes(script))).to.deep.equal([]);
  });

  it('name documents and scripts that there are', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const missing = DOCUMENTS.flatMap((name) => {
      const text = read(name);
      const documents = [...text.matchAll(/[\w./-]+\.md\b/g)].map(([path]) => path);
      const run = text.matchAll(/npm (?:run (?:--silent )?([a-z][a-z:-]*)|(test|start)\b)/g);
      return [
        ...documents.filter(
          (path) => ![path, join(dirname(name), path)].some((place) => existsSync(join(root, place))),
        ),
        ...[...run].map(([, script, short = '']) => script ?? short).filter((script) => !(script in scripts)),
      ].map((cited) => `${name}: ${cited}`);
    });
    expect(missing).to.deep.equal([]);
  });

  it('call no keyed tag anonymous, and cite nothing outside of the repository', () => {
    const bad = /\banonym(?:ous|ised|ized)|\b(?:DESIGN|LAYOUT)\b|\/(?:work|tmp|home\/(?!ada))\b/g;
    const cited = DOCUMENTS.flatMap((name) =>
      [...read(name).matchAll(bad)].map(([word]) => `${name}: ${word}`),
    );
    expect(cited).to.deep.equal([]);
  });
});

describe('ARCHITECTURE.md', () => {
  const text = read('ARCHITECTURE.md');

  it('has each folder of the table of directions', () => {
    const folders = [...text.matchAll(/^\| `([\w/*-]+)` +\|/gm)].map(([, folder = '']) => folder);
    expect(folders).to.have.members(Object.keys(DIRECTIONS));
  });

  it('has decisions with context, decision and consequence, in at most eight lines each', () => {
    const [, ...areas] = text.split(/^## Decisions: /m);
    const decisions = areas.flatMap((area) => (area.split(/^## /m)[0] ?? '').split(/^### /m).slice(1));
    const wrong = decisions.flatMap((decision) => {
      const [heading = '', ...lines] = decision.split('\n').filter((line) => line !== '');
      const parts = lines
        .join('\n')
        .match(/^- \*\*\w+\.\*\* /gm)
        ?.join('');
      const isWhole = parts === '- **Context.** - **Decision.** - **Consequence.** ';
      return isWhole && lines.length <= DECISION_LINES_MAX ? [] : [`${heading}: ${lines.length} lines`];
    });
    expect(decisions.length).to.be.greaterThan(40);
    expect(wrong).to.deep.equal([]);
  });
});
