/**
 * Mistyped command lines: the exit code, and the message with the name of the argument or option. No row of the table may
 * need a network or a running server. Also the help of every command: it has an example and fits 80 columns.
 */

import { expect } from 'chai';
import { rounds } from '../../support/rounds.ts';
import { inParallel, openTerminal, type Ran, type Terminal } from '../terminal.ts';

const ID = '6p2iRu0mXw1cZb9yKq4dTA';

/** The command line, its exit code, and what standard error must contain. */
const BAD: readonly (readonly [words: string, exit: number, names: RegExp])[] = [
  ['', 2, /Usage: quietkey/],
  ['license', 2, /Usage: quietkey license/],
  ['licence list', 2, /unknown command 'licence'.*Did you mean license\?/i],
  ['license isue sonar a@example.com', 2, /Did you mean issue\?/],
  ['token lst', 2, /Did you mean list\?/],
  ['license issue', 2, /PRODUCT/],
  ['license issue sonar', 2, /EMAIL/],
  ['license issue sonar a@example.com extra', 2, /too many arguments/i],
  ['license issue sonar a@example.com --seats many', 2, /^ {2}--seats must be a whole number/m],
  ['license issue sonar a@example.com --seats -1', 2, /^ {2}--seats /m],
  ['license issue sonar a@example.com --seats 1e3', 2, /^ {2}--seats /m],
  ['license issue sonar a@example.com --seats', 2, /--seats/],
  ['license issue sonar a@example.com --ends-on 2027-02-30', 2, /^ {2}--ends-on must be a date/m],
  ['license issue sonar a@example.com --ends-on tomorrow', 2, /^ {2}--ends-on /m],
  ['license issue sonar a@example.com --colour red', 2, /unknown option '--colour'/i],
  ['license issue sonar a@example.com --seat 3', 2, /Did you mean --seats\?/],
  ['license show ada@example.com', 2, /^ {2}LICENSE must be an id.*license find/m],
  ['license show 12', 2, /^ {2}LICENSE /m],
  [`license seats ${ID} none`, 2, /^ {2}SEATS /m],
  [`license seats ${ID}`, 2, /SEATS/],
  [`activation release ${ID} x`, 2, /^ {2}ACTIVATION /m],
  ['product add sonar', 2, /--name/],
  ['product add sonar --name Sonar --forks maybe', 2, /^ {2}--forks .*allow, new_seat, refuse/m],
  ['product add sonar --name Sonar --duration-days never', 2, /^ {2}--duration-days .*perpetual/m],
  ['token create shop', 2, /--scopes/],
  ['token create shop --scopes licenses:all', 2, /^ {2}--scopes [^]*licenses:write/m],
  ['token create shop --scopes products:read --days 0', 2, /^ {2}--days .*1 to 730/m],
  ['token create me@example.com --scopes products:read', 2, /^ {2}NAME /m],
  ['product list --actor a@example.com', 2, /^ {2}--actor /m],
  ['key rotate --root-key', 2, /--root-key/],
  ['database copy --from .', 2, /--to/],
  ['database copy --from . --to mysql://me:s3cret@db/x', 2, /^ {2}--to is not the address of a PostgreSQL/m],
  ['secret rotate --wait soon', 2, /^ {2}--wait must be a whole number/m],
  ['secret destroy', 2, /GENERATION/],
  ['purge now', 2, /too many arguments/i],
  ['purge --max-seconds soon', 2, /^ {2}--max-seconds must be a whole number/m],
  ['erase', 2, /EMAIL/],
  ['erase a@example.com --only everything', 2, /^ {2}--only [^]*usernames/m],
  ['mailer init', 2, /--key/],
  ['notice send expiry --subject x --text x', 2, /^ {2}KIND [^]*policy, news/m],
  [
    'notice send news --subject x --text nowhere.txt',
    2,
    /^ {2}--text names nowhere\.txt, which cannot be read \(ENOENT/m,
  ],
  ['mailer now', 2, /too many arguments|unknown command/i],
  ['stats --days 0', 2, /^ {2}--days must be 1 to 1826 days/m],
  ['receipt show 12', 2, /^ {2}RECEIPT /m],

  ['product show atlas', 1, /^ {2}PRODUCT .*\n.*quietkey product list/m],
  ['product change atlas --seats 2', 1, /^ {2}PRODUCT /m],
  ['product add sonar --name Sonar', 1, /^ {2}PRODUCT is taken/m],
  [
    'product add demo --name Demo --demo --lease-days 30',
    2,
    /^ {2}--lease-days is fixed for a demo product/m,
  ],
  ['product retire sonar', 2, /--until/],
  ['product retire sonar --until tomorrow', 2, /^ {2}--until must be a date from \d{4}-/m],
  ['product retire sonar --until 2000-01-01', 2, /^ {2}--until must be a date from \d{4}-/m],
  ['product retire atlas --until 2999-01-01', 1, /^ {2}PRODUCT .*\n.*quietkey product list/m],
  ['product reinstate sonar', 2, /^ {2}PRODUCT is not retired/m],
  ['product add Sonar! --name Sonar', 2, /^ {2}PRODUCT /m],
  ['product add atlas --name Atlas --prefix atlas', 2, /^ {2}--prefix /m],
  ['product add atlas --name Atlas --lease-days 1', 2, /^ {2}--lease-days /m],
  ['product add atlas --name Atlas --lease-days 30 --refresh-days 30', 2, /^ {2}--refresh-days /m],
  ['product add atlas --name Atlas --grace-days 0', 2, /^ {2}--grace-days /m],
  ['product add atlas --name Atlas --entitlements PRO', 2, /^ {2}--entitlements /m],
  ['product change sonar --releases-per-year 10001', 2, /^ {2}--releases-per-year /m],
  ['license issue atlas a@example.com', 1, /^ {2}PRODUCT /m],
  ['license issue sonar nobody', 2, /^ {2}EMAIL /m],
  ['license issue sonar a@example.com --seats 0', 2, /^ {2}--seats /m],
  ['license issue sonar a@example.com --ends-on 2001-01-01', 2, /^ {2}--ends-on /m],
  ['license issue sonar a@example.com --order me@example.com', 2, /^ {2}--order /m],
  ['license issue sonar a@example.com --mail', 1, /sends no mail[^]*mailer init/],
  ['license find nobody', 2, /^ {2}EMAIL /m],
  [`license show ${ID}`, 1, /license does not exist[^]*license find/],
  [`license show -${ID.slice(1)}`, 1, /license does not exist/],
  [`activation release -${ID.slice(1)} -${ID.slice(1)}`, 1, /activation/],
  [`license suspend ${ID} --reason x`, 1, /license does not exist/],
  [`license suspend ${ID} --reason a@example.com`, 2, /^ {2}--reason [^]*an email address/m],
  [`license suspend ${ID} --reason 203.0.113.7`, 2, /^ {2}--reason [^]*an IP address/m],
  [`license seats ${ID} 5 --yes`, 1, /license does not exist/],
  [`license revoke ${ID}`, 1, /license does not exist/],
  [`license correct ${ID} --yes`, 1, /license does not exist/],
  ['license find', 2, /^ {2}--order or an email is required/m],
  ['license issue sonar --dry-run', 2, /--dry-run needs --csv/],
  ['license issue --csv orders.csv --map colour=Item', 2, /^ {2}--map must have the form FIELD=COLUMN/m],
  ['license issue --csv orders.csv --map product', 2, /^ {2}--map must have the form/m],
  ['license issue --csv orders.csv --shop amazon', 2, /^ {2}--shop .*gumroad/m],
  ['license issue sonar a@example.com --csv orders.csv', 2, /EMAIL cannot be combined with --csv/],
  ['license issue --csv nowhere.csv', 2, /^ {2}--csv names nowhere\.csv, which cannot be read \(ENOENT/m],
  ['product list --actor 00-1a-2b-3c-4d-5e', 2, /^ {2}--actor [^]*hardware address/m],
  [`activation list ${ID}`, 1, /license does not exist/],
  [`activation release ${ID} ${ID}`, 1, /activation/],
  [`receipt show ${ID}`, 1, /receipt does not exist[^]*quietkey receipt list/],
  ['audit verify --from nowhere.txt', 2, /^ {2}--from names nowhere\.txt, which cannot be read \(ENOENT/m],
  ['receipt verify nowhere.txt', 2, /^ {2}FILE names nowhere\.txt, which cannot be read \(ENOENT/m],
  ['erase nobody', 2, /^ {2}EMAIL /m],
  ['purge --apply --plan tomorrow', 2, /not the name of a plan[^]*Nothing was purged/],
  [`bundle delete ${ID}`, 1, /support bundle does not exist[^]*quietkey bundle list/],
  [`bundle open ${ID}`, 2, /--key/],
  [`coupon end ${ID}`, 2, /^ {2}COUPON names no coupon/m],
  ['coupon create sonar --months 12', 2, /--ends-on/],
  ['coupon create sonar --months 12 --ends-on tomorrow', 2, /^ {2}--ends-on must be a date YYYY-MM-DD/m],
  ['coupon create sonar --ends-on 2999-01-01', 2, /^ {2}--months or seats are required, and not both/m],
  ['coupon create nothing --months 1 --ends-on 2999-01-01', 1, /product does not exist/],
  [`disclosure end ${ID}`, 2, /^ {2}DISCLOSURE names no disclosure/m],
  [
    'disclosure add Hosting --classes everything --ground processor',
    2,
    /^ {2}--classes must be one or more of all, /m,
  ],
  ['disclosure add Hosting --classes all --ground friendship', 2, /--ground/],
  ['disclosure add me@example.com --classes all --ground consent', 2, /^ {2}RECIPIENT [^]*an email address/m],
  [
    'disclosure add Hosting --classes all --ground consent --on 2999-01-01',
    2,
    /^ {2}--on must not be in the future/m,
  ],
  [`license show ${ID} --purpose curiosity`, 2, /^ {2}--purpose must be support, order/m],
  [`token purpose ${ID} support`, 1, /operator token does not exist[^]*quietkey token list/],
  [`token purpose ${ID} neighbour`, 2, /^ {2}PURPOSE must be support, order/m],
  [`takeover grant ${ID}`, 1, /Nobody takes this license over[^]*quietkey takeover list/],
  [`takeover grant ${ID} --yes`, 1, /Nobody takes this license over/],
  [`takeover refuse ${ID}`, 1, /Nobody takes this license over/],
  ['takeover grant', 2, /LICENSE/],
  [`request show ${ID}`, 1, /request does not exist[^]*quietkey request list/],
  [`request close ${ID} --reason withdrawn`, 1, /request does not exist/],
  [`request refuse ${ID}`, 2, /--reason/],
  [`request refuse ${ID} --reason rude`, 2, /--reason[^]*unfounded/],
  [`request answer ${ID}`, 78, /QUIETKEY_URL/],
  [`token revoke ${ID}`, 1, /operator token does not exist[^]*quietkey token list/],
];

/** So many of them are repeated with --json, which prints all faults in the same form. */
const JSON_EVERY = rounds(1, 3);

/** Every command with its required arguments. */
const COMMANDS = [
  'init',
  'policy',
  ...['show', 'breach', 'record', 'devices', 'release', 'list', 'diff'].map((word) => `policy ${word}`),
  ...['add', 'list', 'show', 'change', 'retire', 'reinstate'].map((word) => `product ${word}`),
  ...[
    'issue',
    'entitlements',
    'show',
    'find',
    'forgive',
    'holdings',
    'renew',
    'suspend',
    'reinstate',
    'revoke',
    'disown',
    'seats',
    'correct',
    'export',
  ].map((word) => `license ${word}`),
  ...['list', 'release'].map((word) => `activation ${word}`),
  ...['init', 'list', 'open', 'delete'].map((word) => `bundle ${word}`),
  ...['create', 'list', 'end'].map((word) => `coupon ${word}`),
  ...['add', 'list', 'end', 'remove'].map((word) => `disclosure ${word}`),
  ...['add', 'list', 'review', 'lift'].map((word) => `hold ${word}`),
  ...['create', 'list', 'purpose', 'revoke'].map((word) => `token ${word}`),
  ...['list', 'rotate', 'root', 'root move'].map((word) => `key ${word}`),
  ...['sign', 'publish', 'list'].map((word) => `farewell ${word}`),
  ...['migrate', 'check', 'copy', 'replay'].map((word) => `database ${word}`),
  ...['list', 'rotate', 'move', 'destroy'].map((word) => `secret ${word}`),
  'purge',
  'backup',
  'restore',
  'erase',
  ...['list', 'show', 'verify'].map((word) => `receipt ${word}`),
  ...['head', 'verify', 'export'].map((word) => `audit ${word}`),
  'mailer',
  'mailer init',
  'mailer status',
  'mailer retry',
  'mailer preview',
  'mailer send-test',
  'notice',
  'notice send',
  'offline',
  'offline answer',
  'clock',
  'clock confirm',
  'stats',
  'doctor',
  'evidence',
  'exit-codes',
  'product',
  'license',
  'activation',
  'bundle',
  'coupon',
  'disclosure',
  'hold',
  ...['list', 'show', 'answer', 'extend', 'refuse', 'close'].map((word) => `request ${word}`),
  'request',
  'takeover',
  'takeover list',
  'takeover grant',
  'takeover refuse',
  'token',
  'key',
  'farewell',
  'database',
  'secret',
  'receipt',
  'audit',
];

describe('a mistyped command line', () => {
  let terminal: Terminal;
  let ran: readonly { plain: Ran; json: Ran | undefined }[];

  before(async () => {
    terminal = await openTerminal();
    await terminal.ask('init');
    await terminal.ask('product', 'add', 'sonar', '--name', 'Sonar');
    ran = await inParallel([...BAD.entries()], async ([at, [typed]]) => ({
      plain: await terminal.type(wordsOf(typed)),
      json: at % JSON_EVERY === 0 ? await terminal.type([...wordsOf(typed), '--json']) : undefined,
    }));
  });
  after(() => terminal.throwAway());

  for (const [at, [typed, exit, names]] of BAD.entries()) {
    it(`quietkey ${typed} → ${exit}`, () => {
      const { plain, json } = ran[at]!;
      expect(plain.exit, plain.out + plain.err).to.equal(exit);
      expect(plain.err).to.match(names);
      expect(plain.out).to.equal('');
      for (const line of plain.err.split('\n')) expect(line.length, line).to.be.at.most(80);
      if (json === undefined) return;
      const fault = JSON.parse(json.out) as Record<string, unknown>;
      expect(fault).to.include.all.keys('code', 'detail', 'remedy');
      expect([json.exit, json.err]).to.deep.equal([exit, '']);
    });
  }

  it('names all faulty fields at once', async () => {
    const { err } = await terminal.type(['product', 'change', 'sonar', '--seats', '0', '--grace-days', '1']);
    expect(err)
      .to.match(/^ {2}--seats /m)
      .and.to.match(/^ {2}--grace-days /m);
  });

  it('does not repeat a malformed argument, which may be a secret', async () => {
    const { err } = await terminal.type(['license', 'show', 'SONAR-00000-11111']);
    expect(err).not.to.contain('00000');
  });

  it('refuses an order with another email', async () => {
    await terminal.ask('license', 'issue', 'sonar', 'a@example.com', '--order', 'X-1');
    const { exit, err } = await terminal.type([
      'license',
      'issue',
      'sonar',
      'b@example.com',
      '--order',
      'X-1',
    ]);
    expect(exit).to.equal(1);
    expect(err).to.match(/^ {2}EMAIL /m);
  });

  it('reports that there is no data folder, and how to create one', async () => {
    const elsewhere = ['--data', `${terminal.folder}/nowhere`];
    for (const words of [['product', 'list'], ['key', 'list'], ['purge']]) {
      const { exit, err } = await terminal.type([...words, ...elsewhere]);
      expect(exit, err).to.equal(78);
      expect(err).to.contain('quietkey init');
    }
  });

  it('lists all configuration faults at once, and no secret', async () => {
    const env = { QUIETKEY_PORT: 'http', QUIETKEY_SECRET: 'tooshort' };
    const { exit, err } = await terminal.type(['product', 'list'], { env });
    expect(exit, err).to.equal(78);
    expect(err).to.contain('QUIETKEY_PORT').and.to.contain('QUIETKEY_SECRET').and.not.to.contain('tooshort');
  });
});

describe('the help of the command line', () => {
  const paths = ['', ...COMMANDS];
  let terminal: Terminal;
  let ran: readonly Ran[];

  before(async () => {
    terminal = await openTerminal();
    ran = await inParallel(paths, (path) => terminal.type([...wordsOf(path), '--help']));
  });
  after(() => terminal.throwAway());

  for (const [at, path] of paths.entries()) {
    it(`quietkey ${path} --help`, () => {
      const { exit, out, err } = ran[at]!;
      expect([exit, err]).to.deep.equal([0, '']);
      expect(out).to.match(new RegExp(`^Examples?:\\n {2}\\$ .*quietkey ${path}`, 'm'));
      for (const line of out.split('\n')) expect(line.length, line).to.be.at.most(80);
    });
  }

  it('covers every command', () => {
    const named = paths.flatMap((path, index) => {
      const listed = ran[index]!.out.split('\nCommands:\n')[1]?.split('\n\n')[0] ?? '';
      const words = [...listed.matchAll(/^ {2}([a-z-]+)/gm)].map((match) => match[1] ?? '');
      return words.filter((word) => word !== 'help').map((word) => `${path} ${word}`.trim());
    });
    expect(named.sort()).to.deep.equal([...COMMANDS].sort());
  });

  it('quietkey help exit-codes lists the exit codes', async () => {
    const { exit, out } = await terminal.type(['help', 'exit-codes']);
    expect(exit).to.equal(0);
    for (const code of [0, 1, 2, 69, 70, 78, 130]) expect(out).to.match(new RegExp(`^ +${code} {2}\\w`, 'm'));
  });
});

function wordsOf(typed: string): string[] {
  return typed.split(' ').filter((word) => word !== '');
}
