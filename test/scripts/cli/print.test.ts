/**
 * The output functions in isolation: tables and blocks at the limit of 80 columns, and texts that try to control the
 * terminal. Also the sentence and exit code of every refusal.
 */

import { expect } from 'chai';
import { Command } from 'commander';
import { ConfigFault } from '../../../server/config/config.ts';
import { Refusal } from '../../../server/domain/kernel/refusal.ts';
import { REFUSAL_CODES, rowOfCode, statusOf, textFor } from '../../../server/domain/kernel/refusal-table.ts';
import { faultOf, writeFault } from '../../../scripts/cli/error-output.ts';
import { block, counted, table, wrap } from '../../../scripts/cli/print.ts';

describe('printing', () => {
  it('aligns names and values, and leaves out null', () => {
    const pairs = [
      ['License', 'abc'],
      ['Ends on', null],
      ['Id', 7],
    ] as const;
    expect(block(pairs)).to.equal('License  abc\nId       7');
  });

  it('indents the wrapped lines of a long value', () => {
    const lines = block([['Entitlements', 'word '.repeat(30)]]).split('\n');
    expect(lines).to.have.lengthOf(3);
    for (const line of lines.slice(1)) expect(line).to.match(/^ {14}word/);
    for (const line of lines) expect(line.length).to.be.at.most(80);
  });

  it('aligns numbers to the right and drops empty columns', () => {
    const rows = [
      ['a', 1, null],
      ['bb', 10, null],
    ] as const;
    expect(table(['NAME', 'N', 'NOTE'], rows)).to.equal('NAME   N\na      1\nbb    10');
  });

  it('drops an empty column in the middle without moving the others', () => {
    const rows = [['a', null, 'x', 5]] as const;
    expect(table(['ONE', 'TWO', 'THREE', 'N'], rows)).to.equal('ONE  THREE  N\na    x      5');
  });

  it('writes a table that is too wide as blocks', () => {
    const rows = [
      ['a'.repeat(50), 'b'.repeat(40)],
      ['c', 'd'],
    ] as const;
    const blocks = `ONE  ${'a'.repeat(50)}\nTWO  ${'b'.repeat(40)}\n\nONE  c\nTWO  d`;
    expect(table(['ONE', 'TWO'], rows)).to.equal(blocks);
  });

  it('does not let stored text control the terminal', () => {
    const name = 'So\u001b[2Jnar\r\n\u202e\u0007';
    expect(block([['Name', name]])).to.equal('Name  So?[2Jnar????');
    expect(table(['NAME'], [[name]])).to.equal('NAME\nSo?[2Jnar????');
  });

  it('does not break a word that is longer than a line', () => {
    const path = `/${'x'.repeat(100)}`;
    expect(wrap(`It is in ${path} now.`)).to.equal(`It is in\n${path}\nnow.`);
  });

  it('writes counts with singular and plural', () => {
    expect([0, 1, 2].map((count) => counted(count, 'day'))).to.deep.equal(['0 days', '1 day', '2 days']);
  });
});

describe('errors of the command line', () => {
  const command = new Command('quietkey').argument('<EMAIL>').option('--lease-days <N>');

  for (const code of REFUSAL_CODES) {
    it(`${code}: a sentence, a remedy and an exit code`, () => {
      const fault = faultOf(new Refusal({ code }), command);
      const later = rowOfCode(code).retryAfter !== undefined || statusOf(code) === 429;
      const isInput = code.endsWith('_malformed');
      expect(fault.exit).to.equal(later ? 69 : code === 'internal' ? 70 : isInput ? 2 : 1);
      const text = textFor('operator', code);
      expect(fault).to.include({ code, detail: text?.sentence ?? rowOfCode(code).sentence });
      expect(fault.remedy).to.match(text === null ? /^Report this/ : /^[A-Z].{9,}/);
      expect(fault.remedy).not.to.match(/Retry-After/);
      for (const line of writeFault(fault).split('\n')) expect(line.length, line).to.be.at.most(80);
    });
  }

  it('names fields by their arguments and options', () => {
    const fields = ['/email', '/terms/leaseDays', '/else'].map((pointer) => ({ pointer, message: 'is odd' }));
    const { errors } = faultOf(new Refusal({ code: 'terms_malformed', fields }), command);
    expect(errors?.map(({ field }) => field)).to.deep.equal(['EMAIL', '--lease-days', 'else']);
  });

  it('lists every configuration fault', () => {
    const faults = ['ONE', 'TWO'].map((variable) => ({ variable, message: 'is odd', remedy: 'Fix it.' }));
    const fault = faultOf(new ConfigFault(faults), command);
    expect(fault).to.include({ exit: 78, code: 'configuration_fault' });
    expect(writeFault(fault)).to.match(/^ {2}ONE is odd\. Fix it\.\n {2}TWO is odd\. Fix it\.$/m);
  });

  it('reports every other error as an internal error', () => {
    expect(faultOf(new TypeError('oh'), command)).to.include({ exit: 70, code: 'internal' });
    expect(faultOf('oh', command)).to.include({ exit: 70, detail: 'oh' });
  });
});
