/**
 * The allowed directions of imports, as one table for the tests and the linter. A row has a folder of product code and the
 * folders that its files may import besides their own, `*` for any name; every folder needs a row. API, portal, CLI, stores
 * and crypto import the domain; the domain imports only itself and the contract. Only `server/composition` wires them.
 */

/** Modules of Node.js. */
export const NODE = 'node:';
/** npm packages. */
export const PACKAGE = 'a package';

const SDK = 'client-sdk/typescript';
const CONTRACT = `${SDK}/contract`;
const PRIMITIVES = `${SDK}/primitives`;
const KERNEL = 'server/domain/kernel';

const domain = (...areas: string[]) => areas.map((area) => `server/domain/${area}`);
const DOMAIN = [
  'server/domain',
  ...domain('kernel', 'inventory', 'licensing', 'activation', 'account', 'ownership'),
  ...domain('renewal', 'takeover', 'privacy', 'rights', 'operator', 'mail', 'statistics', 'cluster'),
];
/** The folder of each language. A new language changes nothing outside `server/texts`. */
const CATALOGUE = 'server/texts/*';
const TEXTS = ['server/locale', 'server/texts'];
const PORTAL = ['server/portal/html', 'server/vendor', ...TEXTS];

const COMMANDS = [
  NODE,
  PACKAGE,
  CONTRACT,
  PRIMITIVES,
  ...DOMAIN,
  'server/composition',
  'server/config',
  'server/runtime',
  'server/texts',
  'server/texts/en',
  'scripts/cli',
];

export const DIRECTIONS: Readonly<Record<string, readonly string[]>> = {
  // shared by server and SDKs, so it must run anywhere
  [CONTRACT]: [],
  [PRIMITIVES]: [NODE, CONTRACT],
  [`${SDK}/machine`]: [NODE, CONTRACT, PRIMITIVES],
  [`${SDK}/state`]: [NODE, CONTRACT, PRIMITIVES],
  [`${SDK}/storage`]: [NODE, PRIMITIVES, `${SDK}/state`],
  [`${SDK}/lease`]: [NODE, CONTRACT, PRIMITIVES, `${SDK}/state`],
  [`${SDK}/network`]: [NODE, CONTRACT, PRIMITIVES],
  [`${SDK}/exchange`]: [
    NODE,
    CONTRACT,
    ...['primitives', 'network', 'machine', 'state', 'lease'].map((folder) => `${SDK}/${folder}`),
  ],
  [`${SDK}/telemetry`]: [
    NODE,
    CONTRACT,
    ...['primitives', 'network', 'state', 'exchange'].map((folder) => `${SDK}/${folder}`),
  ],
  [`${SDK}/support`]: [
    NODE,
    CONTRACT,
    ...['primitives', 'machine', 'state', 'lease', 'network', 'exchange'].map((folder) => `${SDK}/${folder}`),
  ],
  [SDK]: [
    NODE,
    CONTRACT,
    ...[
      'primitives',
      'network',
      'machine',
      'state',
      'lease',
      'storage',
      'exchange',
      'telemetry',
      'support',
    ].map((folder) => `${SDK}/${folder}`),
  ],

  // the texts in other languages: nothing of the SDK imports them, so an app without them is as small as before
  [`${SDK}/texts`]: [CONTRACT, PRIMITIVES, `${SDK}/lease`],

  // a kit for the tests of apps: nothing of the SDK imports it, so it is in no app
  [`${SDK}/testing`]: [
    NODE,
    CONTRACT,
    ...['primitives', 'network', 'machine', 'state', 'lease', 'exchange'].map((folder) => `${SDK}/${folder}`),
    SDK,
  ],

  [KERNEL]: [CONTRACT],
  'server/domain/inventory': [CONTRACT, ...domain('kernel')],
  'server/domain/mail': domain('kernel'),
  'server/domain/operator': [CONTRACT, ...domain('kernel')],
  'server/domain/licensing': [CONTRACT, ...domain('kernel', 'mail', 'operator')],
  'server/domain/activation': [CONTRACT, ...domain('kernel', 'licensing', 'operator')],
  'server/domain/account': [CONTRACT, ...domain('kernel', 'inventory', 'licensing', 'mail', 'operator')],
  'server/domain/ownership': [
    CONTRACT,
    ...domain('kernel', 'licensing', 'activation', 'account', 'mail', 'operator'),
  ],
  // never statistics or mail: what a coupon gives does not depend on telemetry or news
  'server/domain/renewal': [CONTRACT, ...domain('kernel', 'licensing', 'ownership', 'operator')],
  'server/domain/takeover': [CONTRACT, ...domain('kernel', 'licensing', 'account', 'ownership', 'operator')],
  'server/domain/cluster': domain('kernel', 'licensing', 'account', 'operator'),
  'server/domain/statistics': [CONTRACT, ...domain('kernel', 'licensing', 'cluster')],
  'server/domain/privacy': [
    CONTRACT,
    ...domain(
      'kernel',
      'inventory',
      'licensing',
      'activation',
      'account',
      'ownership',
      'operator',
      'statistics',
    ),
  ],
  'server/domain/rights': [
    CONTRACT,
    ...domain('kernel', 'licensing', 'account', 'mail', 'operator', 'privacy'),
  ],
  'server/domain': DOMAIN,

  'server/runtime': DOMAIN,
  'server/crypto': [NODE, PACKAGE, CONTRACT, PRIMITIVES, ...DOMAIN],
  // says what a file of the vendor may say, without reading it
  'server/vendor': [],
  'server/config': [
    NODE,
    PACKAGE,
    CONTRACT,
    PRIMITIVES,
    ...DOMAIN,
    ...['mail', 'texts', 'vendor', 'web'].map((folder) => `server/${folder}`),
  ],
  'server/telemetry': [NODE, CONTRACT, ...DOMAIN],
  'server/locale': domain('kernel'),
  // the English catalogue is the type of all
  [CATALOGUE]: [...DOMAIN, 'server/locale', 'server/texts/en'],
  'server/texts': [...DOMAIN, 'server/locale', CATALOGUE],
  'server/mail': [NODE, PACKAGE, ...DOMAIN, ...TEXTS, 'server/vendor'],
  'server/jobs': [NODE, PRIMITIVES, ...DOMAIN, 'server/runtime'],
  // hashes passwords between two operations, so it needs crypto
  'server/accounts': [
    NODE,
    CONTRACT,
    ...DOMAIN,
    'server/runtime',
    'server/crypto',
    'server/jobs',
    'server/web',
  ],

  // what is generated from the inventory, for portal and CLI
  'server/documents': [...DOMAIN, 'server/web', 'server/vendor', ...TEXTS],

  // shared by API and portal, which do not import each other
  'server/web': [NODE, PACKAGE, CONTRACT, ...DOMAIN],
  'server/http': [NODE, PACKAGE, CONTRACT, ...DOMAIN, 'server/web'],
  'server/portal/html': [NODE, PACKAGE, CONTRACT, ...DOMAIN, 'server/web', 'server/vendor', ...TEXTS],
  'server/portal/pages/renewal': [...DOMAIN, 'server/web', ...PORTAL],
  'server/portal/pages/batch': [CONTRACT, ...DOMAIN, 'server/web', ...PORTAL, 'server/portal/pages'],
  'server/portal/pages': [CONTRACT, ...DOMAIN, 'server/web', ...PORTAL, 'server/portal/pages/renewal'],
  'server/portal/route': [
    NODE,
    PACKAGE,
    CONTRACT,
    ...DOMAIN,
    'server/runtime',
    'server/web',
    ...PORTAL,
    'server/portal/pages',
  ],
  'server/portal/routes': [
    CONTRACT,
    ...DOMAIN,
    'server/documents',
    'server/runtime',
    'server/web',
    ...PORTAL,
    'server/portal/pages',
    'server/portal/pages/batch',
    'server/portal/pages/renewal',
    'server/portal/route',
  ],
  'server/portal': [
    NODE,
    PACKAGE,
    ...DOMAIN,
    'server/web',
    ...PORTAL,
    'server/portal/pages',
    'server/portal/route',
    'server/portal/routes',
  ],

  'server/composition': [
    NODE,
    PACKAGE,
    CONTRACT,
    PRIMITIVES,
    ...DOMAIN,
    ...['accounts', 'config', 'crypto', 'http', 'jobs', 'mail', 'portal', 'runtime', 'telemetry'].map(
      (folder) => `server/${folder}`,
    ),
    ...['texts', 'vendor', 'web'].map((folder) => `server/${folder}`),
    ...['copy', 'postgres', 'sqlite', 'sqlite/store', 'store'].map((folder) => `db/${folder}`),
  ],
  server: [NODE, ...DOMAIN, 'server/composition', 'server/config'],

  'db/dialect': DOMAIN,
  'db/sql/account': [...DOMAIN, 'db/dialect'],
  'db/sql/ownership': [...DOMAIN, 'db/dialect'],
  'db/sql/privacy': [...DOMAIN, 'db/dialect'],
  'db/sql/renewal': [...DOMAIN, 'db/dialect'],
  'db/sql/support': [...DOMAIN, 'db/dialect'],
  'db/sql': [
    ...DOMAIN,
    'db/dialect',
    'db/sql/account',
    'db/sql/ownership',
    'db/sql/privacy',
    'db/sql/renewal',
    'db/sql/support',
  ],
  'db/store': [NODE, CONTRACT, ...DOMAIN, 'db/dialect', 'db/sql'],
  'db/migrations': [NODE, 'db/store'],
  'db/sqlite': [NODE, PACKAGE, PRIMITIVES, ...DOMAIN, 'db/store', 'db/dialect', 'db/sql', 'db/migrations'],
  'db/sqlite/secure-delete': [NODE, PACKAGE, ...DOMAIN, 'db/sqlite'],
  'db/sqlite/store': [NODE, ...DOMAIN, 'db/store', 'db/sqlite', 'db/sqlite/secure-delete'],
  'db/postgres': [NODE, PACKAGE, ...DOMAIN, 'db/store', 'db/dialect', 'db/sql', 'db/migrations'],
  'db/copy': [NODE, ...DOMAIN, 'db/store', 'db/sqlite', 'db/postgres'],

  'scripts/cli': [
    NODE,
    PACKAGE,
    CONTRACT,
    PRIMITIVES,
    ...DOMAIN,
    'server/composition',
    'server/config',
    'server/runtime',
  ],
  'scripts/commands': [
    ...COMMANDS,
    'scripts/commands/audit',
    'scripts/commands/disclosure',
    'scripts/commands/hold',
    'scripts/commands/keys',
    'scripts/commands/mail',
    'scripts/commands/request',
    'scripts/commands/takeover',
  ],
  'scripts/commands/evidence': [
    NODE,
    PACKAGE,
    PRIMITIVES,
    ...DOMAIN,
    'server/composition',
    'server/config',
    'server/documents',
    'server/texts',
    'server/texts/en',
    'scripts/cli',
    'scripts/commands/policy',
  ],
  'scripts/commands/renewal': [PACKAGE, ...DOMAIN, 'scripts/cli'],
  'scripts/commands/disclosure': [PACKAGE, ...DOMAIN, 'scripts/cli'],
  'scripts/commands/hold': [PACKAGE, ...DOMAIN, 'scripts/cli'],
  'scripts/commands/mail': COMMANDS,
  'scripts/commands/keys': [
    NODE,
    PACKAGE,
    CONTRACT,
    PRIMITIVES,
    ...DOMAIN,
    'server/composition',
    'server/config',
    'scripts/cli',
  ],
  'scripts/commands/audit': [NODE, PACKAGE, CONTRACT, ...DOMAIN, 'server/composition', 'scripts/cli'],
  'scripts/commands/policy': [
    PACKAGE,
    ...DOMAIN,
    'server/config',
    'server/documents',
    'server/texts',
    'scripts/cli',
  ],
  'scripts/commands/request': [PACKAGE, ...DOMAIN, 'server/config', 'scripts/cli'],
  'scripts/commands/takeover': [PACKAGE, ...DOMAIN, 'scripts/cli'],
  'scripts/commands/bundle': [NODE, PACKAGE, ...DOMAIN, 'server/composition', 'scripts/cli'],
  'scripts/demo': [
    NODE,
    CONTRACT,
    PRIMITIVES,
    SDK,
    ...DOMAIN,
    'server/composition',
    'server/config',
    'server/runtime',
    'scripts/cli',
  ],
  // renders pages without a server
  'scripts/preview': [
    NODE,
    CONTRACT,
    PRIMITIVES,
    ...DOMAIN,
    'server/config',
    'server/web',
    ...PORTAL,
    'server/portal/pages',
    'server/portal/pages/batch',
    'server/portal/pages/renewal',
    'server/portal/route',
  ],
  scripts: [
    NODE,
    PACKAGE,
    PRIMITIVES,
    'server/config',
    'server/http',
    'scripts/cli',
    'scripts/commands',
    ...[
      'audit',
      'bundle',
      'disclosure',
      'evidence',
      'hold',
      'keys',
      'mail',
      'policy',
      'renewal',
      'request',
      'takeover',
    ].map((folder) => `scripts/commands/${folder}`),
  ],
};

/** Database packages, which only `db` may import. */
export const ENGINES = ['better-sqlite3', 'pg'];
