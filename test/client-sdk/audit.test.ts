/**
 * The second verifier of the audit chain, in Python, against the frozen table of chains and against a real server's: what
 * somebody does to the chain is found and named, and it stays verifiable without records and after a restore.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditHeadAnswer } from '../../client-sdk/typescript/contract/audit.ts';
import { findTokens } from '../../server/crypto/compact-jws.ts';
import { readAuditHead, readReceipt, readRestored } from '../../server/crypto/receipt.ts';
import { checkLeaves, relationOf } from '../../server/domain/operator/verify-chain.ts';
import { leafHash, type RecordedLeaf } from '../../server/domain/operator/chain.ts';
import { toDay } from '../../server/domain/kernel/day.ts';
import { openTerminal, type Terminal } from '../scripts/terminal.ts';
import { makeAuditTable, VAULT as vault, type AuditTable } from '../support/make-audit-vectors.ts';
import type { TokenTable } from '../support/make-token-vectors.ts';
import { readVectors } from '../support/vectors.ts';
import { PYTHON, PYTHON_FOLDER, requireTools } from './support/other-languages.ts';

const table = readVectors<AuditTable>('audit');
/** Chains in which the server's first fault is another one: its database holds each number once. */
const NAMED_LATER = /^(?:restored: |edited: a text|removed: the first|twice)/;
type Faults = [fault: string, place: number][];

describe('the table of audit chains', () => {
  it('is the frozen one', () => {
    expect(JSON.parse(JSON.stringify(makeAuditTable()))).to.deep.equal(table);
  });

  it('has each attack on a leaf and on the head', () => {
    const faults = new Set(table.chains.flatMap(({ faults: found }) => found.map(([fault]) => fault)));
    expect([...faults].toSorted()).to.deep.equal([
      'leaf_changed',
      'leaf_missing',
      'replaced',
      'restore_forged',
      'rolled_back',
    ]);
  });

  /** What the server finds in a chain whose records are all deleted. */
  const foundByServer = ({ leaves, heads }: AuditTable['chains'][number]): Faults => {
    const none = {
      id: null,
      hour: null,
      actor: null,
      action: null,
      license: null,
      purpose: null,
      reason: null,
    };
    const rows: RecordedLeaf[] = leaves.map((leaf) => ({
      ...leaf,
      ...none,
      salt: null,
      day: toDay(leaf.day),
    }));
    const rules = { below: leaves.length, today: toDay(30_000), keptDays: 1, vault };
    const { faults } = checkLeaves({ number: 0, previous: '' }, rows, rules);
    const restores = leaves.flatMap(({ token, number }) => {
      const claims = token === null ? undefined : readRestored(token, table.keys.receipt);
      return claims?.leaf === number && claims.previous === (leaves[number - 1]?.hash ?? '') ? [claims] : [];
    });
    const relations = heads.map((token) => {
      const head = readAuditHead(token, table.keys.receipt)!;
      return [relationOf(head, leaves[head.leaves - 1]?.hash, restores), head.leaves] as const;
    });
    return [
      ...faults.map(({ fault, leaf }): [string, number] => [fault, leaf]),
      ...relations.flatMap(([relation, place]): Faults =>
        relation === 'rolled back' || relation === 'replaced' ? [[relation.replace(' ', '_'), place]] : [],
      ),
    ];
  };

  it('is what the server finds, which also verifies what the records are', () => {
    for (const chain of table.chains.filter(({ name }) => !NAMED_LATER.test(name))) {
      const [first] = foundByServer(chain);
      expect(first, chain.name).to.deep.equal(chain.faults[0]);
    }
    for (const { type, token, claims, name } of table.texts.filter(({ type: kind }) => kind !== 'farewell')) {
      const read = type === 'head' ? readAuditHead : readReceipt;
      expect(read(token, table.keys.receipt) ?? null, name).to.deep.equal(claims);
    }
  });
});

describe('the verifier of the audit chain in Python', function () {
  before(function () {
    requireTools(PYTHON, { skip: () => this.skip() });
  });

  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'quietkey-test-'))));
  after(() => rmSync(folder, { recursive: true }));

  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  /** What a script with the verifier as `audit` prints as JSON. */
  const askPython = (script: string, input: object): unknown => {
    const head =
      'import contextlib, io, json, sys\nsys.path.insert(0, sys.argv[1])\nimport quietkey_audit as audit\n';
    const { stdout, stderr } = spawnSync('python3', ['-B', '-c', head + script, PYTHON_FOLDER], {
      input: JSON.stringify(input),
      encoding: 'utf8',
    });
    expect(stderr).to.equal('');
    return JSON.parse(stdout);
  };

  interface Ran {
    status: number | null;
    stdout: string;
    stderr: string;
  }
  /** Runs the verifier as a person does, once for each line of words, in one process: its start takes the time. */
  const runEach = (lines: readonly (readonly string[])[]): Ran[] =>
    askPython(
      `def ran(words):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = audit.main(words)
    return {"status": status, "stdout": out.getvalue(), "stderr": err.getvalue()}
print(json.dumps([ran(words) for words in json.load(sys.stdin)]))`,
      lines,
    ) as Ran[];

  const VERDICTS = `table = json.load(sys.stdin)
key, root = table["keys"]["receipt"], table["keys"]["root"]
READERS = {
    "head": lambda token: audit.read_head(token, key),
    "receipt": lambda token: audit.read_receipt(token, key),
    "farewell": lambda token: audit.read_farewell(token, root, table["product"]),
}
def claims_of(text):
    try:
        return READERS[text["type"]](text["token"])
    except audit.Refused:
        return None
print(json.dumps({
    "commitments": [audit.record_commitment(row["record"], row["salt"]) for row in table["records"]],
    "faults": [audit.verify_chain(chain["leaves"], key, [audit.read_head(token, key) for token in chain["heads"]])
               for chain in table["chains"]],
    "claims": [claims_of(text) for text in table["texts"]],
}))`;

  it('finds in each chain what is wrong with it, and reads each text', () => {
    const { commitments, faults, claims } = askPython(VERDICTS, table) as Record<string, unknown[]>;
    expect(commitments).to.deep.equal(table.records.map(({ commitment }) => commitment));
    table.chains.forEach(({ name, faults: expected }, nth) =>
      expect(faults![nth], name).to.deep.equal(expected),
    );
    table.texts.forEach(({ name, claims: expected }, nth) =>
      expect(claims![nth], name).to.deep.equal(expected),
    );
  });

  it('takes nothing that is no chain, and says how it is called', () => {
    const bad = ['', '{', '{}', '[1]', '[{}]', '[{"number":0}]', '[null]'];
    const refused = runEach(bad.map((text, nth) => [table.keys.receipt, file(`bad-${nth}.json`, text)]));
    for (const { status, stderr } of refused)
      expect([status, stderr.slice(0, 9)]).to.deep.equal([1, 'refused: ']);
    const misused = [[], ['--lease'], ['--receipt', 'a', 'b', 'c'], [table.keys.receipt]];
    for (const { status, stderr } of runEach(misused)) {
      expect(status).to.equal(2);
      expect(stderr).to.include('python3 quietkey_audit.py KEY CHAIN');
    }
  });

  it('verifies a lease, a farewell and a receipt in files', () => {
    const { contexts, vectors } = readVectors<TokenTable>('tokens');
    const { rootKey, keySet } = contexts['plain']!;
    const lease = vectors.find(({ name }) => name === 'lease: genuine')!.token as string;
    const files = [file('set.txt', `${keySet}\n`), file('lease.txt', lease)];
    const texts = table.texts.filter(({ type }) => type !== 'head');
    const [right, wrong, ...others] = runEach([
      ['--lease', rootKey, 'sonar', ...files],
      ['--lease', rootKey, 'radar', ...files],
      ...texts.map(({ type, token }, nth) => [
        `--${type}`,
        ...(type === 'receipt' ? [table.keys.receipt] : [table.keys.root, table.product]),
        file(`text-${nth}.txt`, token),
      ]),
    ]);
    expect(right).to.include({ status: 0, stderr: '' });
    expect(wrong).to.deep.equal({ status: 1, stdout: '', stderr: 'refused: wrong product\n' });
    others.forEach(({ status, stdout }, nth) =>
      expect([status, stdout === '' ? null : JSON.parse(stdout)]).to.deep.equal([
        texts[nth]!.claims === null ? 1 : 0,
        texts[nth]!.claims,
      ]),
    );
  });

  describe('of a server', () => {
    let terminal: Terminal;
    let key: string;
    let kept: string;
    before(async () => {
      terminal = await openTerminal();
      await terminal.ask('init');
      await terminal.ask('product', 'add', 'sonar', '--name', 'Sonar');
      ({ receiptKey: key } = await terminal.ask<{ receiptKey: string }>('key', 'list'));
      await issue('ada@example.com');
      const { receipt } = await terminal.ask<{ receipt: string }>('purge', '--apply');
      const texts = [
        ['audit', 'head'],
        ['receipt', 'show', receipt],
      ];
      for (const words of texts) kept = `${kept ?? ''}${(await terminal.type(words)).out}\n`;
    });
    after(() => terminal.throwAway());

    const issue = (email: string) => terminal.ask('license', 'issue', 'sonar', email);
    const headOf = async () => (await terminal.ask<AuditHeadAnswer>('audit', 'head')).token;
    const inDatabase = (sql: string): void => {
      const database = new Database(join(terminal.dataFolder, 'quietkey.db'));
      database.exec(sql);
      database.close();
    };
    const verify = async (heads: string) => {
      const chain = file('chain.json', (await terminal.type(['audit', 'export'])).out);
      const program = join(PYTHON_FOLDER, 'quietkey_audit.py');
      const words = ['-B', program, key, chain, file('kept.txt', heads)];
      const { status, stdout } = spawnSync('python3', words, { encoding: 'utf8' });
      const { leaves, faults } = JSON.parse(stdout) as { leaves: number; faults: Faults };
      return [status, leaves, faults];
    };

    it('verifies its chain with a head and a receipt, also without records and after a restore', async () => {
      expect(findTokens(kept)).to.have.length(2);
      expect(await verify(kept)).to.deep.equal([0, 1, []]);
      inDatabase('DELETE FROM operator_actions');
      expect(await verify(kept)).to.deep.equal([0, 1, []]);
      const { file: backup } = await terminal.ask<{ file: string }>('backup');
      await issue('bo@example.com');
      const lost = await headOf();
      await terminal.ask('restore', backup);
      expect(await verify(`${kept}\n${lost}`)).to.deep.equal([0, 2, []]);
    });

    it('finds that the newest leaf was removed, and that all hashes were computed again', async () => {
      const head = await headOf();
      inDatabase('DELETE FROM audit_leaves WHERE number = 1');
      expect(await verify(head)).to.deep.equal([1, 1, [['rolled_back', 2]]]);
      inDatabase(`UPDATE audit_leaves SET day = day - 1`);
      expect(await verify(head)).to.deep.equal([
        1,
        1,
        [
          ['leaf_changed', 0],
          ['rolled_back', 2],
        ],
      ]);
      const [leaf] = JSON.parse(readFileSync(join(folder, 'chain.json'), 'utf8')) as RecordedLeaf[];
      inDatabase(`UPDATE audit_leaves SET hash = '${leafHash('', leaf!, vault)}'`);
      expect(await verify(kept)).to.deep.equal([
        1,
        1,
        [
          ['replaced', 1],
          ['replaced', 1],
        ],
      ]);
    });
  });
});
