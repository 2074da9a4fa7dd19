/**
 * The rules for plain words, applied to every source in scope and to the documents. Each rule is also applied to a bad
 * sample in each of its places, so that a rule which can no longer fail is noticed, and each allowed use must exist.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { readSources, type SourceFile } from './house-rules.ts';
import { ALLOWED_USES, PLAIN_RULES, SCOPE, unplainWords, type Place, type PlainRule } from './plain-words.ts';
import { ROOT } from '../support/root.ts';

const root = fileURLToPath(ROOT);
const FOLDERS_WITH_DOCUMENTS = ['.', 'client-sdk/typescript'];
const sources: readonly SourceFile[] = [
  ...readSources(root),
  ...FOLDERS_WITH_DOCUMENTS.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name))
      .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') })),
  ),
];

/** A word that breaks the rule, by the source of its pattern. */
const BAD_WORDS: readonly string[] = [
  ['whoever', 'anew', 'mended', 'told', 'stands there', 'is owed', 'is no key any more', 'of whom'],
  ['nobody is told', 'at hand', 'in the place of', 'physical step', 'DESIGN', 'born', 'wipe', 'overtaken'],
  ['door', 'duty', 'beat', 'demand', 'held', 'trouble', 'needs', 'mark of', 'one', 'of', 'at', 'says'],
].flat();

const camel = (words: string): string =>
  words.replaceAll(/ (\w)/g, (_all, letter: string) => letter.toUpperCase());
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

const SAMPLES: Readonly<Record<Place, (word: string) => SourceFile[]>> = {
  file: (word) => [{ path: `db/${word.replaceAll(' ', '-')}-row.ts`, text: '' }],
  type: (word) => [{ path: 'db/a.ts', text: `interface ${capital(camel(word))}Row {}` }],
  function: (word) => [
    { path: 'db/a.ts', text: `function ${camel(word)}Row() {}` },
    { path: 'db/a.ts', text: `const ${camel(word)}Row = (row: Row): Row => row;` },
  ],
  name: (word) =>
    [
      `rows.map((${word}) => 1);`,
      `sort((${word}, other) => 1);`,
      `function a(${word}: Row) {}`,
      `interface A {\n  readonly ${word}: string;\n}`,
      `const ${word} = 1;`,
      `f({ ${word}: 1 });`,
    ].map((text) => ({ path: 'db/a.ts', text })),
  comment: (word) =>
    [`/** The row ${word} it. */`, `// the row ${word} it`].map((text) => ({ path: 'db/a.ts', text })),
  text: (word) =>
    [`f('the row ${word} it');`, `f(\`the row ${word} it\`);`].map((text) => ({ path: 'db/a.ts', text })),
  document: (word) => [{ path: 'OPERATIONS.md', text: `The row ${word} it.` }],
};

const badWordOf = ({ pattern }: PlainRule): string =>
  BAD_WORDS.find((word) => new RegExp(`^(?:${pattern.source})$`, 'i').test(word)) ??
  expect.fail(`no bad sample for ${pattern.source}`);

describe('names and prose are plain', () => {
  for (const rule of PLAIN_RULES) {
    it(`${rule.pattern.source} in ${rule.places.join(', ')}: use ${rule.wanted}`, () => {
      expect(unplainWords(sources, [rule]).join('\n')).to.equal('');
    });
  }
});

describe('each rule for plain words can fail', () => {
  for (const rule of PLAIN_RULES) {
    it(`${rule.pattern.source} in ${rule.places.join(', ')}`, () => {
      const word = badWordOf(rule);
      for (const place of rule.places)
        for (const sample of SAMPLES[place](word))
          expect(unplainWords([sample], [rule], []), `${place}: ${sample.text}`).to.have.lengthOf(1);
    });
  }
});

describe('the rules for plain words', () => {
  it('allow only uses that exist', () => {
    for (const use of ALLOWED_USES) {
      const others = ALLOWED_USES.filter((other) => other !== use);
      const where = sources.filter(({ path }) => use.paths.test(path));
      expect(unplainWords(where, PLAIN_RULES, others), use.reason).to.not.deep.equal([]);
    }
  });

  it('accept code in documents, SQL, array methods and loops', () => {
    const good = [
      { path: 'OPERATIONS.md', text: 'The command `quietkey door`.' },
      { path: 'db/a.ts', text: 'const sql = `UPDATE duties SET beat = 1`;' },
      { path: 'db/a.ts', text: 'for (const row of rows) f(row, rows.at(-1));' },
      { path: 'findings/a.ts', text: '// outside of the scope: a door' },
    ];
    expect(unplainWords(good)).to.deep.equal([]);
  });

  it('have only existing folders in their scope', () => {
    for (const folder of SCOPE)
      expect(
        sources.some(({ path }) => path.startsWith(`${folder}/`)),
        folder,
      ).to.equal(true);
  });
});
