/**
 * What one command writes and another reads: each pair, by the output for people and by `--json`. Every argument of a
 * command that takes such a text has an entry here, so that a new one is noticed.
 */

import { expect } from 'chai';
import type { Page } from '../../../server/domain/kernel/page.ts';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandPath } from '../../../scripts/cli/error-output.ts';
import { programOf, withSubcommands } from '../../../scripts/program.ts';
import { readMailerToken } from '../../../server/config/mail-readers.ts';
import { readSecretFile } from '../../../server/config/secret.ts';
import { openTerminal, type Terminal } from '../terminal.ts';

/** Arguments that name something a command has written, by what writes it. `null`: no command writes it. */
const READERS: Readonly<Record<string, string | null>> = {
  'receipt verify FILE': 'receipt show, receipt list, purge --apply, erase --apply --now',
  'receipt verify --key': 'key list',
  'receipt show RECEIPT': 'receipt list, purge, erase',
  'audit verify --from': 'audit head, receipt show',
  'restore FILE': 'backup',
  'key rotate --root-key': 'key root move',
  'farewell sign --root-key': 'key root move',
  'farewell publish FILE': 'farewell sign',
  'key rotate --drop': 'key list',
  'policy breach FILE': 'policy breach',
  'purge --plan': 'purge',
  'secret destroy GENERATION': 'secret list',
  'token purpose TOKEN': 'token create, token list',
  'token revoke TOKEN': 'token create, token list',
  'bundle open --key': 'bundle init',
  'hold add --key': 'license issue',
  'hold add --account': 'request show, license holdings',
  'database copy --from': 'init',
  'license issue --csv': null,
  'license issue --idempotency-key': null,
  'notice send --text': null,
  'notice send --after': 'notice send',
};
/** The names of arguments that hold what another command has written. */
const WRITTEN = /^(?:FILE|KEY|RECEIPT|PLAN|GENERATION|TOKEN|PLACE|ACCOUNT)$/;
/** Options that name what the command itself writes. */
const OUTPUTS = /--(?:out|to)$|^(?:mailer|bundle) init --key$/;

describe('what one command writes and another reads', () => {
  let terminal: Terminal;

  before(async () => {
    terminal = await openTerminal();
    await terminal.ask('init');
    await terminal.ask('product', 'add', 'sonar', '--name', 'Sonar');
    await terminal.ask('license', 'issue', 'sonar', 'ada@example.com');
  });
  after(() => terminal.throwAway());

  const type = async (...words: string[]): Promise<string> => {
    const { exit, out, err } = await terminal.type(words);
    expect(exit, out + err).to.equal(0);
    return out;
  };
  const kept = (name: string, text: string | Buffer): string => {
    const path = join(terminal.folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  const verified = async (path: string): Promise<void> => {
    expect(await type('receipt', 'verify', path), path).to.match(/^The receipt is valid\./);
    const { exit, out, err } = await terminal.type(['receipt', 'verify', '-', '--json'], {
      input: readFileSync(path, 'latin1'),
    });
    expect(exit, out + err).to.equal(0);
    expect(JSON.parse(out)).to.satisfy(
      (claims: unknown) => Array.isArray(claims) || 'jti' in (claims as object),
    );
  };

  it('has an entry for each argument of the command table', () => {
    const taken = withSubcommands(programOf(false)).flatMap((command) => {
      const path = commandPath(command).replace(/^quietkey ?/, '');
      const named = command.registeredArguments.map((argument) => [
        argument.name(),
        `${path} ${argument.name()}`,
      ]);
      const options = command.options.map(({ long, flags }) => [
        /[<[](\w+)/.exec(flags)?.[1] ?? '',
        `${path} ${long}`,
      ]);
      return [...named, ...options]
        .filter(([name = '']) => WRITTEN.test(name))
        .map(([, words = '']) => words);
    });
    const read = taken.filter((words) => !OUTPUTS.test(words));
    expect(read.toSorted()).to.deep.equal(Object.keys(READERS).toSorted());
  });

  it('receipt verify reads what receipt show, receipt list, purge and erase write', async () => {
    const purged = await type('purge', '--apply', '--json');
    await verified(kept('purge.json', purged));
    await verified(kept('erase.json', await type('erase', 'ada@example.com', '--apply', '--now', '--json')));
    const { receipt } = JSON.parse(purged) as { receipt: string };
    const shown = await type('receipt', 'show', receipt);
    await verified(kept('shown.txt', shown));
    await verified(kept('shown-on-windows.txt', shown.replaceAll('\n', '\r\n')));
    await verified(kept('shown-in-utf-16.txt', Buffer.from(`\ufeff${shown}`, 'utf16le')));
    const document = await type('receipt', 'show', receipt, '--json');
    await verified(kept('shown.json', document));
    await verified(kept('in-one-line.json', JSON.stringify(JSON.parse(document))));
    const { token } = JSON.parse(document) as { token: string };
    for (const text of [token, `${token}\n`, `"${token}"`, `> ${token}`, `token: ${token}.`])
      await verified(kept('token.txt', text));
    const listed = await type('receipt', 'list', '--json');
    if (listed.includes(token)) await verified(kept('list.json', listed));
    const key = /qkreceipt_[\w-]+/.exec(await type('key', 'list'))?.[0] ?? '';
    expect(await type('receipt', 'verify', join(terminal.folder, 'shown.txt'), '--key', key)).to.match(
      /is valid/,
    );
  });

  it('receipt verify refuses a receipt that was changed, in any wrapping', async () => {
    const { items } = JSON.parse(await type('receipt', 'list', '--json')) as Page<{ receipt: string }>;
    const receipt = items[0]?.receipt ?? '';
    const shown = await type('receipt', 'show', receipt);
    const token = /eyJ\S+/.exec(shown)?.[0] ?? '';
    const [head = '', claims = '', signature = ''] = token.split('.');
    const flipped = `${signature.slice(0, 10)}${signature[10] === 'A' ? 'B' : 'A'}${signature.slice(11)}`;
    const spoilt = [
      `${head}.${claims}.${flipped}`,
      `${head}.${claims}`,
      `${token}.${signature}`,
      `${token}A`,
      `A${token}`,
      token.slice(1),
      token.replace('.', '\n.'),
      `${token}\n${head}.${claims}.${flipped}`,
      '',
      'eyJ.a.b',
    ];
    for (const text of spoilt) {
      const { exit, out } = await terminal.type([
        'receipt',
        'verify',
        kept('spoilt.txt', `Receipt\n\n${text}\n`),
      ]);
      expect([exit, out], text).to.deep.equal([1, '']);
    }
  });

  it('restore reads what backup writes, by its text and its document', async () => {
    for (const out of [await type('backup'), await type('backup', '--json')]) {
      const file = /\/\S+\.backup/.exec(out)?.[0] ?? '';
      expect(await type('restore', file)).to.match(/^Restored\./);
    }
  });

  it('purge --apply --plan reads the plan that purge writes', async () => {
    const plan = /--plan (\S+)/.exec((await terminal.type(['purge'])).out)?.[1] ?? '';
    expect(await type('purge', '--apply', '--plan', plan)).to.match(/Nothing was due|Purged/);
  });

  it('key rotate reads the root key that key root move writes, and drops a key that key list names', async () => {
    const moved = await type('key', 'root', 'move', join(terminal.folder, 'stick'));
    const file = /--root-key (\S+)/.exec(moved)?.[1] ?? '';
    await type('key', 'rotate', '--root-key', file);
    const { keys } = JSON.parse(await type('key', 'list', '--json')) as {
      keys: { kid: string; status: string }[];
    };
    const { kid = '' } = keys.find(({ status }) => status === 'earlier') ?? {};
    expect(await type('key', 'rotate', '--root-key', file, '--drop', kid)).to.contain('dropped');
  });

  it('farewell publish reads what farewell sign writes, in any wrapping', async () => {
    const key = join(terminal.folder, 'stick', 'root-key.json');
    const path = join(terminal.folder, 'sonar.farewell');
    await type('farewell', 'sign', 'sonar', '--out', path, '--root-key', key);
    const text = readFileSync(path, 'utf8');
    const wrapped = [
      `Dear customers\r\n\r\n${text}\r\n`,
      Buffer.from(`\ufeff${text}`, 'utf16le'),
      JSON.stringify({ text }),
    ];
    for (const content of wrapped)
      expect(await type('farewell', 'publish', kept('wrapped', content))).to.include(
        'Nothing was published.',
      );
  });

  it('the mailer reads the file to which token create wrote, and token revoke the token', async () => {
    const create = ['token', 'create', 'mailer', '--scopes', 'mail:send'];
    for (const text of [await type(...create), await type(...create, '--json')]) {
      const token = /qkop_[\w.-]+/.exec(text)?.[0] ?? '';
      for (const content of [text, token, `${token}\n`]) {
        expect(readMailerToken(kept('token', content))).to.deep.equal({ value: token });
      }
      expect(await type('token', 'revoke', token)).to.contain('revoked');
    }
    const [two] = [await type('token', 'create', 'a', '--scopes', 'mail:send')];
    const both = two + (await type('token', 'create', 'b', '--scopes', 'mail:send'));
    expect(readMailerToken(kept('token', both))).to.have.property('faults');
    chmodSync(join(terminal.folder, 'token'), 0o644);
    expect(readMailerToken(join(terminal.folder, 'token'))).to.have.property('faults');
  });

  it('the secret file reads what secret rotate --out writes', async () => {
    const out = join(terminal.folder, 'lines');
    await type('secret', 'rotate', '--apply', '--out', out);
    expect(readSecretFile('lookUp', out)).to.have.property('ring').with.lengthOf(2);
  });

  it('secret destroy takes a generation that secret list names', async () => {
    const lines = JSON.parse(await type('secret', 'list', '--json')) as { generation: number }[];
    const { exit, err } = await terminal.type(['secret', 'destroy', String(lines[0]?.generation)]);
    expect([exit, err]).to.satisfy(([code, text]: [number, string]) => code === 1 && text.includes('in use'));
  });

  it('database copy reads the folder that init has made', async () => {
    const to = join(terminal.folder, 'copied.db');
    expect(await type('database', 'copy', '--from', terminal.dataFolder, '--to', to)).to.match(/Copied/);
  });
});
